"""Numbers in prose: `{{ expression:format }}` stands for the value that the run gives.

Prose that quotes the run cannot disagree with it. While a notebook runs for the build, a probe after each
such cell evaluates the expressions; the text that came back replaces them.
"""

from __future__ import annotations

import ast
import json
import re

from groundschool.course.cells import cell_below, heads

PLACEHOLDER = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)


def placeholders(source: str) -> tuple[str, ...]:
    """The expressions of a markdown text, each as the inside of an f-string's braces."""
    return tuple(match.strip() for match in PLACEHOLDER.findall(source))


def placeholder_lines(source: str) -> tuple[tuple[int, str], ...]:
    """Each expression in the text cells of a source, with the line on which it begins.

    Code is left alone: there two braces are Python's own, or those of a workflow that a lesson writes.
    """
    found = []
    for head in heads(source):
        text = cell_below(source, head.line) if head.markdown else ""
        found += [
            (head.line + 1 + text.count("\n", 0, match.start()), match[1].strip())
            for match in PLACEHOLDER.finditer(text)
        ]
    return tuple(found)


def fault(expression: str) -> str | None:
    """Why an expression cannot be evaluated, or None; the same words on every version of Python."""
    try:
        ast.parse(_f_string(expression), mode="eval")
    except SyntaxError:
        return "it is no Python expression with a format"
    return None


def probe(source: str) -> str:
    """Code that prints the values of a text's expressions as one line of JSON."""
    expressions = [_f_string(expression) for expression in placeholders(source)]
    return f"import json as _json; print(_json.dumps([eval(_text) for _text in {expressions!r}]))"


def read_probe(text: str) -> list[str]:
    """The values that a probe printed."""
    values: list[str] = json.loads(text)
    return values


def fill(source: str, values: list[str]) -> str:
    """Put values in the places of the expressions, in order."""
    remaining = iter(values)
    return PLACEHOLDER.sub(lambda _: next(remaining), source)


def _f_string(expression: str) -> str:
    return f'f"""{{{expression}}}"""'
