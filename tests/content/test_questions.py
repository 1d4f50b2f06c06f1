from __future__ import annotations

import re
from collections import Counter

from groundschool.course.questions import MultipleQuestion, SingleQuestion
from groundschool.course.spine import Course

# Words that give a distractor away, or a key: https://doi.org/10.1207/S15324818AME1503_5 (Haladyna and others, 2002).
ABSOLUTES = re.compile(r"\b(always|never|only ever|in every case|impossible|guarantees?)\b", re.IGNORECASE)
CATCH_ALLS = re.compile(r"\b(all|none|both) of (the|these|them)\b", re.IGNORECASE)


def test_there_are_ten_practice_questions_of_three_kinds(course: Course, module: str) -> None:
    practice = course.practice(module)

    assert len(practice) >= 10
    assert len({question.kind for question in practice}) >= 3


def test_the_classroom_has_graded_questions_of_its_own(course: Course, module: str) -> None:
    assert len(course.graded(module)) >= 4


def test_no_choice_is_all_of_the_above(course: Course, module: str) -> None:
    for question in course.questions[module]:
        if isinstance(question, SingleQuestion | MultipleQuestion):
            for choice in question.choices:
                assert not CATCH_ALLS.search(choice.text), (question.id, choice.text)


def test_the_longest_choice_is_not_the_right_one_more_often_than_chance(course: Course, module: str) -> None:
    singles = [q for q in course.questions[module] if isinstance(q, SingleQuestion)]
    longest = sum(max(q.choices, key=lambda choice: len(choice.text)).right for q in singles)
    chance = sum(1 / len(q.choices) for q in singles)

    assert longest <= chance + 1, (longest, chance)


def test_the_right_choice_is_not_mostly_in_one_place(course: Course, module: str) -> None:
    singles = [q for q in course.questions[module] if isinstance(q, SingleQuestion)]
    places = Counter(next(i for i, choice in enumerate(q.choices) if choice.right) for q in singles)

    assert len(places) >= 3
    assert max(places.values()) <= len(singles) / 2


def test_absolute_words_do_not_give_wrong_choices_away(course: Course, module: str) -> None:
    marked = [
        (question.id, choice.text, choice.right)
        for question in course.questions[module]
        if isinstance(question, SingleQuestion | MultipleQuestion)
        for choice in question.choices
        if ABSOLUTES.search(choice.text)
    ]

    assert [entry for entry in marked if not entry[2]] == []


def test_difficulty_is_spread(course: Course, module: str) -> None:
    spread = Counter(question.difficulty for question in course.questions[module])

    assert set(spread) == {"easy", "medium", "hard"}


def test_every_explanation_is_a_sentence_of_its_own(course: Course, module: str) -> None:
    for question in course.questions[module]:
        if isinstance(question, SingleQuestion | MultipleQuestion):
            explanations = [choice.explanation for choice in question.choices]
            assert len(set(explanations)) == len(explanations), question.id
            assert all(len(text.split()) >= 4 for text in explanations), question.id
