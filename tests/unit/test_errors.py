from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from groundschool.errors import Problem, UsageError, did_you_mean


def test_a_notebook_shows_the_message_and_none_of_our_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of the shell that the tests were started in; IPython warns if it names another environment.
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    shown: list[list[str]] = []
    shell = InteractiveShell()
    shell._showtraceback = lambda _kind, _error, lines: shown.append(lines)  # type: ignore[method-assign]

    shell.run_cell("from groundschool.errors import UsageError\nraise UsageError('No such module.')")

    assert shown == [["UsageError: No such module."]]


def test_a_problem_reads_as_editors_link_it() -> None:
    assert str(Problem("a.yml", 3, "title", "Empty. Fill it in.")) == "a.yml:3: title: Empty. Fill it in."
    assert str(Problem("a.yml", 3, "", "Empty. Fill it in.")) == "a.yml:3: Empty. Fill it in."


def test_a_near_word_is_suggested_and_else_the_known_ones_are_named() -> None:
    assert did_you_mean("vidoe", ["video", "book"]) == " Did you mean 'video'?"
    assert did_you_mean("VIDEO", ["Video", "book"]) == " Did you mean 'Video'?"
    assert did_you_mean("x", ["video", "book"]) == " Known: book, video."
    assert did_you_mean("x", []) == ""


def test_a_usage_error_exits_2() -> None:
    assert UsageError.exit_code == 2
