"""What of a run is kept in a built notebook."""

from __future__ import annotations

from nbformat.v4 import new_output

from groundschool.build.execute import kept


def test_text_that_a_kernel_sent_in_parts_is_one_output() -> None:
    sent = [
        new_output("stream", name="stdout", text="one\n"),
        new_output("stream", name="stdout", text="two\n"),
        new_output("display_data", data={"text/plain": "a plot"}),
        new_output("stream", name="stdout", text="three"),
        new_output("stream", name="stderr", text="four"),
    ]

    assert [output.get("text") for output in kept(sent)] == ["one\ntwo\n", None, "three", "four"]
    assert sent[0].text == "one\n"


def test_what_only_a_live_page_can_use_is_left_out() -> None:
    view = "application/vnd.jupyter.widget-view+json"
    sent = new_output(
        "execute_result", data={"text/plain": "a", view: {"model_id": "1"}}, metadata={view: {}}
    )

    [output] = kept([sent])

    assert output.data == {"text/plain": "a"}
    assert output.metadata == {}
