"""Numbers of a question that vary by learner: `{{ expression:format }}` over the values in `parameters`.

The text is data, so it is not evaluated as Python: only numbers, names and arithmetic are understood.
"""

from __future__ import annotations

import ast
import itertools
import operator
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from groundschool.course.values import PLACEHOLDER

Values = dict[str, float]
Parameters = Mapping[str, Sequence[float]]

PARAMETERS = "parameters"
MOST_VARIANTS = 500
"""Every variant is checked when the course is read; more of them vary nothing that matters."""

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {"round": round, "min": min, "max": max, "abs": abs}


def variants(parameters: Parameters) -> Iterator[Values]:
    """Every combination of the values, the first of each first."""
    for values in itertools.product(*parameters.values()):
        yield dict(zip(parameters, values, strict=True))


def choose(parameters: Parameters, seed: str) -> Values:
    """The values of one learner; the same for the same seed."""
    # A fixed algorithm, not security: a learner's numbers only must stay the same.
    draw = random.Random(seed)  # noqa: S311
    return {name: draw.choice(values) for name, values in parameters.items()}


def fill(data: Any, values: Values) -> Any:
    """Put the values into every text of nested data; `parameters` itself stays as it is.

    Raises:
        ValueError: an expression is none, or has no value.
    """
    if isinstance(data, str):
        return PLACEHOLDER.sub(lambda match: _shown(match[1].strip(), values), data)
    if isinstance(data, dict):
        return {key: part if key == PARAMETERS else fill(part, values) for key, part in data.items()}
    if isinstance(data, list | tuple):
        return [fill(part, values) for part in data]
    return data


def evaluate(expression: str, values: Values) -> float:
    """The value of an arithmetic expression such as `late / (left + 40)`.

    Raises:
        ValueError: it is no such expression, or has no value.
    """
    try:
        return _value(ast.parse(expression, mode="eval").body, values)
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError(
            f"{{{{ {expression} }}}} is no arithmetic. Write one, such as a / (a + b)."
        ) from None
    except (ArithmeticError, TypeError):
        given = ", ".join(f"{name} = {value:g}" for name, value in values.items())
        raise ValueError(f"{{{{ {expression} }}}} has no value with {given}. Change one of them.") from None


def _shown(placeholder: str, values: Values) -> str:
    expression, _, form = placeholder.partition(":")
    value = evaluate(expression.strip(), values)
    try:
        return format(value, form.strip() or ".12g")
    except ValueError:
        raise ValueError(f"{form!r} is no format of a number. Write one, such as .2f.") from None


def _value(node: ast.expr, values: Values) -> float:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Name(id=name):
            raise ValueError(f"there is no parameter {name!r}. Known: {', '.join(values)}. Correct it.")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, values) for argument in arguments))
        case _:
            pass
    raise ValueError(
        f"{ast.unparse(node)!r} is no arithmetic. Use numbers, parameters, + - * / // % and "
        f"{', '.join(_FUNCTIONS)}."
    )
