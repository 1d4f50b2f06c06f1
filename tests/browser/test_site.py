"""The course's own site in a real browser: opened as files, and from a server below some address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.paths import find_root
from groundschool.site.build import build_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(find_root(start=Path(__file__).parent))


@pytest.fixture(scope="module")
def site(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "some" / "course"
    build_site(course, folder)
    return folder


@pytest.fixture
def outside(page: Page) -> list[str]:
    """What the page asks for beyond its own folder, and what it complains of."""
    seen: list[str] = []

    def request(one: Request) -> None:
        if not one.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            seen.append(one.url)

    page.on("request", request)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda said: seen.append(said.text) if said.type == "error" else None)
    return seen


def test_a_picker_in_a_page_opened_as_a_file_searches_and_keeps_what_is_picked(
    page: Page, site: Path, outside: list[str]
) -> None:
    page.goto((site / "04_validation.html").as_uri())
    picker = page.locator(".gs-picker")
    expect(picker).to_contain_text("resources of 2")
    picker.get_by_label("Search resources").fill("datasheets")
    title = picker.locator(".gs-title").first.text_content()
    picker.get_by_role("button", name="Add to plan").first.click()
    expect(picker.get_by_role("button", name="Remove from plan")).to_be_visible()

    page.reload()
    expect(picker).to_contain_text("In my plan (1)")
    page.get_by_role("link", name="Your plan").last.click()
    expect(page.locator(".gs-plan")).to_contain_text(str(title))
    assert outside == []


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(site.parents[1]))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/course/"
    server.shutdown()
    server.server_close()
