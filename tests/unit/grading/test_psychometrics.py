"""The figures of item analysis are those of the literature, and with few students there are none."""

from __future__ import annotations

import random

import pytest
from scipy import stats

from groundschool.grading.psychometrics import Item, alpha, discrimination, judgement

STUDENTS = [f"s{number:02}" for number in range(40)]


def class_of(items: int, seed: int = 1) -> dict[tuple[str, str], dict[str, float]]:
    """Items that are right or wrong, by students of known ability."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    ability = {student: draw.gauss(0, 1) for student in STUDENTS}
    return {
        ("quiz", f"q{item}"): {s: float(ability[s] + draw.gauss(0, 1) > 0) for s in STUDENTS}
        for item in range(items)
    }


def test_discrimination_is_the_point_biserial_correlation_with_the_rest() -> None:
    points = class_of(6)
    rest = [sum(of[s] for key, of in points.items() if key != ("quiz", "q2")) for s in STUDENTS]
    expected = stats.pointbiserialr([bool(points["quiz", "q2"][s]) for s in STUDENTS], rest).statistic

    assert discrimination(("quiz", "q2"), points, STUDENTS) == pytest.approx(expected)


def test_alpha_is_cronbachs() -> None:
    """The same by the other road: from the mean variance and covariance of the items."""
    points = class_of(5)
    count = len(points)
    columns = [[of[s] for s in STUDENTS] for of in points.values()]
    covariances = [_covariance(a, b) for i, a in enumerate(columns) for j, b in enumerate(columns) if i != j]
    mean_covariance = sum(covariances) / len(covariances)
    mean_variance = sum(_covariance(a, a) for a in columns) / count
    expected = count * mean_covariance / (mean_variance + (count - 1) * mean_covariance)

    assert alpha(points, STUDENTS) == pytest.approx(expected)


def _covariance(a: list[float], b: list[float]) -> float:
    middle_a, middle_b = sum(a) / len(a), sum(b) / len(b)
    return sum((x - middle_a) * (y - middle_b) for x, y in zip(a, b, strict=True)) / (len(a) - 1)


def test_the_same_items_measure_one_thing() -> None:
    one = class_of(1)["quiz", "q0"]

    assert alpha({("quiz", "a"): one, ("quiz", "b"): one}, STUDENTS) == pytest.approx(1)


def test_few_students_one_item_or_no_difference_give_no_figure() -> None:
    points = class_of(3)
    same = {key: dict.fromkeys(STUDENTS, 1.0) for key in points}

    assert discrimination(("quiz", "q0"), points, STUDENTS[:9]) is None
    assert alpha(points, STUDENTS[:9]) is None
    assert discrimination(("quiz", "q0"), {("quiz", "q0"): points["quiz", "q0"]}, STUDENTS) is None
    assert alpha({("quiz", "q0"): points["quiz", "q0"]}, STUDENTS) is None
    assert discrimination(("quiz", "q0"), same, STUDENTS) is None
    assert alpha(same, STUDENTS) is None


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item("quiz", "q", 40, 3, None, None, 0.1, None), "3 to be marked first"),
        (Item("quiz", "q", 9, 0, 0.5, None, 0.0, None), "too few to tell"),
        (Item("quiz", "q", 40, 0, 0.97, -0.4, 0.0, None), "nearly everybody right"),
        (
            Item("quiz", "q", 40, 0, 0.5, -0.2, 0.5, None),
            "who knows the rest gets this wrong: read it again",
        ),
        (Item("quiz", "q", 40, 0, 0.5, -0.1, 0.0, None), "tells little about who knows the rest"),
        (
            Item("quiz", "q", 40, 0, 0.3, 0.4, 0.35, None),
            "many left it blank: too long, too late, or not understood",
        ),
        (Item("quiz", "q", 40, 0, 0.1, 0.4, 0.1, None), "hardly anybody right: was it taught?"),
        (Item("quiz", "q", 40, 0, 0.6, 0.4, 0.1, None), "good"),
        (Item("quiz", "q", 40, 0, 0.6, None, None, None), ""),
    ],
)
def test_an_item_gets_one_plain_word(item: Item, words: str) -> None:
    assert judgement(item) == words
