"""A real browser and a real JupyterLab, each started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import FLAGS, chromium
from lab_server import running_lab
from notebook_page import Lab
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 1000})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_lab(tmp_path_factory.mktemp("jupyterlab")) as lab:
        yield lab


@pytest.fixture
def lab(server: Lab, request: pytest.FixtureRequest) -> Lab:
    """JupyterLab and an empty workspace of the test's own in it."""
    folder = f"{request.node.name}/workspace"
    (server.workspace / folder / ".groundschool").mkdir(parents=True)
    return Lab(server.workspace / folder, folder, server.address, server.token)
