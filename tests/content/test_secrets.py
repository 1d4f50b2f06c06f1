"""What must not reach learners: graded questions in what they open, keys in what a class is handed."""

from __future__ import annotations

import json

import pytest

from groundschool.build.graded_quiz import graded_quiz
from groundschool.build.page import to_bytes
from groundschool.course.marking import normal_text
from groundschool.course.questions import NumericQuestion, ShortTextQuestion
from groundschool.course.spine import Course
from secret_words import explained, texts, words


@pytest.fixture(scope="session")
def opened(course: Course) -> str:
    """Every word of every file that a learner alone is given."""
    files = sorted(path for path in course.root.notebooks.rglob("*") if path.is_file())
    assert len(files) > 2 * len(course.modules)
    return "\n".join(words(" ".join(texts(json.loads(path.read_bytes())))) for path in files)


def test_no_graded_question_is_in_what_learners_open(course: Course, module: str, opened: str) -> None:
    for question in course.graded(module):
        for secret in (words(question.prompt), *explained(question)):
            assert secret not in opened, (question.id, secret)


def test_the_search_finds_what_is_there(course: Course, module: str, opened: str) -> None:
    for question in course.practice(module):
        # What explains a known mistake is told by the kernel alone.
        for told in (words(question.prompt), words(question.explanation)):
            assert told in opened, (question.id, told)


def test_no_key_is_in_what_a_class_is_handed(course: Course, module: str) -> None:
    from nbgrader.preprocessors import ClearHiddenTests, ClearOutput  # noqa: PLC0415 - takes seconds

    from groundschool.grading.blanks import ClearAnswers  # noqa: PLC0415

    notebook = graded_quiz(course.module(module), course.graded(module))
    for step in (ClearAnswers(), ClearOutput(), ClearHiddenTests()):
        notebook, _ = step.preprocess(notebook, {})
    handed = to_bytes(notebook)
    said = words("\n".join(texts(json.loads(handed))))

    for sign in (b"BEGIN", b"END", b"given ==", b"given in", b"near(given", b"assert"):
        assert sign not in handed
    for question in course.graded(module):
        for told in explained(question):
            assert told not in said, (question.id, told)
        if isinstance(question, ShortTextQuestion):
            for accepted in question.accept:
                assert normal_text(accepted) not in normal_text(said), question.id
        if isinstance(question, NumericQuestion):
            # A short number may stand in a prompt: as an answer, or beside its tolerance, it would tell.
            assert rf"= \"{question.answer!r}\"".encode() not in handed, question.id
            assert f"{question.answer!r}, {question.tolerance!r}".encode() not in handed, question.id
