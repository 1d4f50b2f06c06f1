"""What students wrote is printed as text: it neither styles a table nor commands the terminal."""

from __future__ import annotations

import pytest

from groundschool.cli.room import print_table


def test_markup_is_text_and_control_characters_are_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("student", "why"), [("[red]ada[/red]", "\x1b[2J\x07 gone \x9b")])

    assert (
        "[red]ada[/red]  \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER} gone"
        in capsys.readouterr().out
    )


def test_a_line_is_not_broken_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("why",), [("word " * 60,)])

    assert len(capsys.readouterr().out.splitlines()) == 2


def test_no_rows_are_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("why",), [])

    assert capsys.readouterr().out == ""
