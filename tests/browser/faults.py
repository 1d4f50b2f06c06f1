"""What axe-core finds on a page that shows one widget."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    found = Axe().run(
        page,
        options={
            "rules": {
                "region": {"enabled": False},
                "page-has-heading-one": {"enabled": False},
                "landmark-one-main": {"enabled": False},
            }
        },
    )
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found.response["violations"]]
