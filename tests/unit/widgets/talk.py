"""Talking to a widget as the browser does."""

from __future__ import annotations

from typing import Any

import pytest

from groundschool.widgets._base import LearnerWidget


def tell(widget: LearnerWidget, monkeypatch: pytest.MonkeyPatch, **message: Any) -> dict[str, Any]:
    """Send a message and return the reply."""
    replies: list[dict[str, Any]] = []
    with monkeypatch.context() as patch:
        patch.setattr(widget, "send", replies.append)
        widget._handle_custom_msg({**message, "number": 7}, [])
    (reply,) = replies
    assert reply["reply"] == 7
    return reply
