"""A term around grading, walked once by commands: roster, downloads, queue, items, likeness, export."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from classroom_kit import RIGHT, Done, Kit, make_classroom

ROSTER = """Student,ID,SIS Login ID,Section
"Right, Ada",1001,ada,Bread
"Copy, Ben",1002,ben,Bread
"Blank, Cyd",1003,cyd,Bread
"Away, Dot",1004,dot,Bread
"""
HYDRATION = """def hydration(flour, water):
    parts = {"flour": flour, "water": water}
    if any(grams < 0 for grams in parts.values()):
        raise ValueError("less than nothing")
    return parts["water"] / parts["flour"]"""
ADA = {**RIGHT, "hydration": HYDRATION}
BEN = {
    **RIGHT,
    "hydration": HYDRATION.replace("parts", "mine").replace("grams", "g"),
    "answer_secret_ratio": 'answer_1 = "Salt."',
}


@dataclass(frozen=True)
class Term:
    """The classroom after everything, and what each command said."""

    kit: Kit
    roster: Done
    canvas: Done
    folder: Done
    queue: Done
    items: Done
    similar: Done
    exported: Done


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Term:
    folder = tmp_path_factory.mktemp("term")
    kit = make_classroom(folder)
    assert kit.groundschool("release", "dough").code == 0
    kit.nbgrader("db", "assignment", "add", "dough", "--duedate", "2026-11-22 08:00:00 UTC")
    (folder / "roster.csv").write_text(ROSTER, "utf-8")
    roster = kit.groundschool("roster", folder / "roster.csv")
    canvas = kit.groundschool("collect", "dough", "--from", download(kit, folder))
    late = kit.hand_in(folder / "again" / "ben", BEN)
    (late / "timestamp.txt").write_text("2026-11-22 10:05:00 UTC")
    collected = kit.groundschool("collect", "dough", "--from", folder / "again")
    graded = kit.groundschool("grade", "dough", "--without-sandbox")
    assert graded.code == 0, graded.out + graded.err
    return Term(
        kit,
        roster,
        canvas,
        collected,
        kit.groundschool("queue", "--json"),
        kit.groundschool("items", "dough"),
        kit.groundschool("similar", "dough"),
        kit.groundschool("export"),
    )


def download(kit: Kit, folder: Path) -> Path:
    """The zip that Canvas makes of three students and a stranger."""
    path = folder / "submissions.zip"
    people = (("rightada", 1001, ADA), ("copyben_LATE", 1002, BEN), ("blankcyd", 1003, {}), ("guest", 9, ADA))
    with zipfile.ZipFile(path, "w") as archive:
        for place, (who, user, answers) in enumerate(people):
            made = kit.hand_in(folder / "handed" / who, answers)
            for number, name in enumerate(("lab", "quiz")):
                copy = "-1" if name == "lab" else ""
                archive.write(made / f"{name}.ipynb", f"{who}_{user}_{place}{number}_{name}{copy}.ipynb")
    return path


def lines(done: Done) -> list[str]:
    return [" ".join(line.split()) for line in done.out.splitlines()]


def test_the_roster_is_in_the_gradebook(term: Term) -> None:
    assert term.roster.code == 0, term.roster.err
    assert lines(term.roster)[0].endswith(
        "roster.csv: Canvas, Gradebook export; ids from the column 'SIS Login ID'"
    )
    assert "ada Right, Ada new" in lines(term.roster)
    assert lines(term.roster)[-1] == "4 new, 0 changed, 0 unchanged, 0 not in the file, 0 left out"


def test_a_download_of_canvas_finds_its_owners_and_refuses_a_stranger(term: Term) -> None:
    told = lines(term.canvas)

    assert term.canvas.code == 1
    assert told[0].endswith("submissions.zip: a download from Canvas")
    assert "ada new rightada_1001_00_lab-1.ipynb counts for lab.ipynb." in told
    assert "ben new Late, says the LMS. copyben_LATE_1002_10_lab-1.ipynb counts for lab.ipynb." in told
    assert any(line.startswith("guest (9) refused Nobody in the roster has the Canvas id 9") for line in told)
    assert told[-1] == "3 taken in (1 late), 1 refused"


def test_a_later_submission_replaces_it_and_is_late_by_its_own_time(term: Term) -> None:
    assert term.folder.code == 0
    assert "ben updated Late by 2 h 5 min." in lines(term.folder)


def test_the_queue_tells_what_waits(term: Term) -> None:
    rows = [(row["kind"], row["student"], row["reason"]) for row in term.queue.json["queue"]]

    assert rows == [
        ("to be marked", "ada", "why_weigh (lab)"),
        ("to be marked", "ben", "why_weigh (lab)"),
        ("late", "ben", "Late by 2 h 5 min."),
        ("missing", "dot", "Nothing was collected."),
    ]


def test_the_items_tell_what_was_wrong_and_conclude_nothing_from_three(term: Term) -> None:
    assert lines(term.items)[1:4] == [
        "tests_hydration (lab) 0.67 0.33 too few to tell",
        "why_weigh (lab) 0.33 2 to be marked first",
        "tests_secret_ratio (quiz) 0.33 0.33 33%: salt too few to tell",
    ]


def test_the_copy_is_listed_and_nobody_is_accused(term: Term) -> None:
    assert "ada, ben 100% tests_hydration (lab) 100%" in lines(term.similar)
    assert "this list accuses nobody" in term.similar.out
    assert "Submissions compared: 3; pairs that look alike: 1" in lines(term.similar)


def test_the_plain_export_is_a_roster_that_changes_nothing(term: Term) -> None:
    path = term.kit.root / "exports" / "grades.csv"
    with path.open(encoding="utf-8", newline="") as file:
        points = {row["id"]: row["dough"] for row in csv.DictReader(file)}
    again = term.kit.groundschool("roster", path)

    assert points == {"ada": "3", "ben": "2", "cyd": "0", "dot": ""}
    assert lines(again)[-1] == "0 new, 0 changed, 4 unchanged, 0 not in the file, 0 left out"


def test_somebody_whom_no_roster_brought_is_told_until_a_roster_has_them(term: Term, tmp_path: Path) -> None:
    kit = term.kit
    kit.hand_in(tmp_path / "handed" / "adda", RIGHT)
    collected = kit.groundschool("collect", "dough", "--from", tmp_path / "handed")
    grade = ("grade", "dough", "--without-sandbox", "--student", "adda", "--again", "--json")
    notes = [kit.groundschool(*grade).json["submissions"][0]["notes"] for _ in range(2)]
    waiting = strangers(kit)
    (tmp_path / "late.csv").write_text("id\nadda\n", "utf-8")
    kit.groundschool("roster", tmp_path / "late.csv")

    told = "Nobody in the roster has this id. Did you mean 'ada'?"
    assert f"adda new {told}" in lines(collected)
    assert notes == [[told], [told]]
    assert waiting == ["adda"]
    assert strangers(kit) == []


def strangers(kit: Kit) -> list[str]:
    rows = kit.groundschool("queue", "dough", "--json").json["queue"]
    return [row["student"] for row in rows if row["kind"] == "not in the roster"]
