"""The colours a widget is seen in: JupyterLab's own themes, put on a page without JupyterLab."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

_FOLDER = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
THEMES = ("light", "dark", "dark-high-contrast")


def wear(page: Page, theme: str) -> None:
    """Give the page the colours of one of THEMES."""
    colours = (_FOLDER / f"theme-{theme}-extension" / "index.css").read_text(encoding="utf-8")
    page.add_style_tag(content=colours)
    page.add_style_tag(content="body { background: var(--jp-layout-color0) }")
    page.evaluate("light => (document.body.dataset.jpThemeLight = light)", str(theme == "light").lower())
