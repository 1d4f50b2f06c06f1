"""Answers as students type them in a graded quiz, read or refused with a sentence that says how to type them.

What is refused is an AssertionError, so that the cell's output is that sentence. Each reader returns a plain
string, number or tuple: an answer object of a student's own making cannot reach the comparison with the key.
"""

from __future__ import annotations

import re

from groundschool.errors import UsageError

# Digits are read from their first, and never given back: an answer of ten thousand takes no longer than others.
_PAIR = re.compile(r"(?<!\d)(\d++)[\s:=-]*+([a-z])")


def read_letter(answer: object, letters: str) -> str:
    """Read one letter: "b".

    Raises:
        AssertionError: it is not one of the letters.
    """
    __tracebackhide__ = True
    how = f'Type one letter from {letters[0]} to {letters[-1]} in quotes, for example "{letters[-1]}".'
    found = _letters(answer, letters, how)
    if len(found) != 1:
        raise AssertionError(f"Your answer is {answer!r}. {how}")
    return found[0]


def read_letters(answer: object, letters: str) -> tuple[str, ...]:
    """Read a set of letters: "a, c". The order does not matter.

    Raises:
        AssertionError: one is unknown, or is there twice, or there is none.
    """
    __tracebackhide__ = True
    how = (
        f"Type the letters of all that apply, from {letters[0]} to {letters[-1]}, "
        f'for example "{letters[0]}, {letters[-1]}".'
    )
    found = _letters(answer, letters, how)
    if len(set(found)) != len(found):
        raise AssertionError(f"Your answer is {answer!r}: a letter is there twice. {how}")
    return tuple(sorted(found))


def read_order(answer: object, letters: str) -> tuple[str, ...]:
    """Read all letters in the order chosen: "c, a, b".

    Raises:
        AssertionError: a letter is unknown, missing or there twice.
    """
    __tracebackhide__ = True
    how = f'Type each letter from {letters[0]} to {letters[-1]} once, in your order, for example "{", ".join(letters)}".'
    found = _letters(answer, letters, how)
    if sorted(found) != sorted(letters):
        raise AssertionError(f"Your answer is {answer!r}: it needs each letter once. {how}")
    return found


def read_pairs(answer: object, count: int, letters: str) -> tuple[str, ...]:
    """Read a letter for each number: "1c, 2a". Returns the letters in the order of the numbers.

    Raises:
        AssertionError: a number is missing or there twice, or a letter is unknown.
    """
    __tracebackhide__ = True
    how = (
        f"Type each number from 1 to {count} with its letter, from {letters[0]} to {letters[-1]}, "
        f'for example "1{letters[0]}, 2{letters[0]}".'
    )
    text = _text(answer, how).casefold()
    pairs = _PAIR.findall(text)
    left = _PAIR.sub("", text)
    numbers = [int(number) for number, _ in pairs]
    unknown = any(letter not in letters for _, letter in pairs)
    if left.strip(" ,;.") or unknown or sorted(numbers) != list(range(1, count + 1)):
        raise AssertionError(f"Your answer is {answer!r}: it needs each number once, with a letter. {how}")
    return tuple(letter for _, letter in sorted(zip(numbers, (letter for _, letter in pairs), strict=True)))


def read_number(answer: object) -> float:
    """Read a number, typed as one or as text.

    Raises:
        AssertionError: it is not a finite number.
    """
    __tracebackhide__ = True
    from groundschool.course import marking  # noqa: PLC0415 - pydantic is slow to load, most kinds do without

    how = "Type a number, for example 0.5."
    given = answer if type(answer) in (int, float) else _text(answer, how)
    try:
        return marking.read_number(given)
    except UsageError:
        raise AssertionError(f"Your answer is {given!r}. {how}") from None


def near(number: float, key: float, tolerance: float) -> bool:
    """Whether a number is the key, give or take the tolerance; as practice quizzes judge it."""
    from groundschool.course import marking  # noqa: PLC0415 - as above

    return marking.near(number, key, tolerance)


def read_text(answer: object) -> str:
    """Read a word or two, folded as the key is: case, spaces and outer punctuation do not count.

    Raises:
        AssertionError: there is nothing.
    """
    __tracebackhide__ = True
    from groundschool.course import marking  # noqa: PLC0415 - as above

    how = "Type a word or two in quotes."
    folded = marking.normal_text(_text(answer, how))
    if not folded:
        raise AssertionError(f"Your answer is {answer!r}. {how}")
    return folded


def _letters(answer: object, letters: str, how: str) -> tuple[str, ...]:
    __tracebackhide__ = True
    found = tuple(re.sub(r"[\s,;.]", "", _text(answer, how)).casefold())
    unknown = [letter for letter in found if letter not in letters]
    if unknown or not found:
        raise AssertionError(f"Your answer is {answer!r}. {how}")
    return found


def _text(answer: object, how: str) -> str:
    """Plain text only: a subclass of str may compare as it likes."""
    __tracebackhide__ = True
    if type(answer) is not str or not answer.strip():
        shown = answer if type(answer) is str else type(answer).__name__
        raise AssertionError(f"Your answer is {shown!r}. {how}")
    return answer
