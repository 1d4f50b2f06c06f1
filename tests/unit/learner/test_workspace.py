"""The workspace follows the course and never loses what a learner wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from groundschool.errors import GroundSchoolError, UsageError
from groundschool.learner.workspace import Fate, cells_digest, default_workspace, update_workspace
from groundschool.marks import ANSWER_TAG
from groundschool.paths import CourseRoot


class Course:
    """A course and a workspace on disk, and the verbs of the two people who change them."""

    def __init__(self, folder: Path) -> None:
        self.root = CourseRoot(folder / "clone")
        self.workspace = folder / "my workspace"
        self.root.notebooks.mkdir(parents=True)

    def publish(self, name: str, *sources: str) -> None:
        _write(self.root.notebooks / name, *sources)

    def learner_writes(self, name: str, *sources: str) -> None:
        _write(self.workspace / name, *sources)

    def learner_runs(self, name: str) -> None:
        path = self.workspace / name
        notebook = json.loads(path.read_bytes())
        for number, cell in enumerate(notebook["cells"]):
            cell["execution_count"] = number
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "mine"}]
        path.write_text(json.dumps(notebook))

    def update(self) -> dict[str, Fate]:
        return {one.name: one.fate for one in update_workspace(self.root, self.workspace).placed}

    def sources(self, name: str) -> list[str]:
        return [cell["source"] for cell in json.loads((self.workspace / name).read_bytes())["cells"]]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.workspace.glob("*.ipynb"))


def _write(path: Path, *sources: str) -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for source in sources
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = Course(tmp_path)
    course.publish("00_start_here.ipynb", "1 + 1")
    course.publish("01_lesson.ipynb", "2 + 2", "3 + 3")
    return course


def test_a_new_workspace_gets_every_notebook_as_it_is(course: Course) -> None:
    fates = course.update()

    assert fates == {"00_start_here.ipynb": Fate.NEW, "01_lesson.ipynb": Fate.NEW}
    for name in fates:
        assert (course.workspace / name).read_bytes() == (course.root.notebooks / name).read_bytes()


def test_an_untouched_notebook_is_replaced(course: Course) -> None:
    course.update()
    course.publish("01_lesson.ipynb", "2 + 3")

    assert course.update()["01_lesson.ipynb"] is Fate.REPLACED
    assert course.sources("01_lesson.ipynb") == ["2 + 3"]


def test_running_a_notebook_does_not_touch_it(course: Course) -> None:
    course.update()
    course.learner_runs("01_lesson.ipynb")
    course.publish("01_lesson.ipynb", "2 + 3")

    assert course.update()["01_lesson.ipynb"] is Fate.REPLACED


def test_outputs_stay_while_the_course_stays(course: Course) -> None:
    course.update()
    course.learner_runs("01_lesson.ipynb")
    before = (course.workspace / "01_lesson.ipynb").read_bytes()

    assert course.update()["01_lesson.ipynb"] is Fate.SAME
    assert (course.workspace / "01_lesson.ipynb").read_bytes() == before


def test_a_touched_notebook_is_kept_and_the_new_version_laid_beside_it(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    course.publish("01_lesson.ipynb", "2 + 3")

    (placed,) = [one for one in update_workspace(course.root, course.workspace).placed if one.beside]
    assert (placed.name, placed.fate, placed.beside) == (
        "01_lesson.ipynb",
        Fate.BESIDE,
        "01_lesson (new version).ipynb",
    )
    assert course.sources("01_lesson.ipynb") == ["my answer"]
    assert course.sources("01_lesson (new version).ipynb") == ["2 + 3"]


def test_a_touched_notebook_is_left_in_peace_while_the_course_stays(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")

    assert course.update()["01_lesson.ipynb"] is Fate.KEPT
    assert course.files() == ["00_start_here.ipynb", "01_lesson.ipynb"]


def test_a_new_version_that_was_thrown_away_is_not_offered_twice(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    course.publish("01_lesson.ipynb", "2 + 3")
    course.update()
    (course.workspace / "01_lesson (new version).ipynb").unlink()

    assert course.update()["01_lesson.ipynb"] is Fate.KEPT
    assert "01_lesson (new version).ipynb" not in course.files()


def test_a_newer_version_replaces_the_untouched_one_that_lies_beside(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    for version in ("second", "third"):
        course.publish("01_lesson.ipynb", version)
        course.update()

    assert course.sources("01_lesson (new version).ipynb") == ["third"]
    assert "01_lesson (new version 2).ipynb" not in course.files()


def test_work_in_the_new_version_is_kept_as_well(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    course.publish("01_lesson.ipynb", "second")
    course.update()
    course.learner_writes("01_lesson (new version).ipynb", "my answer again")
    course.publish("01_lesson.ipynb", "third")
    course.update()

    assert course.sources("01_lesson.ipynb") == ["my answer"]
    assert course.sources("01_lesson (new version).ipynb") == ["my answer again"]
    assert course.sources("01_lesson (new version 2).ipynb") == ["third"]


def test_a_learner_who_moves_the_new_version_in_place_follows_the_course_again(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    course.publish("01_lesson.ipynb", "second")
    course.update()
    beside = course.workspace / "01_lesson (new version).ipynb"
    beside.replace(course.workspace / "01_lesson.ipynb")

    assert course.update()["01_lesson.ipynb"] is Fate.SAME
    course.publish("01_lesson.ipynb", "third")
    assert course.update()["01_lesson.ipynb"] is Fate.REPLACED


def test_deleting_a_notebook_brings_it_back_fresh(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    (course.workspace / "01_lesson.ipynb").unlink()

    assert course.update()["01_lesson.ipynb"] is Fate.NEW
    assert course.sources("01_lesson.ipynb") == ["2 + 2", "3 + 3"]


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"01_lesson.ipynb": 1}', b'{"../../x": {"file": 1}}', b"null"],
)
def test_a_damaged_manifest_makes_every_notebook_touched(course: Course, damage: bytes) -> None:
    course.update()
    course.learner_writes("00_start_here.ipynb", "my answer")
    (course.workspace / ".groundschool" / "manifest.json").write_bytes(damage)
    course.publish("00_start_here.ipynb", "second")
    course.publish("01_lesson.ipynb", "second")

    update = update_workspace(course.root, course.workspace)
    assert update.manifest_was_damaged
    assert update.names(Fate.BESIDE) == ["00_start_here.ipynb", "01_lesson.ipynb"]
    assert course.sources("00_start_here.ipynb") == ["my answer"]
    assert course.sources("01_lesson.ipynb") == ["2 + 2", "3 + 3"]
    assert not update_workspace(course.root, course.workspace).manifest_was_damaged


def test_a_damaged_manifest_gives_no_copies_of_what_is_there_already(course: Course) -> None:
    course.update()
    (course.workspace / ".groundschool" / "manifest.json").write_text("{")

    assert set(course.update().values()) == {Fate.SAME}


@pytest.mark.parametrize("content", [b"", b"not a notebook", b"\xff", b'{"cells": 3}', b"[" * 100_000])
def test_a_file_that_is_no_notebook_any_more_is_kept(course: Course, content: bytes) -> None:
    course.update()
    (course.workspace / "01_lesson.ipynb").write_bytes(content)
    course.publish("01_lesson.ipynb", "second")

    assert course.update()["01_lesson.ipynb"] is Fate.BESIDE
    assert (course.workspace / "01_lesson.ipynb").read_bytes() == content


def test_a_notebook_that_left_the_course_stays_and_is_told_once(course: Course) -> None:
    course.update()
    (course.root.notebooks / "01_lesson.ipynb").unlink()

    assert course.update()["01_lesson.ipynb"] is Fate.LEFT
    assert "01_lesson.ipynb" not in course.update()
    assert course.files() == ["00_start_here.ipynb", "01_lesson.ipynb"]


def test_a_notebook_keeps_its_work_when_its_module_gets_another_number(course: Course) -> None:
    course.update()
    course.learner_writes("01_lesson.ipynb", "my answer")
    (course.root.notebooks / "01_lesson.ipynb").rename(course.root.notebooks / "04_lesson.ipynb")
    course.publish("01_another.ipynb", "5 + 5")

    update = update_workspace(course.root, course.workspace)

    assert update.renamed == (("01_lesson.ipynb", "04_lesson.ipynb"),)
    assert course.sources("04_lesson.ipynb") == ["my answer"]
    assert course.files() == ["00_start_here.ipynb", "01_another.ipynb", "04_lesson.ipynb"]
    assert update.names(Fate.LEFT) == []


def test_a_learner_gets_no_output_that_answers_a_question_before_they_predicted(course: Course) -> None:
    course.publish("02_asks.ipynb", "1 + 1", "2 + 2")
    path = course.root.notebooks / "02_asks.ipynb"
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "the answer"}]
    notebook["cells"][1]["metadata"]["tags"] = [ANSWER_TAG]
    path.write_text(json.dumps(notebook))

    course.update()

    given = json.loads((course.workspace / "02_asks.ipynb").read_bytes())["cells"]
    assert [len(cell["outputs"]) for cell in given] == [1, 0]
    assert set(course.update().values()) == {Fate.SAME}


def test_files_of_the_learner_are_none_of_our_business(course: Course) -> None:
    course.update()
    _write(course.workspace / "my notes.ipynb", "mine")

    assert "my notes.ipynb" not in course.update()
    assert course.sources("my notes.ipynb") == ["mine"]


def test_a_cell_counts_the_same_as_one_string_or_as_lines() -> None:
    as_text = {"cells": [{"cell_type": "code", "source": "a = 1\nb = 2"}]}
    as_lines = {"cells": [{"cell_type": "code", "source": ["a = 1\n", "b = 2"], "outputs": ["x"]}]}

    assert cells_digest(json.dumps(as_text).encode()) == cells_digest(json.dumps(as_lines).encode())


@pytest.mark.parametrize(
    "change",
    [{"cell_type": "raw"}, {"source": "other"}, {"attachments": {"drawing.png": {"image/png": "AAAA"}}}],
)
def test_kind_source_and_attachments_of_a_cell_count(change: dict[str, object]) -> None:
    cell = {"cell_type": "markdown", "source": "text"}

    before, after = (json.dumps({"cells": [one]}).encode() for one in (cell, cell | change))
    assert cells_digest(before) != cells_digest(after)


def test_a_course_without_notebooks_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(GroundSchoolError) as caught:
        update_workspace(CourseRoot(tmp_path), tmp_path / "workspace")

    assert str(caught.value) == (
        f"{tmp_path / 'notebooks'}: no notebooks here. Build them with `groundschool build`."
    )


@pytest.mark.parametrize("folder", ["", "..", "notebooks", "course/modules", "catalog"])
def test_the_course_itself_cannot_be_the_workspace(course: Course, folder: str) -> None:
    workspace = course.root.path / folder

    with pytest.raises(UsageError) as caught:
        update_workspace(course.root, workspace)
    assert str(caught.value) == (
        f"{workspace}: this folder belongs to the course. Choose a folder of your own for the workspace."
    )


@pytest.mark.parametrize("place", ["", "below"])
def test_a_workspace_that_cannot_be_a_folder_gets_a_message(course: Course, place: str) -> None:
    course.workspace.write_text("not a folder")

    with pytest.raises(GroundSchoolError, match="The workspace must be a folder you can write to"):
        update_workspace(course.root, course.workspace / place)


def test_the_workspace_of_a_clone_lies_in_the_clone(tmp_path: Path) -> None:
    assert default_workspace(CourseRoot(tmp_path), Path("/elsewhere")) == tmp_path / "workspace"
