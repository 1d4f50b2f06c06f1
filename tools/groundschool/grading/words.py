"""Words in a submission that tests cannot be trusted beside: read from outside, before anything runs.

The watch works in the student's process and can be disarmed there; a text cannot. Nothing here is forbidden, and a
lab that needs such a word says so with a test that does not mind. Whoever uses one and passes a test is looked at by
a person. Reading is by syntax tree, so that comments and strings do not count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from groundschool.grading.parsing import parse

# Modules whose use in a lab means that Python itself, and not data, is being worked on.
_MODULES = frozenset({"ctypes", "_ctypes", "faulthandler", "forbiddenfruit", "mock"})
_ATTRIBUTES = frozenset(
    [
        "_getframe",
        "_current_frames",
        "settrace",
        "setprofile",
        "addaudithook",
        "monitoring",
        "displayhook",
        "excepthook",
        "currentframe",
        "f_back",
        "f_locals",
        "f_globals",
        "f_builtins",
        "tb_frame",
        "gi_frame",
        "cr_frame",
        "__code__",
        "__kwdefaults__",
        "__closure__",
        "co_consts",
        "__globals__",
        "__subclasses__",
        "__instancecheck__",
        "__builtins__",
        "get_objects",
        "get_referents",
        "get_referrers",
        "meta_path",
        "path_hooks",
        "ast_transformers",
        "input_transformers_post",
        "input_transformers_cleanup",
        "set_custom_exc",
        "display_formatter",
        "showtraceback",
        "_showtraceback",
        "run_cell",
        "run_cell_async",
    ]
)
_CALLED = frozenset({"exec", "eval", "compile", "__import__"})
_ASSIGNED_MODULES = frozenset({"builtins", "sys", "operator", "math"})
# Blanks and no more: with `\s` each of many empty lines is read again from the line before.
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)


def found_in(sources: Iterable[str]) -> list[str]:
    """The words that are found, as sentences; none in what a lab asks for."""
    words: dict[str, None] = {}
    for source in sources:
        words |= dict.fromkeys(_of(source))
    return [f"The submission uses {word}." for word in words][:10]


def _of(source: str) -> Iterator[str]:
    try:
        tree = parse(_MAGIC.sub("pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # It does not run either, but for what IPython makes of it.
        yield from sorted(word for word in _ATTRIBUTES if re.search(rf"\b{re.escape(word)}\b", source))
        return
    for node in ast.walk(tree):
        yield from _of_node(node)


def _of_node(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names if _is_ours(alias.name))
        case ast.ImportFrom(module=str(module)):
            yield from _of_names(module, [alias.name for alias in node.names])
        case ast.Attribute(attr=name) if name in _ATTRIBUTES:
            yield name
        case ast.Attribute(value=ast.Name(id=owner), ctx=ast.Store() | ast.Del()) if (
            owner in _ASSIGNED_MODULES
        ):
            yield f"an assignment to {owner}.{node.attr}"
        case ast.Subscript(value=ast.Attribute(attr="modules"), ctx=ast.Store() | ast.Del()):
            yield "an assignment to sys.modules"
        case ast.Call(func=ast.Name(id=called)) if called in _CALLED:
            yield from _of_call(called, node.args)


def _of_names(module: str, names: list[str]) -> Iterator[str]:
    if _is_ours(module):
        yield module
    else:
        yield from (name for name in names if name in _ATTRIBUTES or _is_ours(f"{module}.{name}"))


def _of_call(called: str, arguments: list[ast.expr]) -> Iterator[str]:
    match arguments:
        case [ast.Constant(value=str(text)), *_]:
            yield from _of(text)
        case _:
            yield f"{called}() of a text that is made while it runs"


def _is_ours(module: str) -> bool:
    first = module.partition(".")[0]
    return first in _MODULES or module.startswith(("groundschool.grading", "unittest.mock"))
