"""A widget on an otherwise empty page, joined to its Python half without Jupyter: fast, and true on both sides."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Locator, Page

from groundschool.widgets._base import LearnerWidget

_NOT_OURS = {"layout", "tabbable", "tooltip", "comm", "keys", "log"}
_PAGE = """
async ([code, css, state]) => {
  for (const [name, value] of Object.entries(state)) {
    if (value?.bytes) state[name] = new DataView(Uint8Array.from(atob(value.bytes), (one) => one.charCodeAt(0)).buffer);
  }
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const listeners = {};
  const emit = (event, data) => (listeners[event] || []).forEach((listener) => listener(data));
  const model = {
    get: (name) => state[name],
    on: (event, listener) => (listeners[event] ||= []).push(listener),
    off: () => {},
    send: async (message) => {
      const answer = await window.tellPython(message);
      if (!answer) return;
      for (const [name, value] of Object.entries(answer.state)) {
        if (JSON.stringify(value) === JSON.stringify(state[name])) continue;
        state[name] = value;
        emit(`change:${name}`);
      }
      emit("msg:custom", answer.reply);
    },
  };
  const module = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const el = document.createElement("div");
  document.body.append(el);
  await module.default.render({ model, el });
  // What JupyterLab would hear: keys that leave the widget.
  window.heard = [];
  document.addEventListener("keydown", (event) => window.heard.push(event.key));
}
"""

_FOCUSED = """
() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  return one.getAttribute("aria-label") || one.labels?.[0]?.querySelector("span")?.textContent || one.textContent || one.tagName;
}
"""


def show(page: Page, widget: LearnerWidget, *, kernel: bool = True) -> Locator:
    """Render a widget; without a kernel its messages go nowhere."""

    def answer(message: dict[str, Any]) -> dict[str, Any] | None:
        if not kernel:
            return None
        replies: list[dict[str, Any]] = []
        widget.send = replies.append
        widget._handle_custom_msg(message, [])
        changed = {name: value for name, value in _state(widget).items() if not isinstance(value, bytes)}
        return {"state": changed, "reply": replies[0]}

    page.set_content("<!doctype html><html lang='en'><title>A widget</title><body></body></html>")
    page.expose_function("tellPython", answer)
    state = {name: _sent(value) for name, value in _state(widget).items()}
    page.evaluate(_PAGE, [widget._esm, widget._css, state])
    return page.locator(".gs")


def _state(widget: LearnerWidget) -> dict[str, Any]:
    names = [name for name in widget.keys if not name.startswith("_") and name not in _NOT_OURS]
    return {name: getattr(widget, name) for name in names}


def _sent(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def focused(page: Page) -> str:
    """The name of the element that has the focus, as it is read out; nothing when the page itself has it."""
    return str(page.evaluate(_FOCUSED)).strip()
