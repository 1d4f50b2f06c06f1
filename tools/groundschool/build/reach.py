"""Which files of the course's own code a notebook reaches: only a change there can change its outputs.

    cells ── import, or name in a string ──> files ── import, or name in a string ──> files ...

Nothing is imported; syntax trees are read. Where they cannot tell, more files count and never fewer: a notebook
that runs once too often costs seconds, outputs that are out of date mislead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

_INIT = "__init__.py"
_ALL = "*"
_LINE_OF_IPYTHON = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def read_package(folder: Path) -> dict[str, str]:
    """The text of every file of a package, by its path from where it is imported: `bakery/oven.py`."""
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def reached(files: Mapping[str, str], cells: Iterable[str]) -> tuple[str, ...]:
    """The paths of the files that the code of a notebook reaches, directly or through others, sorted.

    It reaches what it imports and what its strings name: a module (`python -m bakery.oven`), a file that is no Python
    (`prices.csv`), or all of a package, by the package's name or a command that begins with it. What a package's own
    `__init__` needs always counts, and so does everything in a folder that is no package.
    """
    packages = {path.partition("/")[0] for path in files}
    new = {path for path in files if path == _start(path) or _start(path) not in files}
    for cell in cells:
        new |= _leads_to(_read_cell(cell), files, packages)
    found: set[str] = set()
    while new:
        found |= new
        new = {target for path in new for target in _leads_to(_read_file(path, files[path]), files, packages)}
        new -= found
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Code:
    """What a piece of code says about where it leads to."""

    imports: frozenset[str] = frozenset()
    """Dotted names; `bakery.*` is all of a package."""
    texts: frozenset[str] = frozenset()
    """Its strings."""
    unclear: bool = False
    """Whether it could not be read: then it may lead anywhere."""


def _leads_to(code: _Code, files: Mapping[str, str], packages: Iterable[str]) -> set[str]:
    if code.unclear:
        return set(files)
    names = set(code.imports)
    for package in packages:
        names |= {name for text in code.texts for name in _named(text, package)}
    targets = {path for name in names for path in _files_of(name, files)}
    data = {path for path in files if not path.endswith(".py")}
    return targets | {path for path in data if any(PurePosixPath(path).name in text for text in code.texts)}


def _files_of(name: str, files: Mapping[str, str]) -> Iterator[str]:
    """The files behind a dotted name: the modules on the way to it, or everything below it for `bakery.*`."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        place = "/".join(parts[:length])
        yield from (path for path in (f"{place}.py", f"{place}/{_INIT}") if path in files)
    if parts[-1] == _ALL:
        yield from (path for path in files if path.startswith("/".join(parts[:-1]) + "/"))


@cache
def _read_cell(source: str) -> _Code:
    """A notebook's cell; its lines for IPython (`%time`, `!ls`) count as text."""
    commands = frozenset(_LINE_OF_IPYTHON.findall(source))
    tree = _parsed(_LINE_OF_IPYTHON.sub("", source))
    if tree is None:
        return _Code(unclear=True)
    # `import bakery` alone is good for nothing but looking at the package as a whole.
    plain = {
        f"{alias.name}.{_ALL}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    texts = commands | {text.strip() for text in _strings(tree, lonely=True)}
    return _Code(frozenset({*_imports(tree, ()), *plain}), texts)


@cache
def _read_file(path: str, text: str) -> _Code:
    """A file of a package; that nobody but Python reads."""
    if not path.endswith(".py"):
        return _Code()
    tree = _parsed(text)
    if tree is None:
        return _Code(unclear=True)
    home = PurePosixPath(path).parent.parts
    return _Code(frozenset(_imports(tree, home)), frozenset(_strings(tree, lonely=False)))


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imports(tree: ast.Module, home: tuple[str, ...]) -> Iterator[str]:
    """The dotted names that code imports; `home` is the package that its relative imports start from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = home[: len(home) + 1 - node.level] if node.level else ()
            base = [*above, *(node.module or "").split(".")]
            yield from (".".join(filter(None, [*base, alias.name])) for alias in node.names)


def _strings(tree: ast.Module, *, lonely: bool) -> Iterator[str]:
    """The strings of code but for docstrings; f-strings with `{}` for what is not known yet.

    Without `lonely`, no word that stands for itself, unless in a list of words: in a package the package's name is the
    name of an experiment or a logger, and only in a list such as `["-m", "bakery"]` a command.
    """
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    listed = {
        id(word) for node in ast.walk(tree) if isinstance(node, ast.List | ast.Tuple) for word in node.elts
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            stands_for_itself = node.value.strip().isidentifier() and id(node) not in listed
            yield "" if stands_for_itself and not lonely else node.value


def _named(text: str, package: str) -> Iterator[str]:
    """The dotted names of a package's modules in a text, such as a path, a command line or a script."""
    if package not in text:
        return
    name = rf"(?<![\w.-]){re.escape(package)}"
    for match in re.finditer(rf"{name}((?:[./]\w+)+)", text):
        yield package + match[1].replace("/", ".")
    for match in re.finditer(rf"from {name}((?:\.\w+)*) import \(?([\w,\s*]+)", text):
        yield from (f"{package}{match[1]}.{word.split()[0]}" for word in match[2].split(",") if word.strip())
    # As a word where a command or a path can end with it or begin, or followed by what is not known yet.
    before = r"(?:^|[!/:;&|$(=`'\"]|-m|import)"
    if re.search(rf"{before}\s*{name}(?![\w./-])|{name}[./]\{{", text, re.MULTILINE):
        yield f"{package}.{_ALL}"


def _start(path: str) -> str:
    """The file that makes a package of the folder that a path lies in."""
    return f"{path.partition('/')[0]}/{_INIT}"
