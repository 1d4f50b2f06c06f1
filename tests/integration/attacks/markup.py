"""HTML and scripts in outputs and texts, which would run in the browser of whoever opens the page."""

from __future__ import annotations

from attacks.attack import EARNED, Attack

# What would run, were it to run.
RUNS = "pwned_@MARK@()"
_SCRIPT = f"<script>{RUNS}</script>"
_ALL = (
    _SCRIPT
    + f'<img src=x onerror="{RUNS}"><svg onload="{RUNS}"></svg><a href="javascript:{RUNS}">go</a>'
    + f'<iframe srcdoc="&lt;script&gt;{RUNS}&lt;/script&gt;"></iframe><iframe src="javascript:{RUNS}"></iframe>'
    + f'<form action="javascript:{RUNS}"><button>go</button></form><details open ontoggle="{RUNS}"></details>'
    + f'<object data="javascript:{RUNS}"></object><base href="javascript:{RUNS}//">'
)


def _shows(name: str, does: str, bundle: str) -> Attack:
    return Attack(
        name,
        does,
        EARNED,
        right=True,
        first=f"from IPython.display import publish_display_data\npublish_display_data({bundle})",
    )


ATTACKS = (
    _shows("shows-html-with-scripts", "displays HTML that runs scripts", f'{{"text/html": {_ALL!r}}}'),
    _shows("shows-javascript", "displays JavaScript", f'{{"application/javascript": {RUNS!r}}}'),
    _shows(
        "shows-a-picture-with-scripts",
        "displays an SVG picture that runs scripts",
        f'{{"image/svg+xml": {"<svg xmlns=" + chr(34) + "http://www.w3.org/2000/svg" + chr(34) + ">" + _SCRIPT + "</svg>"!r}}}',
    ),
    _shows(
        "shows-markdown-with-scripts", "displays Markdown that runs scripts", f'{{"text/markdown": {_ALL!r}}}'
    ),
    _shows(
        "shows-latex-with-scripts",
        "displays a formula that ends in a script",
        f'{{"text/latex": {"$" + _SCRIPT + "$" + _ALL!r}}}',
    ),
    _shows(
        "shows-a-widget",
        "displays a widget whose state is its own",
        '{"application/vnd.jupyter.widget-view+json": {"model_id": "x", "version_major": 2}}',
    ),
    _shows(
        "shows-a-widget-that-ends-the-script",
        "displays a widget whose state ends the script that holds it",
        f'{{"application/vnd.jupyter.widget-view+json": {{"model_id": {"</script>" + _SCRIPT!r}}}}}',
    ),
    _shows(
        "shows-a-picture-that-is-markup",
        "displays a picture whose data end the tag",
        f'{{"image/png": {chr(34) + ">" + _ALL!r}}}',
    ),
    Attack(
        "prints-scripts",
        "prints markup, with the signs that colour terminals",
        EARNED,
        right=True,
        first=f"print({_ALL!r})\nprint({chr(27) + '[31m' + _ALL!r})",
    ),
    Attack(
        "raises-scripts",
        "raises an error whose name and message are markup",
        EARNED,
        right=True,
        first=f"raise type({_SCRIPT!r}, (Exception,), {{}})({_ALL!r})",
    ),
    Attack(
        "writes-scripts-as-an-answer",
        "writes markup as the answer that a person will read",
        EARNED,
        right=True,
        answers={"why": _ALL},
    ),
    Attack(
        "writes-scripts-as-text",
        "writes a text with markup",
        EARNED,
        right=True,
        change=lambda notebook: notebook["cells"].insert(
            0, {"cell_type": "markdown", "id": "markup", "metadata": {}, "source": _ALL}
        ),
    ),
    Attack(
        "names-itself-a-script",
        "puts markup into the notebook's title and metadata",
        EARNED,
        right=True,
        change=lambda notebook: notebook["metadata"].update(
            title="</title>" + _SCRIPT, authors=[{"name": _SCRIPT}], widgets={"x": "</script>" + _SCRIPT}
        ),
    ),
)
