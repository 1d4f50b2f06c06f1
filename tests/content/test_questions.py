from __future__ import annotations

from groundschool.course.item_faults import item_problems
from groundschool.course.questions import FillInQuestion, MultipleQuestion, SingleQuestion
from groundschool.course.snippet import trouble
from groundschool.course.spine import Course


def test_there_are_ten_practice_questions_of_three_kinds(course: Course, module: str) -> None:
    practice = course.practice(module)

    assert len(practice) >= 10
    assert len({question.kind for question in practice}) >= 3


def test_the_classroom_has_graded_questions_of_its_own(course: Course, module: str) -> None:
    assert len(course.graded(module)) >= 4


def test_questions_are_sound_test_items(course: Course) -> None:
    assert [str(problem) for problem in item_problems(course)] == []


def test_the_right_choice_stands_in_three_places_or_more(course: Course, module: str) -> None:
    singles = [q for q in course.questions[module] if isinstance(q, SingleQuestion)]

    assert len({next(i for i, choice in enumerate(q.choices) if choice.right) for q in singles}) >= 3


def test_code_that_fills_a_gap_is_checked_as_it_says(course: Course, module: str) -> None:
    for question in course.questions[module]:
        if isinstance(question, FillInQuestion):
            assert trouble(question.code, question.answer, question.check) is None, question.id
            for mistake in question.mistakes:
                assert trouble(question.code, mistake.answer, question.check), (question.id, mistake.answer)


def test_every_explanation_is_a_sentence_of_its_own(course: Course, module: str) -> None:
    for question in course.questions[module]:
        if isinstance(question, SingleQuestion | MultipleQuestion):
            explanations = [choice.explanation for choice in question.choices]
            assert len(set(explanations)) == len(explanations), question.id
            assert all(len(text.split()) >= 4 for text in explanations), question.id
