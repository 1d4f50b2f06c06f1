"""Words in a submission that tests cannot be trusted beside: read from outside, before anything runs.

The watch works in the student's process and can be disarmed there; a text cannot. Nothing here is forbidden, and a
lab that needs such a word says so with a test that does not mind. Whoever uses one and passes a test is looked at by
a person. Reading is by syntax tree, so that comments and strings do not count.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from groundschool.grading.magics import Magics, is_get_ipython, run_by
from groundschool.grading.names import changed_of_tests, read_of_tests
from groundschool.grading.parsing import parse

# Modules whose use in a lab means that Python itself, and not data, is being worked on.
_MODULES = frozenset({"ctypes", "_ctypes", "faulthandler", "forbiddenfruit", "mock", "__main__"})
_ATTRIBUTES = frozenset(
    [
        "_getframe",
        "_current_frames",
        "settrace",
        "setprofile",
        "addaudithook",
        "displayhook",
        "excepthook",
        "unraisablehook",
        "currentframe",
        "walk_stack",
        "extract_stack",
        "capture_locals",
        "distb",
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
        "user_ns",
        "user_module",
        "user_global_ns",
        "last_execution_result",
        "error_in_exec",
        "error_before_exec",
        "last_traceback",
        "last_exc",
    ]
)
# Plain words, or common names elsewhere: they count of `sys`, of the shell, of what is not an object's own.
_OF_SYS = frozenset(
    {"monitoring", "modules", "last_value", "last_type", "path_importer_cache", "__stdout__", "__stderr__"}
)
_READ_OF_SYS = _OF_SYS - {"modules", "path_importer_cache", "__stdout__", "__stderr__"}
_OF_SHELL = frozenset({"events", "kernel", "get_parent", "push", "del_var"})
_OF_OTHERS = frozenset({"_token", "_send"})
_EVENTS = frozenset({"pre_run_cell", "post_run_cell", "pre_execute", "post_execute"})
_CALLED = frozenset({"exec", "eval", "compile"})
_IMPORTING = frozenset({"__import__", "import_module"})
_SHELL_RUNS = frozenset({"ex", "ev", "magic"})
_MAGICS = frozenset({"run_line_magic", "run_cell_magic"})
_ASSIGNED_MODULES = frozenset({"builtins", "operator", "math"})
_CHANGING = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__", "__delitem__"})
_BUILTINS = frozenset(dir(builtins))
_DOCTESTS = frozenset({"run_docstring_examples", "testmod"})
_TIMING = frozenset({"timeit", "repeat", "Timer"})
_UNREAD = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_ATTRIBUTES | _EVENTS)))})\b")
_DEEPEST = 3
"""How many texts within texts are read: each may be nearly as long as the one around it."""


@dataclass(frozen=True)
class _Text:
    """A text that can be read as Python."""

    python: str
    tree: ast.Module
    deep: int


@dataclass(frozen=True)
class _Known:
    """What names stand for, wherever in the submission they are given."""

    modules: dict[str, str]
    shells: frozenset[str]

    def module(self, node: ast.expr) -> str:
        """Which module an expression is, as far as that can be seen; "" if it is none."""
        match node:
            case ast.Name(id=name):
                return self.modules.get(name, name)
            case ast.Attribute(attr=name):
                return name  # `importlib.sys`
        return ""

    def is_shell(self, node: ast.expr) -> bool:
        """Whether an expression is IPython's shell."""
        return is_get_ipython(node) or (isinstance(node, ast.Name) and node.id in self.shells)


def found_in(sources: Iterable[str], *, tests: Iterable[str] = (), given: Iterable[str] = ()) -> list[str]:
    """The words that are found, as sentences; none in what a lab asks for.

    Args:
        sources: what the student wrote, cells and files.
        tests: the cells with tests, whose names are theirs.
        given: the instructor's other cells, whose names are for all.
    """
    reader = _Reader()
    for source in sources:
        reader.read(source, 0)
    words = reader.words()
    students, tests, given = [text.python for text in reader.texts], list(tests), list(given)
    read, changed = (names(students, tests, given) for names in (read_of_tests, changed_of_tests))
    return [
        *(f"The submission uses {word}." for word in words),
        *(f"The submission reads `{name}`, which only a test makes." for name in read),
        *(f"The submission changes `{name}`, which a test imports." for name in changed),
    ][:10]


