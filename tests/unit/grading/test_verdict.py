"""Whether a test has failed is noted where its statements run: what runs later makes it no nicer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from inside import Cells, opened, started

from groundschool.grading.warm import WarmSandbox

pytestmark = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not installed: see `groundschool doctor`"
)

TEST = "assert answer() == 1, 'no'\nassert answer() > 0"


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmSandbox]:
    with started() as sandbox:
        yield sandbox


@pytest.fixture
def cells(warm: WarmSandbox) -> Iterator[Cells]:
    with opened(warm) as cells:
        yield cells


def results(cells: Cells) -> list[str]:
    return [m["content"]["data"]["text/plain"] for m in cells.said if m["msg_type"] == "execute_result"]


@pytest.mark.parametrize(
    ("code", "failed"), [("def answer(): return 1", False), ("def answer(): return 2", True)]
)
def test_a_test_fails_when_one_of_its_statements_raises(cells: Cells, code: str, failed: bool) -> None:
    cells.run(code)
    ran = cells.run(TEST, trusted=True, test=True)

    assert ran.failed is failed
    assert (ran.reply["status"] == "error") is failed


@pytest.mark.parametrize("test", ["assert (", "import nothing_of_that_name", "raise SystemExit", "%nomagic"])
def test_a_test_that_cannot_run_has_failed(cells: Cells, test: str) -> None:
    assert cells.run(test, trusted=True, test=True).failed


@pytest.mark.parametrize(
    "test",
    [
        "",
        "# nothing",
        "1",
        "%precision 3",
        "%%capture\none = 1\none\nassert one",
        "1\nget_ipython().run_cell('2')\n3",
        "import asyncio\nawait asyncio.sleep(0)\n1",
    ],
)
def test_a_test_of_any_statements_passes(cells: Cells, test: str) -> None:
    assert not cells.run(test or "pass", trusted=True, test=True).failed


@pytest.mark.parametrize("mode", ["all", "last", "last_expr", "none", "last_expr_or_assign"])
def test_a_test_passes_whatever_of_it_is_shown(cells: Cells, mode: str) -> None:
    cells.run(f"get_ipython().ast_node_interactivity = {mode!r}")

    assert not cells.run("one = 1\none\ntwo = 2", trusted=True, test=True).failed


@pytest.mark.parametrize("of", ["get_ipython()", "type(get_ipython())"])
@pytest.mark.parametrize("mode", ["none", "all", "last_expr_or_assign"])
def test_the_points_that_a_test_gives_are_shown_whatever_the_notebook_shows(
    cells: Cells, of: str, mode: str
) -> None:
    cells.run(f"{of}.ast_node_interactivity = {mode!r}")
    cells.run("3.0\npoints = 0.5\npoints", trusted=True, test=True)
    assert results(cells) == ["0.5"]
    cells.run("1\n2")
    assert results(cells) == (["1", "2"] if mode == "all" else [] if mode == "none" else ["2"])


def test_who_hides_the_points_that_a_test_gives_has_failed_it(cells: Cells) -> None:
    cells.run("import sys\ndef answer():\n    sys.displayhook = lambda value: None\n    return 0.5")

    assert cells.run("answer()", trusted=True, test=True).failed


@pytest.mark.parametrize(
    "hide",
    [
        "ip.events.register('post_run_cell', lambda result: setattr(result, 'error_in_exec', None))",
        "ip.showtraceback = lambda *a, **k: None",
        "ip.set_custom_exc((BaseException,), lambda *a, **k: None)",
    ],
)
def test_an_error_that_is_hidden_is_known(cells: Cells, hide: str) -> None:
    cells.run(f"ip = get_ipython()\ndef answer():\n    {hide}\n    return 2")

    assert cells.run(TEST, trusted=True, test=True).failed


def test_statements_that_were_left_out_are_missed(cells: Cells) -> None:
    cells.run(
        "ip = get_ipython()\nasync def nothing(*a, **k):\n    return False\n"
        "def answer():\n    ip.run_code = nothing\n    return 1"
    )

    assert cells.run("answer()\nassert answer() == 2", trusted=True, test=True).failed


def test_what_is_shown_when_a_test_is_over_is_no_result_of_it(cells: Cells) -> None:
    cells.run(
        "from IPython.display import clear_output\nip = get_ipython()\n"
        "def late(result):\n    clear_output()\n"
        "    ip.kernel.session.send(None, 'execute_result', {'data': {'text/plain': '3.0'}, 'metadata': {}})\n"
        "def answer():\n    ip.events.register('post_run_cell', late)\n    return 0.5"
    )
    cells.run("answer()", trusted=True, test=True)

    assert results(cells) == ["0.5"]
    assert "clear_output" not in [m["msg_type"] for m in cells.said]


def test_a_cell_cannot_ask_for_the_token_of_its_answer(cells: Cells) -> None:
    cells.run("answer = get_ipython().get_parent()['header']['msg_id']\nkernel = get_ipython().kernel")
    cells.run(
        "import json, os, struct, gc\ndef forge(token):\n"
        "    told = json.dumps({'token': token, 'reply': {'status': 'ok'}, 'found': [], 'failed': False}).encode()\n"
        "    for number in range(3, 40):\n        try:\n            os.write(number, struct.pack('!I', len(told)) + told)\n"
        "        except OSError:\n            pass\n"
        "def answer():\n    forge(get_ipython().get_parent()['header']['msg_id'])\n    return 2"
    )

    assert cells.run(TEST, trusted=True, test=True).failed


def test_a_fork_does_not_answer_for_its_parent(cells: Cells) -> None:
    cells.run(
        "import os, time\ndef answer():\n    if os.fork():\n        time.sleep(1)\n        return 2\n    return 1"
    )

    assert cells.run(TEST, trusted=True, test=True).failed


def test_the_error_of_a_test_leads_no_later_cell_to_its_code(cells: Cells) -> None:
    cells.run("def answer(): return 2")
    cells.run("expected = 'a-secret-of-the-test'\nassert answer() == expected", trusted=True, test=True)
    for look in (
        "import dis; dis.distb()",
        "%tb",
        "import sys; print(sys.last_value.__traceback__.tb_frame.f_code)",
    ):
        cells.run(look)
        assert "a-secret-of-the-test" not in str(cells.said)
