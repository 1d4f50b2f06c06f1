from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from groundschool.catalog.document import MAX_BYTES, parse_document
from groundschool.cli import run
from groundschool.course.load import load_course, read_course
from groundschool.errors import ContentError, Problem
from groundschool.paths import CourseRoot

BAD = sorted((Path(__file__).parents[2] / "data" / "bad").iterdir())


def problems_of(root: CourseRoot) -> list[str]:
    return [str(problem) for problem in sorted(set(read_course(root)[1]))]


def test_a_right_course_has_no_problems(bread: CourseRoot) -> None:
    assert problems_of(bread) == []


@pytest.mark.parametrize("file", BAD, ids=lambda path: path.stem)
def test_each_fault_gets_its_message(file: Path, bread: CourseRoot) -> None:
    """A bad file says in its first lines which file it replaces and every line that `check` must print."""
    lines = file.read_text(encoding="utf-8").splitlines()
    target = lines[0].removeprefix("# instead of: ")
    expected = [line.removeprefix("# expected: ") for line in lines[1:] if line.startswith("# expected: ")]
    content = "".join(f"{line}\n" for line in lines[1 + len(expected) :])
    (bread.path / target).parent.mkdir(exist_ok=True)
    (bread.path / target).write_text(content, encoding="utf-8")

    assert expected
    assert problems_of(bread) == expected


@pytest.mark.parametrize("file", BAD, ids=lambda path: path.stem)
def test_each_message_says_where_and_what_to_do(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# expected: "):
            assert re.match(r"# expected: [\w./]+:\d+: .+\. [A-Z].+\.$", line), line


def test_what_another_branch_left_of_a_module_is_no_module(bread: CourseRoot) -> None:
    (bread.modules / "batter" / "__pycache__").mkdir(parents=True)
    (bread.modules / "notes.txt").write_text("What to write next.")

    assert problems_of(bread) == []


def test_all_problems_are_listed_in_one_run(bread: CourseRoot) -> None:
    resource = bread.catalog / "resources" / "crumb_book.yml"
    text = resource.read_text(encoding="utf-8")
    resource.write_text(text.replace("free", "cheap").replace("kind: book", "kind: bok"), encoding="utf-8")
    (bread.course / "start_here.py").unlink()

    found = problems_of(bread)

    assert [line.split(": ")[:2] for line in found] == [
        ["catalog/resources/crumb_book.yml:3", "kind"],
        ["catalog/resources/crumb_book.yml:10", "cost"],
        ["course/start_here.py:1", "the file is missing. Write it, or take its name out of the course."],
    ]


def test_a_file_that_is_not_utf8_is_named_with_its_line(bread: CourseRoot) -> None:
    path = bread.catalog / "resources" / "crumb_book.yml"
    path.write_bytes(path.read_bytes().replace(b"patience", b"patien\xe7e"))

    assert problems_of(bread) == [
        "catalog/resources/crumb_book.yml:16: not UTF-8 (byte 0xe7). Save it as UTF-8.",
    ]


def test_a_huge_file_is_refused_unread(bread: CourseRoot) -> None:
    path = bread.catalog / "resources" / "crumb_book.yml"
    with path.open("wb") as file:
        file.truncate(50_000_000)

    assert problems_of(bread) == [
        "catalog/resources/crumb_book.yml:1: the file has 50,000,000 bytes, more than the 1,000,000 that a "
        "content file may have. Split it, or keep data out of it.",
    ]


def test_aliases_that_would_explode_are_refused_before_they_grow() -> None:
    bomb = 'a0: &a0 ["x"]\n' + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 30)
    )

    found = parse_document(bomb, "bomb.yml")

    assert isinstance(found, Problem)
    assert found.line == 1
    assert "alias" in found.message


def test_deep_nesting_is_a_message_not_a_crash() -> None:
    found = parse_document("[" * (MAX_BYTES - 1), "deep.yml")

    assert isinstance(found, Problem)
    assert found.message == "nested more than 40 levels deep. Flatten it."


