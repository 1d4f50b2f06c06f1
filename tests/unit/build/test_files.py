from __future__ import annotations

import base64
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from groundschool.build.files import build, differences
from groundschool.course.load import load_course
from groundschool.errors import ContentError
from groundschool.marks import ANSWER_TAG
from groundschool.paths import CourseRoot

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def once_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built once for all tests of this file: two kernels take seconds."""
    root = tmp_path_factory.mktemp("once") / "bread"
    shutil.copytree(DATA / "bread", root)
    build(load_course(CourseRoot(root)), lambda _: None)
    return root


@pytest.fixture
def built(once_built: Path, tmp_path: Path) -> CourseRoot:
    """A copy of the built course that a test may change."""
    shutil.copytree(once_built, tmp_path / "bread")
    return CourseRoot(tmp_path / "bread")


def rebuild(root: CourseRoot) -> tuple[tuple[str, ...], list[str]]:
    """Build again: the files that changed, and the notebooks that ran."""
    ran: list[str] = []
    changed = build(load_course(root), ran.append)
    return changed, ran


def reasons(root: CourseRoot) -> list[str]:
    return [str(difference) for difference in differences(load_course(root))]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def notebook(root: CourseRoot, name: str = "01_dough.ipynb") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root.notebooks / name).read_text(encoding="utf-8"))
    return found


def source_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_a_second_build_changes_and_runs_nothing(built: CourseRoot) -> None:
    assert rebuild(built) == ((), [])
    assert reasons(built) == []


def test_a_build_from_nothing_gives_the_same_bytes_again(built: CourseRoot, once_built: Path) -> None:
    shutil.rmtree(built.notebooks)

    rebuild(built)

    for path in sorted((once_built / "notebooks").iterdir()):
        assert (built.notebooks / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_new_summary_reaches_the_picker_without_running_the_lesson(built: CourseRoot) -> None:
    edit(built.catalog / "resources" / "crumb_book.yml", "title: The crumb_book", "title: The new crumb book")

    changed, ran = rebuild(built)

    assert "notebooks/01_dough.ipynb" in changed
    assert ran == []
    assert "The new crumb book" in (built.notebooks / "01_dough.ipynb").read_text(encoding="utf-8")


def test_changed_code_runs_again_and_only_there(built: CourseRoot) -> None:
    edit(built.modules / "dough" / "lesson.py", "flour, water = 1.0, 0.65", "flour, water = 1.0, 0.7")

    assert any("do not come from course/modules/dough/lesson.py" in reason for reason in reasons(built))
    changed, ran = rebuild(built)

    assert (changed, ran) == (("notebooks/01_dough.ipynb",), ["running notebooks/01_dough.ipynb"])
    assert any("Hydration is 70%" in source_of(cell) for cell in notebook(built)["cells"])


def test_outputs_edited_by_hand_are_noticed(built: CourseRoot) -> None:
    edit(built.notebooks / "01_dough.ipynb", '"0.65"', '"0.99"')

    assert reasons(built) == [
        "notebooks/01_dough.ipynb: its outputs do not come from course/modules/dough/lesson.py as it is, "
        "or were edited. Run `groundschool build`."
    ]


def test_text_edited_by_hand_is_noticed(built: CourseRoot) -> None:
    edit(built.notebooks / "01_dough.ipynb", "Flour and water, weighed.", "Flour, guessed.")

    assert [reason.split(":")[0] for reason in reasons(built)] == ["notebooks/01_dough.ipynb"]


def test_a_missing_file_is_named(built: CourseRoot) -> None:
    (built.notebooks / "01_dough_lab.ipynb").unlink()

    assert reasons(built) == ["notebooks/01_dough_lab.ipynb: it is missing. Run `groundschool build`."]


def test_a_notebook_of_a_module_that_moved_is_removed_and_a_strangers_is_kept(built: CourseRoot) -> None:
    (built.notebooks / "01_dough.ipynb").rename(built.notebooks / "07_dough.ipynb")
    (built.notebooks / "mine.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )

    assert "notebooks/07_dough.ipynb: no source builds it. Run `groundschool build`." in reasons(built)
    rebuild(built)

    assert sorted(path.name for path in built.notebooks.iterdir()) == [
        "00_start_here.ipynb",
        "01_dough.ipynb",
        "01_dough_lab.ipynb",
        "mine.ipynb",
    ]


def test_what_a_module_left_behind_in_the_classroom_and_an_old_schema_are_removed(built: CourseRoot) -> None:
    source, schema = built.classroom / "source", built.catalog / "schema"
    shutil.copytree(source / "dough", source / "batter")
    (source / "own").mkdir()
    (source / "own" / "exam.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4}')
    shutil.copy(schema / "levels.json", schema / "grades.json")
    (schema / "own.json").write_text("{}")

    assert reasons(built) == [
        f"{file}: no source builds it. Run `groundschool build`."
        for file in (
            "catalog/schema/grades.json",
            "course/classroom/source/batter/lab.ipynb",
            "course/classroom/source/batter/quiz.ipynb",
        )
    ]
    rebuild(built)

    assert reasons(built) == []
    assert (source / "own" / "exam.ipynb").is_file()
    assert (schema / "own.json").is_file()


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        "null",
        "[" * 100_000,
        '{"cells": 3, "metadata": {}}',
        '{"cells": ["x"], "metadata": {}}',
        '{"cells": [], "metadata": {"groundschool": []}}',
        '{"cells": [{"cell_type": "markdown", "source": "x", "metadata": {}}], "metadata": {}}',
        '{"cells": [{"id": "a", "cell_type": "code", "source": "x", "metadata": {}}], "metadata": {}}',
        '{"cells": [{"id": "a", "cell_type": "raw", "source": "x", "attachments": []}], "metadata": {}}',
    ],
)
def test_a_built_file_that_is_no_notebook_any_more_is_a_difference(content: str, built: CourseRoot) -> None:
    (built.notebooks / "01_dough.ipynb").write_text(content)
    (built.notebooks / "mine.ipynb").write_text(content)

    assert reasons(built) == [
        "notebooks/01_dough.ipynb: it is missing, or no notebook. Run `groundschool build`."
    ]


def test_a_failing_cell_is_named_with_its_error(built: CourseRoot) -> None:
    edit(built.modules / "dough" / "lesson.py", "water / flour\n\n", "water / 0\n\n")

    with pytest.raises(ContentError, match=r"lesson\.py:\d+: a cell fails(.|\n)*ZeroDivisionError"):
        rebuild(built)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("quiz(dough)", "quiz(dough): the arguments are no plain texts and numbers."),
        ('quiz("crust")', "There is no module 'crust'. Known: dough."),
        ('picker(size="large")', "picker(size='large'): got an unexpected keyword argument 'size'."),
    ],
)
def test_a_widget_that_cannot_be_shown_is_named_with_its_line(
    call: str, message: str, built: CourseRoot
) -> None:
    lesson = built.modules / "dough" / "lesson.py"
    line = lesson.read_text(encoding="utf-8").count("\n") + 3
    with lesson.open("a", encoding="utf-8") as file:
        file.write(f"\n# %%\n{call}\n")

    with pytest.raises(ContentError) as caught:
        differences(load_course(built))

    assert str(caught.value) == f"course/modules/dough/lesson.py:{line}: widget: {message} Correct the call."


def test_a_warning_that_learners_would_see_is_refused(built: CourseRoot) -> None:
    edit(
        built.modules / "dough" / "lesson.py",
        "water / flour\n\n",
        "import warnings\nwarnings.warn('stale yeast')\n\n",
    )

    with pytest.raises(ContentError, match="the cell writes to stderr"):
        rebuild(built)


def test_numbers_in_prose_come_from_the_run(built: CourseRoot) -> None:
    texts = [source_of(cell) for cell in notebook(built)["cells"]]

    assert "Hydration is 65%, and 1.0 kilogram is the base." in texts


def test_a_lesson_has_header_questions_picker_references_and_next(built: CourseRoot) -> None:
    sources = [source_of(cell) for cell in notebook(built)["cells"]]

    assert [source.splitlines()[0] for source in sources] == [
        "# Dough",
        "| | |",
        "## Weigh",
        "flour, water = 1.0, 0.65",
        "Hydration is 65%, and 1.0 kilogram is the base.",
        "from groundschool import quiz",
        'quiz("dough", "hydration")',
        "## What to keep",
        "## Check yourself",
        "from groundschool import picker, quiz",
        'quiz("dough", "water_for_two")',
        "## Read on",
        'picker("dough")',
        "## References",
        "## Next",
    ]


def test_no_widget_view_and_no_time_is_stored(built: CourseRoot) -> None:
    for path in built.notebooks.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "widget-view" not in text
        assert "iopub" not in text
        assert "widgets" not in json.loads(text)["metadata"]


def test_cell_ids_are_unique_and_valid(built: CourseRoot) -> None:
    for path in built.notebooks.glob("*.ipynb"):
        ids = [cell["id"] for cell in notebook(built, path.name)["cells"]]
        assert len(set(ids)) == len(ids)
        assert all(len(name) <= 64 for name in ids)


def test_graded_questions_and_solutions_stay_out_of_what_learners_get(built: CourseRoot) -> None:
    for path in built.notebooks.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        for secret in (
            "secret_ratio",
            "called?",
            "return water / flour",
            "hydration(2.0",
            "A cup of flour varies",
        ):
            assert secret not in text, (path.name, secret)


def test_the_cell_below_a_question_box_is_tagged_and_keeps_its_output(built: CourseRoot) -> None:
    tagged = [cell for cell in notebook(built)["cells"] if ANSWER_TAG in cell["metadata"].get("tags", ())]

    assert [source_of(cell) for cell in tagged] == ["flour, water = 1.0, 0.65\nwater / flour"]
    assert tagged[0]["outputs"]


def test_the_cell_below_a_question_box_keeps_its_own_tags(built: CourseRoot) -> None:
    edit(
        built.modules / "dough" / "lesson.py",
        "# %%\nflour, water",
        '# %% tags=["nbval-ignore-output"]\nflour, water',
    )
    rebuild(built)
    cell = next(cell for cell in notebook(built)["cells"] if source_of(cell).startswith("flour, water"))

    assert cell["metadata"]["tags"] == ["nbval-ignore-output", ANSWER_TAG]


def test_the_header_marks_the_phase_of_the_module(built: CourseRoot) -> None:
    assert "| **Phase** | **Mixing** → Baking |" in source_of(notebook(built)["cells"][1])


def test_the_map_of_phases_is_a_picture_that_comes_with_the_notebook(built: CourseRoot) -> None:
    cell = notebook(built, "00_start_here.ipynb")["cells"][0]
    stored = base64.b64decode("".join(cell["attachments"]["phase_map.png"]["image/png"]))

    assert "(attachment:phase_map.png)" in source_of(cell)
    assert stored == (built.course / "phase_map.png").read_bytes()
    with Image.open(io.BytesIO(stored)) as picture:
        assert picture.width > picture.height > 100


def test_the_start_page_says_what_of_each_checklist_is_taught_where(built: CourseRoot) -> None:
    text = source_of(notebook(built, "00_start_here.ipynb")["cells"][0])

    assert text.endswith(
        "<details>\n"
        "<summary>The baker's list: 1 of 2</summary>\n"
        "\n"
        "The words of the baker, in a sentence. ([Crust and Loaf, 1999](https://bread.example/crumb_book))\n"
        "\n"
        "| What it asks for | Taught and graded in |\n"
        "|:---|:---|\n"
        "| **Flour is weighed.** The word weighed, in a sentence. | [Dough](01_dough.ipynb) |\n"
        "| **Dough rests.** The word rests, in a sentence. | not here yet |\n"
        "\n"
        "</details>"
    )


def test_the_map_is_drawn_anew_only_when_what_it_shows_changes(built: CourseRoot) -> None:
    before = (built.course / "phase_map.png").read_bytes()
    edit(built.modules / "dough" / "quiz.yml", "Which dough is the wettest?", "Which dough is wettest?")
    rebuild(built)
    unchanged = (built.course / "phase_map.png").read_bytes()
    edit(built.course / "course.yml", "title: Dough", "title: Doughs")
    rebuild(built)

    assert unchanged == before
    assert (built.course / "phase_map.png").read_bytes() != before


def test_only_other_versions_of_libraries_make_outputs_stale(built: CourseRoot) -> None:
    lock = built.path / "requirements.lock"
    lock.write_text("numpy==2.0 \\\n    --hash=sha256:aa\n    # via pandas\n", encoding="utf-8")
    rebuild(built)
    lock.write_text("numpy==2.0 \\\n    --hash=sha256:bb\n    # via scikit-learn\n", encoding="utf-8")
    same = reasons(built)
    lock.write_text("numpy==2.1 \\\n    --hash=sha256:bb\n", encoding="utf-8")

    assert same == []
    assert [reason.split(":")[0] for reason in reasons(built)] == [
        "notebooks/00_start_here.ipynb",
        "notebooks/01_dough.ipynb",
    ]


def test_code_makes_outputs_stale_only_where_it_is_reached(built: CourseRoot) -> None:
    package = built.path / "tools" / "bakery"
    package.mkdir(parents=True)
    for name in ("__init__", "scales", "till"):
        (package / f"{name}.py").write_text('"""Part of the bakery."""\n', encoding="utf-8")
    edit(built.course / "course.yml", "title: Bread", "code: [tools/bakery]\ntitle: Bread")
    edit(built.modules / "dough" / "lesson.py", "flour, water", 'tool = "bakery.scales"\nflour, water')
    rebuild(built)

    (package / "till.py").write_text('"""Rings."""\n', encoding="utf-8")
    unreached = reasons(built)
    (package / "scales.py").write_text('"""Weigh."""\n', encoding="utf-8")

    assert unreached == []
    assert [reason.split(":")[0] for reason in reasons(built)] == ["notebooks/01_dough.ipynb"]
