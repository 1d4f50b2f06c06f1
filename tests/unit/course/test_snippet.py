"""Code that fills a gap: run, checked, stopped when it does not end."""

from __future__ import annotations

import signal

import pytest

from groundschool.course.snippet import same_code, trouble

CODE = "delays = [3, 20, 40]\nlate = [___ for delay in delays]"
CHECK = 'assert late == [False, True, True], f"late is {late}: 20 and 40 minutes are late, 3 are not."'


@pytest.mark.parametrize("answer", ["delay > 15", " delay>15 ", "(delay >= 16)", "not delay <= 15"])
def test_what_does_the_job_is_right_however_it_is_written(answer: str) -> None:
    assert trouble(CODE, answer, CHECK) is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("delay > 30", "late is [False, False, True]: 20 and 40 minutes are late, 3 are not."),
        ("dely > 15", "It stopped with NameError: name 'dely' is not defined."),
        ("delay >", "With this in the gap it is no Python: "),
        ("exit()", "It stopped with SystemExit: None."),
        ("1" * 501, "That is longer than 500 characters. The gap needs less."),
        ("\0", "With this in the gap it is no Python: "),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(answer: str, told: str) -> None:
    said = trouble(CODE, answer, CHECK)

    assert said is not None
    assert said.startswith(told)


@pytest.mark.parametrize("loop", ["while True: pass", "while True:\n  try: 1 / 0\n  except Exception: pass"])
def test_a_loop_without_an_end_is_stopped(loop: str) -> None:
    assert trouble("___", loop, "", seconds=0.2) == (
        "It was still running after 0.2 seconds, and was stopped. Is there a loop without an end?"
    )


def test_a_loop_is_stopped_where_interrupts_are_ignored_and_they_stay_so() -> None:
    # As in what a shell has started in the background.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        said = trouble("___", "while True: pass", "", seconds=0.2)
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)

    assert said is not None
    assert said.startswith("It was still running after 0.2 seconds")
    assert after is signal.SIG_IGN


def test_the_notebook_keeps_its_names_and_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert trouble("x = ___", "print('hush')", "CHECK = 1") is None

    assert "x" not in globals()
    assert capsys.readouterr().out == ""


def test_spaces_brackets_and_quotes_make_no_other_code() -> None:
    assert same_code("row['a'] >15", '(row["a"] > 15)')
    assert not same_code("a > 15", "a > 51")
    assert same_code("a >", "a  >")