@pytest.mark.parametrize("endless", ["-" * 200_000 + "1", "+1" * 100_000, "(" * 100_000])
def test_a_source_that_exhausts_python_is_a_message(endless: str, bread: CourseRoot) -> None:
    start = bread.course / "start_here.py"
    start.write_text(f"x = {endless}\n", encoding="utf-8")

    [problem] = problems_of(bread)

    assert problem.startswith("course/start_here.py:1: not Python")


def test_a_python_tag_is_refused_and_never_run() -> None:
    assert parse_document("title: !!python/object/apply:os.system ['true']", "evil.yml") == Problem(
        "evil.yml",
        1,
        "title",
        "the tag `tag:yaml.org,2002:python/object/apply:os.system` is used. Delete it.",
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ('!!int ""', "int"),
        ('!!int "_"', "int"),
        ('!!float ""', "float"),
        ("!!bool maybe", "bool"),
        ("!!timestamp garbage", "timestamp"),
        ('!!binary "//79"', "binary"),
        ("!!set x", "set"),
        ("!own x", "!own"),
    ],
)
def test_a_tag_that_does_not_fit_its_value_is_a_message(written: str, kind: str) -> None:
    found = parse_document(f"title: {written}", "tag.yml")

    assert isinstance(found, Problem)
    assert found.field == "title"
    assert found.message.endswith(f" cannot be read as {kind}. Quote it if it is text.")


@pytest.mark.parametrize(
    "written", ["9" * 5000, "0x" + "f" * 9000, "0b" + "1" * 90000, "1" + ":1" * 3000 + ".5"]
)
def test_a_number_too_long_to_print_is_a_short_message(written: str) -> None:
    found = parse_document(f"year: {written}", "long.yml")

    assert isinstance(found, Problem)
    assert f"'{written[:40]}...' cannot be read as " in found.message


def test_what_is_no_ordinary_file_is_not_read(bread: CourseRoot) -> None:
    os.mkfifo(bread.catalog / "resources" / "pipe.yml")
    (bread.catalog / "resources" / "zero.yml").symlink_to("/dev/zero")
    (bread.catalog / "resources" / "loop.yml").symlink_to("loop.yml")
    (bread.catalog / "resources" / "folder.yml").mkdir()

    assert problems_of(bread) == [
        "catalog/resources/folder.yml:1: cannot be read (Is a directory). Check that it is a readable file.",
        "catalog/resources/loop.yml:1: cannot be read (Too many levels of symbolic links). "
        "Check that it is a readable file.",
        "catalog/resources/pipe.yml:1: is no ordinary file. Put a text file in its place, or delete it.",
        "catalog/resources/zero.yml:1: is no ordinary file. Put a text file in its place, or delete it.",
    ]


@pytest.mark.parametrize("name", ["crumb_book.yaml", "Crumb.YML"])
def test_a_resource_under_another_ending_is_named_not_overlooked(name: str, bread: CourseRoot) -> None:
    resources = bread.catalog / "resources"
    (resources / name).write_bytes((resources / "crumb_book.yml").read_bytes())

    assert problems_of(bread) == [
        f"catalog/resources/{name}:1: is not read. Rename it to {Path(name).stem}.yml, or delete it."
    ]


def test_loading_a_wrong_course_raises_all_problems(bread: CourseRoot) -> None:
    (bread.course / "course.yml").write_text("title: Bread\n", encoding="utf-8")

    with pytest.raises(ContentError) as caught:
        load_course(bread)

    assert [problem.field for problem in caught.value.problems] == ["modules", "tracks"]


def test_check_prints_problems_and_exits_1(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    (bread.course / "start_here.py").unlink()

    code = run(["--root", str(bread.path), "check"])

    assert code == 1
    shown = capsys.readouterr()
    assert shown.out == (
        "course/start_here.py:1: the file is missing. Write it, or take its name out of the course.\n"
    )
    assert shown.err == "1 problem.\n"


def test_check_of_a_right_course_exits_0(bread: CourseRoot, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--root", str(bread.path), "check"]) == 0
    assert capsys.readouterr().out == (
        "All right: resources 2, modules 1, questions 3.\nThe baker's list: 1 of 2 ticked.\n"
    )