class _Reader:
    """Reads the texts of a submission, and those that are written out within them."""

    def __init__(self) -> None:
        self.texts: list[_Text] = []
        self._magics = Magics()
        self._unread: dict[str, None] = {}

    def read(self, source: str, deep: int) -> None:
        python = self._magics.as_python(source)
        if python is None:
            # It does not run either, unless it is too long or too deep here and not there.
            self._unread |= dict.fromkeys(sorted(set(_UNREAD.findall(source))))
        else:
            self.texts.append(_Text(python, parse(python), deep))

    def words(self) -> list[str]:
        """The words of all, and of what they run."""
        found: dict[str, None] = {}
        known = _known(text.tree for text in self.texts)
        for text in self.texts:  # which grows
            words = _Words(known)
            found |= dict.fromkeys(words.of(text.tree))
            for inner in words.run:
                if text.deep < _DEEPEST:
                    self.read(inner, text.deep + 1)
                else:
                    found["a text within many others"] = None
        return [*found, *self._unread]


def _known(trees: Iterable[ast.Module]) -> _Known:
    modules, shells = dict[str, str](), set[str]()
    for tree in trees:
        for node in ast.walk(tree):
            match node:
                case ast.Import():
                    modules |= {alias.asname: alias.name for alias in node.names if alias.asname}
                case (
                    ast.Assign(value=value)
                    | ast.NamedExpr(value=value)
                    | ast.AnnAssign(value=ast.expr() as value)
                ):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    names = [target.id for target in targets if isinstance(target, ast.Name)]
                    if is_get_ipython(value):
                        shells |= set(names)
                    elif isinstance(value, ast.Name) and value.id in {*_ASSIGNED_MODULES, "sys"}:
                        modules |= dict.fromkeys(names, value.id)
                case ast.arguments():
                    given = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
                    pairs = [
                        *zip(given, node.defaults, strict=True),
                        *zip(node.kwonlyargs, node.kw_defaults, strict=True),
                    ]
                    shells |= {one.arg for one, value in pairs if value is not None and is_get_ipython(value)}
    return _Known(modules, frozenset(shells))


