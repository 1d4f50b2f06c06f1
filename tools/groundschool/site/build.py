"""Building the site: notebooks, scripts and styles laid in a folder, Sphinx run on it, the result put in place."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import nbformat

from groundschool.course.spine import Course
from groundschool.errors import GroundSchoolError, UsageError
from groundschool.site.live import catalog_script, site_script, site_style
from groundschool.site.pages import START, SitePage, contents, site_pages

_NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme")
_OURS = Path("_static", "catalog.js")
"""A folder that holds this file is a site of ours, which another may replace."""


def build_site(course: Course, into: Path) -> int:
    """Build the site into a folder; a site that is there is replaced whole.

    Returns:
        How many pages it has.

    Raises:
        UsageError: the extra `site` is not installed, the folder holds something else, or a notebook was not built.
        ContentError: notebooks link to files that become no page.
        GroundSchoolError: Sphinx found something wrong.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"The site is built by packages that are not installed ({', '.join(missing)}). "
            "Install the extra `site`: pip install 'mlops-ground-school[site]'"
        )
    if into.exists() and not (into.is_dir() and (_is_site(into) or not any(into.iterdir()))):
        raise UsageError(f"{into} holds something that is no site of ours. Name another folder.")
    pages = site_pages(course)
    into.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, so that the finished site is put in place by a rename.
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=f".{into.name}.") as work:
        source, made = Path(work, "source"), Path(work, "made")
        _lay_out(course, pages, source)
        _run_sphinx(source, made)
        if into.exists():
            shutil.rmtree(into)
        made.rename(into)
    return len(pages)


def _is_site(folder: Path) -> bool:
    return (folder / _OURS).is_file()


def _lay_out(course: Course, pages: tuple[SitePage, ...], source: Path) -> None:
    """Write what Sphinx reads."""
    assets = source / "assets"
    assets.mkdir(parents=True)
    for page in pages:
        (source / f"{page.name}.ipynb").write_text(nbformat.v4.writes(page.notebook), encoding="utf-8")
        for name, picture in page.pictures.items():
            (source / name).write_bytes(picture)
    parts = [asdict(part) for part in contents(course)]
    listed = {"title": course.title, "start": START, "parts": parts}
    (source / "contents.json").write_text(json.dumps(listed), encoding="utf-8")
    ours = resources.files("groundschool.site")
    (source / "conf.py").write_bytes((ours / "conf.py").read_bytes())
    (assets / "icon.svg").write_bytes((ours / "static" / "icon.svg").read_bytes())
    (assets / "catalog.js").write_text(catalog_script(course), encoding="utf-8")
    (assets / "site.js").write_text(site_script(), encoding="utf-8")
    (assets / "site.css").write_text(site_style(), encoding="utf-8")


def _run_sphinx(source: Path, made: Path) -> None:
    """Run Sphinx in a process of its own: it changes much that is global."""
    told = source / "warnings.txt"
    cache = source.parent / "doctrees"
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", cache, "-w", told, source, made]
    done = subprocess.run(list(map(str, command)), cwd=source, capture_output=True, text=True, check=False)
    warnings = _named(told.read_text(encoding="utf-8") if told.is_file() else "", source)
    if warnings:
        raise GroundSchoolError(f"Sphinx warns of:\n{warnings}\nCorrect the source, and build again.")
    if done.returncode:
        raise GroundSchoolError(f"Sphinx cannot build the site:\n{_named(done.stderr, source)}")


def _named(text: str, source: Path) -> str:
    """What Sphinx says, each line once, without colours and without the folder it ran in."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", text).replace(f"{source}/", "notebooks/").strip()
    return "\n".join(dict.fromkeys(plain.splitlines()))
