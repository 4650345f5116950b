"""The page's own elements: ``name.html``, ``name.css`` and ``name.js`` beside this file.

Text of others reaches them as data and is put in as text, never as HTML.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent


def component(name: str) -> ComponentRenderer:
    """The element of that name, to be called with its key, data and handlers."""
    html, css, js = _files(name)
    return st.components.v2.component(f"xuanxing.{name}", html=html, css=css, js=js)


@cache
def _files(name: str) -> tuple[str | None, str | None, str | None]:
    html, css, js = (_read(_HERE / f"{name}.{kind}") for kind in ("html", "css", "js"))
    return html, css, js


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
