"""Names that are safe as a folder's and as a Chroma collection's."""

from __future__ import annotations

import hashlib
import re

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])")


def slug(name: str) -> str:
    """The name itself where it is safe, else something readable and unique made from it."""
    if _SAFE.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    readable = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:28].strip("-")
    return f"{readable or 'corpus'}-{digest}"
