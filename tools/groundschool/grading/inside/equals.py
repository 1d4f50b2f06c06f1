"""Classes of a notebook whose objects equal what they are not: no test can ask them anything."""

from __future__ import annotations

import builtins

from groundschool.grading.inside.held import CLASS_DICT, is_the_notebooks

# As in `held`.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

# Kinds of values that are compared without a look at what they are.
_COMPARED = (int, float, complex, str, bytes, tuple, list, dict, set, frozenset, type)
_COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")


def is_equal_to_anything(kind: type) -> bool:
    """Whether a class of the notebook says that an instance of it equals something which it cannot know."""
    equals = CLASS_DICT(kind).get("__eq__")
    if equals is None or not is_the_notebooks(kind):
        return False
    for unknown in (object(), "what nobody asked for", 0.123456789, (9, 8, 7), [7, 8, 9]):
        try:
            # What it does when it is made is not our business, and may take any time.
            if equals(object.__new__(kind), unknown) is True:
                return True
        except Exception:  # noqa: BLE001, S112 - a student's code
            continue
    return False


def compares_in_its_own_way(kind: type) -> str:
    """Of a class of the notebook that is a kind of plain value, and no plain one: which."""
    space = CLASS_DICT(kind)
    if not any(name in space for name in _COMPARISONS) or not is_the_notebooks(kind):
        return ""
    return next((plain.__name__ for plain in _COMPARED if issubclass(kind, plain)), "")
