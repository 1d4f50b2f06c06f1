"""How Sphinx makes pages of the notebooks. Copied beside them by `build.py`; `contents.json` is what it reads.

Nothing here may ask the outside for anything: no web fonts, no script from elsewhere, no service that runs code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sphinx.addnodes import toctree
from sphinx.application import Sphinx

_HERE = Path(__file__).parent
_CONTENTS = json.loads((_HERE / "contents.json").read_text(encoding="utf-8"))

project = html_title = html_short_title = _CONTENTS["title"]
root_doc = _CONTENTS["start"]
extensions = ["myst_nb", "sphinx.ext.githubpages"]
# Outputs are stored in the notebooks; a site is built without a kernel.
nb_execution_mode = "off"
# Text means on a page what it means in JupyterLab: no roles, directives or comments, and no script in markup.
myst_gfm_only = True
# Quotes stay as their author wrote them.
smartquotes = False
# By default these come from elsewhere, on pages with stored widgets.
nb_ipywidgets_js: dict[str, Any] = {}

html_theme = "sphinx_book_theme"
html_theme_options = {
    "use_download_button": False,
    "home_page_in_toc": True,
    "show_navbar_depth": 2,
    "search_bar_text": "Search the course",
    "use_fullscreen_button": False,
    # It would lie over the answers of a quiz on a narrow page.
    "back_to_top_button": False,
    "navbar_persistent": [],
    "footer_content_items": "",
}
# Without it the theme complains to the console on each first visit.
html_context = {"default_mode": "auto"}
html_static_path = ["assets"]
# Browsers ask the top of the address for one that a page does not name.
html_favicon = "assets/icon.svg"
html_css_files = ["site.css"]
html_js_files = [("catalog.js", {"defer": "defer"}), ("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False


def add_contents(app: Sphinx, tree: Any) -> None:
    """Put the order of the pages where Sphinx expects it: into the first page, unseen."""
    if app.env.current_document.docname != root_doc:
        return
    for part in _CONTENTS["parts"]:
        pages = part["pages"]
        tree.append(
            toctree(
                entries=[(title, page) for page, title in pages],
                includefiles=[page for page, _ in pages],
                parent=root_doc,
                caption=part["title"],
                rawcaption=part["title"],
                hidden=True,
                includehidden=False,
                titlesonly=True,
                maxdepth=1,
                glob=False,
                numbered=0,
            )
        )


def setup(app: Sphinx) -> None:
    """Join `add_contents` before Sphinx reads the order of the pages."""
    app.connect("doctree-read", add_contents, priority=1)
