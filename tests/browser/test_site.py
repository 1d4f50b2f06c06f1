"""The course's own site in a real browser: opened as files, and from a server below some address."""

from __future__ import annotations

import base64
import gzip
import html
import itertools
import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from groundschool.course.load import load_course
from groundschool.course.questions import FillInQuestion
from groundschool.course.spine import Course
from groundschool.paths import find_root
from groundschool.site.build import build_site
from groundschool.site.pages import contents
from secret_words import explained, texts, words

pytestmark = pytest.mark.browser

LESSON = "04_validation.html"
# Script, style, picture or font from another machine, or from the top of the address.
OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|form)\b[^>]*\b(?:src|data|action)=["']?(?:https?:)?//"""
    r"""|<link\b[^>]*\bhref=["']?(?:https?:)?//"""
    r"""|url\(["']?(?:https?:)?//|@import ["']?(?:https?:)?//"""
    r"""|\b(?:href|src)=["']/""",
    re.IGNORECASE,
)
TRAITS = re.compile(r'data-traits="([^"]*)"')


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(find_root(start=Path(__file__).parent))


@pytest.fixture(scope="module")
def site(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "some" / "course"
    build_site(course, folder)
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """A test prints nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """A server's address, with the site below some folders of it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site.parents[1])))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/course/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What a page asks of others, and what it cannot do."""
    seen: list[str] = []

    def request(one: Request) -> None:
        if not one.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            seen.append(one.url)

    page.on("request", request)
    page.on("requestfailed", lambda one: seen.append(f"failed: {one.url}"))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda said: seen.append(said.text) if said.type == "error" else None)
    return seen


def test_a_picker_in_a_page_opened_as_a_file_searches_and_keeps_what_is_picked(
    page: Page, site: Path, complaints: list[str]
) -> None:
    page.goto((site / LESSON).as_uri())
    picker = page.locator(".gs-picker")
    picker.get_by_label("Search resources").fill("datasheets")
    expect(picker.locator(".gs-count")).to_contain_text(re.compile(r"^\d+ resources? of \d+"))
    title = picker.locator(".gs-title").first.text_content()
    picker.get_by_role("button", name="Add to plan").first.click()
    expect(picker.get_by_role("button", name="Remove from plan")).to_be_visible()

    page.reload()
    expect(picker).to_contain_text("In my plan (1)")
    page.get_by_role("link", name="Your plan").last.click()
    expect(page.locator(".gs-plan")).to_contain_text(str(title))
    assert complaints == []


def test_every_kind_of_page_works_below_any_address(page: Page, address: str, complaints: list[str]) -> None:
    for name, shown in (
        ("", ".gs-picker"),
        (LESSON, ".gs-quiz"),
        ("04_validation_lab.html", "pre"),
        ("your_plan.html", ".gs-plan"),
        ("search.html?q=quarantine", "#search-results li"),
    ):
        page.goto(address + name)
        expect(page.locator(shown).first).to_be_visible()

    assert complaints == []


def test_the_search_finds_a_word_where_pages_are_files(page: Page, site: Path) -> None:
    page.goto(f"{(site / 'search.html').as_uri()}?q=quarantine")

    expect(page.locator("#search-results")).to_contain_text("Data validation")


def test_pages_stand_in_the_order_of_the_course(course: Course, site: Path) -> None:
    order = ["index", *(name for part in contents(course) for name, _ in part.pages)]
    assert len(order) == 2 + 2 * len(course.modules)
    for before, after in itertools.pairwise(order):
        text = (site / f"{before}.html").read_text(encoding="utf-8")
        assert '<link rel="next" title="' in text
        assert re.search(r'class="right-next"\s+href="([^"]*)"', text)[1] == f"{after}.html"  # type: ignore[index]


def test_no_page_names_anything_outside_that_a_browser_would_fetch(site: Path) -> None:
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        found = OUTSIDE.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found and found[0]}"


def test_no_graded_question_is_anywhere_on_the_site(course: Course, site: Path) -> None:
    said = []
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        text = path.read_bytes().decode("utf-8", errors="ignore")
        said.append(text)
        said += [word for data in TRAITS.findall(text) for word in texts(json.loads(html.unescape(data)))]
    catalog = json.loads((site / "_static" / "catalog.js").read_text().partition("=")[2].strip().rstrip(";"))
    said += texts(json.loads(gzip.decompress(base64.b64decode(catalog["catalog"]))))
    everything = words("\n".join(said))

    practice = [question for module in course.modules for question in course.practice(module.id)]
    graded = [question for module in course.modules for question in course.graded(module.id)]
    assert len(graded) > len(course.modules)
    for question in practice:
        assert words(question.prompt) in everything, question.id
    for question in graded:
        for secret in (words(question.prompt), *explained(question)):
            assert secret not in everything, (question.id, secret)


def test_a_question_that_runs_code_says_where(course: Course, site: Path) -> None:
    asked = [(m, q) for m in course.modules for q in course.practice(m.id) if isinstance(q, FillInQuestion)]
    assert asked
    for module, question in asked:
        text = (site / module.notebook.replace(".ipynb", ".html")).read_text(encoding="utf-8")
        assert "open the notebook to try it" in text
        assert f'"{question.id}"' not in html.unescape("".join(TRAITS.findall(text)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lesson_and_the_plan_have_no_serious_fault(page: Page, site: Path, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    for name in (LESSON, "your_plan.html"):
        page.goto((site / name).as_uri())
        add = page.locator(".gs-picker").get_by_role("button", name="Add to plan").first
        add.click()
        if name == LESSON:
            page.get_by_role("button", name="Check").first.click()
            page.get_by_label("Your answer, a number").first.fill("0.9")
            page.keyboard.press("Enter")
            expect(page.locator(".gs-quiz").first).to_contain_text("Not right.")
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [rule for rule in found if rule["impact"] in {"serious", "critical"}]
        assert [f"{rule['id']} at {rule['nodes'][0]['html'][:200]}" for rule in serious] == []
        # The theme's own logo stands outside any landmark, and tables of data name no column of their index.
        assert {rule["id"] for rule in found} <= {"region", "empty-table-header"}


@pytest.mark.parametrize("name", ["index.html", LESSON, "04_validation_lab.html", "your_plan.html"])
def test_a_narrow_page_does_not_scroll_sideways(page: Page, site: Path, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto((site / name).as_uri())
    expect(page.locator(".bd-article h1")).to_be_visible()
    page.wait_for_load_state("load")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
