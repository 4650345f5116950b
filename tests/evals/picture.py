"""The picture of a report that the README shows, taken anew after a run.

``xuanxing eval --report out && python -m tests.evals.picture out/report.html``
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUMS

SHOWN = Path(__file__).parents[2] / ".github" / "evaluation.png"
_WIDTH = 1200
_MARGIN = 24


def take(report: Path, picture: Path, chromium: str) -> None:
    """Everything above the table of metrics, as it looks in a window on a desktop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": _WIDTH, "height": 900}, offline=True)
        page.goto(report.resolve().as_uri())
        plots = page.locator(".plots").bounding_box()
        if plots is None:
            raise LookupError(f"{report} has no plots")
        height = plots["y"] + plots["height"] + _MARGIN
        page.screenshot(
            path=picture,
            full_page=True,
            clip={"x": 0, "y": 0, "width": _WIDTH, "height": height},
        )
        browser.close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.picture", description=__doc__)
    parser.add_argument("report", type=Path, help="report.html")
    parser.add_argument("picture", type=Path, nargs="?", default=SHOWN)
    options = parser.parse_args(arguments)
    candidates = [os.environ.get("CHROMIUM", ""), *CHROMIUMS]
    chromium = next(filter(None, map(shutil.which, candidates)), None)
    if chromium is None:
        parser.error("there is no Chromium: install one, or name it in CHROMIUM")
    take(options.report, options.picture, chromium)
    return 0


if __name__ == "__main__":
    sys.exit(main())
