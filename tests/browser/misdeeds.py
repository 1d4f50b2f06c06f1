"""What a page did that it should not have."""

from __future__ import annotations

from playwright.sync_api import Dialog, Page, Request


def misdeeds(page: Page, *, may_ask: tuple[str, ...], width: int) -> list[str]:
    """Dialogs, and requests for addresses that begin otherwise; filled as they come, on a page of this width."""
    seen: list[str] = []

    def dialog(one: Dialog) -> None:
        seen.append(f"dialog: {one.message}")
        one.dismiss()

    def request(one: Request) -> None:
        if not one.url.startswith(may_ask):
            seen.append(f"request: {one.url[:100]}")

    page.on("dialog", dialog)
    page.on("request", request)
    page.set_viewport_size({"width": width, "height": 900})
    return seen
