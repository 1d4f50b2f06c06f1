"""How much of some Python code is model code: the small black box of *Hidden Technical Debt*, measured.

A line counts as code unless it is blank, a comment or part of a docstring. It counts as model code when its
statement uses a modelling library: imports it, uses a name imported from it, or calls `fit` or `predict`.
The count is generous to the model (preparing its inputs is in) and leaves out its measures (`sklearn.metrics`).
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import io
import linecache
import tokenize
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

MODEL_LIBRARIES = ("catboost", "keras", "lightgbm", "sklearn", "tensorflow", "torch", "xgboost")
MODEL_METHODS = frozenset({"fit", "fit_transform", "partial_fit", "predict", "predict_proba"})
ANALYSIS_LIBRARIES = ("sklearn.metrics", "sklearn.inspection")

_NOT_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
        tokenize.INDENT,
        tokenize.NEWLINE,
        tokenize.NL,
    }
)
_WITH_BODY = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def code_lines(source: str) -> frozenset[int]:
    """The numbers of the lines that hold code: no blank line, no comment, no docstring.

    Raises:
        SyntaxError: the text is not Python.
    """
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return frozenset(lines - _docstring_lines(ast.parse(source)))


def model_lines(source: str) -> frozenset[int]:
    """The numbers of the lines of code whose statement uses a modelling library.

    Raises:
        SyntaxError: the text is not Python.
    """
    tree = ast.parse(source)
    names = _model_names(tree)
    lines = {
        line
        for piece in _pieces(tree)
        if _uses_model(piece, names)
        for line in range(piece.lineno, (piece.end_lineno or piece.lineno) + 1)
    }
    return frozenset(lines & code_lines(source))


def mark_model_lines(source: str) -> str:
    """The same text with a black box before each line of model code."""
    marked = model_lines(source)
    lines = source.rstrip().splitlines()
    return "\n".join(
        f"{'■' if number in marked else ' '} {line}".rstrip() for number, line in enumerate(lines, 1)
    )


def measure(sources: Mapping[str, str]) -> pd.DataFrame:
    """Lines of code of each part (a name and its text), and how many of them are model code."""
    rows = {
        part: {"code": len(code_lines(text)), "model": len(model_lines(text))}
        for part, text in sources.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["code", "model"]).rename_axis("part")


def package_sources(package: str) -> dict[str, str]:
    """The text of each module of an installed package by its name, in alphabetical order; empty ones are left out.

    Raises:
        ModuleNotFoundError: there is no such package with source files.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No package with source files is called {package!r}.", name=package)
    files = sorted(Path(spec.submodule_search_locations[0]).glob("*.py"))
    texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
    return {name: text for name, text in texts.items() if code_lines(text)}


def source_around(function: Callable[..., Any]) -> str:
    """The whole text of the notebook cell, or of the file, that defines a function."""
    # IPython keeps the text of each cell in linecache under the file name it gives to the cell's code.
    return "".join(linecache.getlines(inspect.unwrap(function).__code__.co_filename))


def _docstring_lines(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, _WITH_BODY) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            lines.update(range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1))
    return lines


def _pieces(tree: ast.Module) -> Iterator[ast.stmt | ast.expr]:
    """Each simple statement, and of each compound one (`if`, `for`, `def`) only the expressions of its head."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            if not hasattr(node, "body") and not isinstance(node, ast.Match):
                yield node
            else:
                yield from (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _model_names(tree: ast.Module) -> frozenset[str]:
    return frozenset(
        bound for node in ast.walk(tree) for bound, origin in _imports(node) if _is_modelling(origin)
    )


def _imports(node: ast.AST) -> list[tuple[str, str]]:
    """The names that an import binds, each with where it comes from in full."""
    if isinstance(node, ast.Import):
        return [(alias.asname or alias.name.partition(".")[0], alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names]
    return []


def _is_modelling(origin: str) -> bool:
    analysis = any(origin == name or origin.startswith(f"{name}.") for name in ANALYSIS_LIBRARIES)
    return origin.partition(".")[0] in MODEL_LIBRARIES and not analysis


def _uses_model(piece: ast.AST, names: frozenset[str]) -> bool:
    return any(
        any(_is_modelling(origin) for _, origin in _imports(node))
        or (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and node.attr in MODEL_METHODS)
        for node in ast.walk(piece)
    )