class _Words:
    """The words of one tree."""

    def __init__(self, known: _Known) -> None:
        self._known = known
        self._asked: set[int] = set()
        self.run: list[str] = []
        """Texts that it runs."""

    def of(self, tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            yield from self._of_node(node)

    def _of_node(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names if _is_ours(alias.name))
            case ast.ImportFrom(module=str(module)):
                yield from _of_names(module, [alias.name for alias in node.names])
            case ast.Attribute():
                yield from self._of_attribute(
                    node.value, node.attr, changes=not isinstance(node.ctx, ast.Load)
                )
            case ast.Subscript():
                yield from self._of_item(node)
            case ast.Compare(ops=[ast.In() | ast.NotIn()]):
                # Whether a name is there is nothing that helps.
                self._asked |= {id(part) for part in node.comparators}
            case ast.Call():
                yield from self._of_call(node)
            case _:
                yield from _of_leaf(node)

    def _of_attribute(self, owner: ast.expr, name: str, *, changes: bool) -> Iterator[str]:
        module = self._known.module(owner)
        if name in _ATTRIBUTES:
            yield name
        elif module == "sys" and (name in _READ_OF_SYS or (changes and name in _OF_SYS)):
            yield f"an assignment to sys.{name}" if changes else f"sys.{name}"
        elif name in _OF_SHELL and self._known.is_shell(owner):
            yield f"get_ipython().{name}"
        elif name in _OF_OTHERS and not (isinstance(owner, ast.Name) and owner.id in ("self", "cls")):
            yield name
        elif changes and module in _ASSIGNED_MODULES and isinstance(owner, ast.Name):
            yield f"an assignment to {module}.{name}"

    def _of_item(self, node: ast.Subscript) -> Iterator[str]:
        if not self._is_sys_modules(node.value):
            return
        if not isinstance(node.ctx, ast.Load):
            yield "an assignment to sys.modules"
        elif (name := _constant(node.slice)) and _is_ours(name):
            yield name

    def _of_call(self, node: ast.Call) -> Iterator[str]:
        match node.func:
            case ast.Name(id=called) | ast.Attribute(attr=called) if called in _TIMING | _DOCTESTS:
                self._lend(called, node)
            case ast.Name(id=called) if called in _CALLED:
                yield from self._of_text(called, node.args)
            case ast.Attribute(value=owner, attr=called) if (
                called in _CALLED and self._known.module(owner) == "builtins"
            ) or (called in _SHELL_RUNS and self._known.is_shell(owner)):
                yield from self._of_text(called, node.args)
            case ast.Name(id=called) | ast.Attribute(attr=called) if called in _IMPORTING:
                yield from _of_import(called, node.args)
            case ast.Attribute(attr=called) if called in _MAGICS:
                yield from self._of_magic(called, node.args)
            case ast.Attribute(value=owner, attr=called) if called in _CHANGING and self._is_sys_modules(
                owner
            ):
                yield "an assignment to sys.modules"
            case ast.Name(id="globals") if not node.args and id(node) not in self._asked:
                yield "globals()"
            case ast.Name(id="getattr" | "setattr" | "delattr" as called) if len(node.args) > 1:
                if name := _constant(node.args[1]):
                    yield from self._of_attribute(node.args[0], name, changes=called != "getattr")

    def _of_text(self, called: str, arguments: list[ast.expr]) -> Iterator[str]:
        text = _constant(arguments[0]) if arguments else ""
        if text is None:
            yield f"{called}() of a text that is made while it runs"
        else:
            self.run.append(text)

    def _lend(self, called: str, node: ast.Call) -> None:
        """Of `timeit("f()", globals=globals())` the text is read, and if it is there to be read, the rest is as usual.

        Doctests are given the names of the notebook, too, and work on a copy.
        """
        if called in _DOCTESTS:
            self._asked |= {id(one) for one in (*node.args, *(one.value for one in node.keywords))}
            return
        texts = [*node.args[:2], *(one.value for one in node.keywords if one.arg in ("stmt", "setup"))]
        known = [text for text in map(_constant, texts) if text is not None]
        self.run += known
        if len(known) == len(texts):
            self._asked |= {id(one.value) for one in node.keywords if one.arg == "globals"}

    def _of_magic(self, called: str, arguments: list[ast.expr]) -> Iterator[str]:
        texts = [_constant(one) for one in arguments]
        known = [text for text in texts if text is not None]
        if len(known) != len(texts):
            yield f"{called}() of a text that is made while it runs"
        elif len(known) > 1:
            self.run += run_by(known[0], known[1:])

    def _is_sys_modules(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and node.attr == "modules"
            and self._known.module(node.value) == "sys"
        )


def _of_leaf(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id="__builtins__"):
            yield "__builtins__"
        case ast.keyword(arg="capture_locals"):
            yield "capture_locals"
        case ast.Constant(value=str(text)) if text in _EVENTS:
            yield text
        case ast.Global():
            yield from (f"global {name}" for name in node.names if name in _BUILTINS)


def _of_names(module: str, names: list[str]) -> Iterator[str]:
    if _is_ours(module):
        yield module
    elif module == "sys":
        yield from (name for name in names if name in _ATTRIBUTES | _READ_OF_SYS | {"modules"})
    else:
        yield from (name for name in names if name in _ATTRIBUTES or _is_ours(f"{module}.{name}"))


def _of_import(called: str, arguments: list[ast.expr]) -> Iterator[str]:
    name = _constant(arguments[0]) if arguments else ""
    if name is None:
        yield f"{called}() of a text that is made while it runs"
    elif _is_ours(name):
        yield name


def _constant(node: ast.expr) -> str | None:
    """A text that is written out, in one or in pieces; None if it is anything else."""
    pieces: list[str] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        if not (isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)):
            return None
        pieces.append(node.right.value)
        node = node.left
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return None
    return "".join([node.value, *reversed(pieces)])


def _is_ours(module: str) -> bool:
    first = module.partition(".")[0]
    return first in _MODULES or module.startswith(("groundschool.grading", "unittest.mock"))
