"""A quiz for readers without a kernel: each question, with its answer folded away below it."""

from __future__ import annotations

from html import escape

from groundschool.course.questions import GAP, FillInQuestion, MatchingQuestion, OrderingQuestion, Question
from groundschool.course.spine import Course
from groundschool.widgets._html import Bundle, bundle, counted, folded, items, prose
from groundschool.widgets._questions import chosen_questions, key, notes, shown


def static_quiz(course: Course, module: str, *question_ids: str) -> Bundle:
    """The questions of a module, all or those named.

    Raises:
        UsageError: no such module or practice question.
    """
    questions = chosen_questions(course, module, question_ids)
    title = course.module(module).title
    html = f"<p><b>Check yourself: {escape(title)}</b> (run the notebook to answer)</p>\n"
    html += items((static_question(question, module) for question in questions), "ol")
    return bundle(html, f"Quiz: {title}, {counted(len(questions), 'question')}.")


def static_question(question: Question, module: str) -> str:
    """One question, with its hints and its answer folded away below it."""
    fields = shown(question, module)
    parts = [f"<p>{prose(question.prompt)}</p>"]
    if isinstance(question, MatchingQuestion):
        parts.append(items(prose(left) for left in fields["lefts"]))
        parts.append("<p>go with</p>")
    if isinstance(question, FillInQuestion):
        parts.append(f"<pre><code>{escape(question.code.replace(GAP, '_____'))}</code></pre>")
    if "choices" in fields:
        parts.append(items(prose(text) for _, text in fields["choices"]))
    if question.hints:
        parts.append(folded("Hints", items(prose(hint) for hint in question.hints)))
    parts.append(folded("Answer", _answer(question, fields)))
    return "\n".join(parts)


def _answer(question: Question, fields: dict[str, list[tuple[int, str]]]) -> str:
    parts = [f"<p>{prose(key(question))}</p>"] if key(question) else []
    parts.append(f"<p>{prose(question.explanation)}</p>")
    said = notes(question, None)
    if isinstance(question, MatchingQuestion):
        pairs = zip(question.pairs, said, strict=True)
        parts.append(items(f"{prose(p.left)}: <b>{prose(p.right)}</b>. {prose(n['text'])}" for p, n in pairs))
    elif isinstance(question, OrderingQuestion):
        steps = zip(question.items, said, strict=True)
        parts.append(items((f"<b>{prose(i.text)}</b>: {prose(n['text'])}" for i, n in steps), "ol"))
    elif said:
        parts.append(
            items(
                f"<b>{said[index]['truth'].capitalize()}:</b> {prose(text)}. {prose(said[index]['text'])}"
                for index, text in fields["choices"]
            )
        )
    return "\n".join(parts)
