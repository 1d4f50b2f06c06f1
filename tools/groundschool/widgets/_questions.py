"""Which questions a quiz asks, and what the browser gets to know about each before and after an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from groundschool.course.marking import Marked, shuffled
from groundschool.course.questions import (
    GAP,
    FillInQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
)
from groundschool.course.spine import Course
from groundschool.errors import UsageError, did_you_mean


def chosen_questions(course: Course, module: str, identifiers: Sequence[str]) -> tuple[Question, ...]:
    """The practice questions of a module, all or those named.

    Raises:
        UsageError: no such module or practice question, or the module has none.
    """
    practice = {question.id: question for question in course.practice(module)}
    for identifier in identifiers:
        if identifier not in practice:
            raise UsageError(
                f"There is no practice question {identifier!r} in the module {module!r}."
                f"{did_you_mean(str(identifier), practice)}"
            )
    if not practice:
        raise UsageError(f"The module {module!r} has no practice questions yet.")
    return tuple(practice[identifier] for identifier in identifiers or practice)


def shown(question: Question, seed: str) -> dict[str, Any]:
    """A question as the browser shows it, without its key; indices are those that `grade` expects."""
    fields: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "prompt": question.prompt,
        "hints": len(question.hints),
    }
    order = shuffled(question, seed)
    if isinstance(question, SingleQuestion | MultipleQuestion):
        fields["choices"] = [[index, question.choices[index].text] for index in order]
    elif isinstance(question, OrderingQuestion):
        fields["choices"] = [[index, question.items[index].text] for index in order]
    elif isinstance(question, MatchingQuestion):
        fields["choices"] = [[index, question.pairs[index].right] for index in order]
        fields["lefts"] = [pair.left for pair in question.pairs]
    elif isinstance(question, NumericQuestion):
        fields["unit"] = question.unit
        fields["units"] = list(question.units)
    elif isinstance(question, FillInQuestion):
        fields["code"] = question.code.split(GAP)
    return fields


def explained(
    question: Question, answer: Any, marked: Marked, tries: int, confidence: str = ""
) -> dict[str, Any]:
    """What is said after an answer: right or not, a note for every choice, and why."""
    return {
        "tries": tries,
        "answer": answer,
        "confidence": confidence,
        "right": marked.right,
        "verdict": _verdict(question, answer, marked, tries),
        "notes": notes(question, answer),
        "explanation": question.explanation,
    }


def notes(question: Question, answer: Any) -> list[dict[str, Any]]:
    """For every choice, item or pair: whether the learner had it right, the truth, and its explanation.

    Without an answer (None) only the truth.
    """
    if isinstance(question, SingleQuestion | MultipleQuestion):
        chosen = {answer} if isinstance(answer, int) else set(answer or ())
        return [
            _note((index in chosen) == choice.right, "right" if choice.right else "wrong", choice.explanation)
            for index, choice in enumerate(question.choices)
        ]
    if isinstance(question, OrderingQuestion):
        places = {index: place for place, index in enumerate(answer or ())}
        return [
            _note(places.get(index) == index, f"place {index + 1}", item.explanation)
            for index, item in enumerate(question.items)
        ]
    if isinstance(question, MatchingQuestion):
        rights = [question.pairs[index].right for index in answer or ()] or [""] * len(question.pairs)
        return [
            _note(given == pair.right, pair.right, pair.explanation)
            for given, pair in zip(rights, question.pairs, strict=True)
        ]
    return []


def key(question: Question) -> str:
    """The answer in words, for the kinds that show no choices."""
    if isinstance(question, NumericQuestion):
        within = f", give or take {question.tolerance:g}" if question.tolerance else ""
        return f"{question.answer:g}{question.unit and ' '}{question.unit}{within}"
    if isinstance(question, ShortTextQuestion):
        return " or ".join(question.accept)
    if isinstance(question, FillInQuestion):
        return f"`{question.answer}`"
    return ""


def _note(hit: bool, truth: str, explanation: str) -> dict[str, Any]:  # noqa: FBT001 - private, one meaning
    return {"hit": hit, "truth": truth, "text": explanation}


def _verdict(question: Question, answer: Any, marked: Marked, tries: int) -> str:
    if marked.right:
        return "Right."
    if isinstance(question, FillInQuestion):
        # What the code did is the lesson: the answer is kept back for one more try.
        told = [f"One answer is {key(question)}."] if tries > 1 else []
        return " ".join(["Not right.", *marked.feedback, *told])
    words = key(question)
    if words:
        # What the mistake shows comes first; the explanation itself follows anyway.
        said = [text for text in marked.feedback if text != question.explanation]
        return " ".join(["Not right.", *said, f"The answer is {words}."])
    if question.kind == "single":
        return "Not right; each choice says why."
    hits = [note["hit"] for note in notes(question, answer)]
    return f"Not right yet: {sum(hits)} of {len(hits)} are as they should be."
