"""A notebook reaches the files whose change can change its outputs, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundschool.build.reach import reached, read_package

FILES = {
    "bakery/__init__.py": '"""The bakery: see bakery.shop."""\n',
    "bakery/cli.py": "from . import shop\n\nPROGRAM = 'bakery'\n",
    "bakery/dough.py": "from bakery.flour import sieve\n",
    "bakery/flour.py": "LOGGER = 'bakery'\nPRICES = 'prices.csv'\n",
    "bakery/oven/__init__.py": "",
    "bakery/oven/heat.py": "from ..flour import sieve\nfrom .wood import log\n",
    "bakery/oven/wood.py": "",
    "bakery/prices.csv": "flour,1\n",
    "bakery/recipe.md": "import bakery.shop\n",
    "bakery/shop.py": 'COMMAND = ["python", "-m", "bakery.till"]\n',
    "bakery/till.py": "import bakery.till\n",
}
FLOUR = {"flour.py", "prices.csv"}
SHOP = {"shop.py", "till.py"}
ALL = {path.removeprefix("bakery/") for path in FILES}


def found(*cells: str, files: dict[str, str] = FILES) -> set[str]:
    """What cells reach beside the package's own beginning."""
    return {path.removeprefix("bakery/") for path in reached(files, cells)} - {"__init__.py"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("import pandas", set()),
        ("import bakery.till", {"till.py"}),
        ("import bakery.till as t", {"till.py"}),
        ("from bakery import till, flour", FLOUR | {"till.py"}),
        ("from bakery.till import ring", {"till.py"}),
        ("from bakery.dough import knead", FLOUR | {"dough.py"}),
        ("from bakery.oven.heat import burn", FLOUR | {"oven/__init__.py", "oven/heat.py", "oven/wood.py"}),
        ("from bakery.oven import wood", {"oven/__init__.py", "oven/wood.py"}),
        ("def f():\n    from bakery import till", {"till.py"}),
        ("from bakery import cli", SHOP | {"cli.py"}),
    ],
)
def test_imports_are_followed_through_files(cell: str, expected: set[str]) -> None:
    assert found(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('run(["python", "-m", "bakery.till"])', {"till.py"}),
        ('serve("bakery.till:app", port=0)', {"till.py"}),
        ('read("tools/bakery/till.py")', {"till.py"}),
        ('script = "from bakery import till, shop\\nprint(1)"', SHOP),
        ('script = """\nfrom bakery import (\n    till,\n    flour,\n)\n"""', FLOUR | {"till.py"}),
        ('f"python -m bakery.till --port {port}"', {"till.py"}),
        ("!python -m bakery.till\n1 + 1", {"till.py"}),
        ("%time ring()\nfrom bakery import till", {"till.py"}),
        ('open("recipe.md")', {"recipe.md"}),
    ],
)
def test_names_in_strings_are_followed(cell: str, expected: set[str]) -> None:
    assert found(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        'sources("bakery")',
        "import bakery",
        "from bakery import *",
        'run("bakery bake --month 3")',
        'run(["python", "-m", "bakery"])',
        'workflow = "steps:\\n  - run: bakery bake\\n"',
        'import_module(f"bakery.{name}")',
        'copytree("tools/bakery", folder)',
        "!bakery bake",
        "this is no Python",
    ],
)
def test_the_package_as_a_whole_is_all_of_it(cell: str) -> None:
    assert found(cell) == ALL - {"__init__.py"}


@pytest.mark.parametrize(
    "cell",
    ['"""Of bakery.till."""', 'title = "The share of the bakery"', '"my-bakery.till"', 'x = "bakeryx"'],
)
def test_prose_reaches_nothing(cell: str) -> None:
    assert found(cell) == set()


def test_a_package_that_names_itself_does_not_reach_all_of_itself() -> None:
    """An experiment, a logger and a program bear the package's name; only a list of words is a command."""
    assert found("from bakery import flour") == FLOUR
    assert found("import bakery.shop", files={**FILES, "bakery/shop.py": 'run(["-m", "bakery"])'}) >= ALL - {
        "__init__.py"
    }


def test_what_the_packages_beginning_needs_always_counts() -> None:
    assert found(files={**FILES, "bakery/__init__.py": "from bakery.till import ring"}) == {"till.py"}


def test_a_file_that_is_no_python_leads_anywhere() -> None:
    assert found("import bakery.till", files={**FILES, "bakery/till.py": "def"}) == ALL - {"__init__.py"}


def test_two_packages_lead_to_each_other() -> None:
    files = {
        **FILES,
        "mill/__init__.py": "",
        "mill/stone.py": "from bakery.till import ring",
        "mill/wheel.py": "",
    }

    assert found("from mill.stone import turn", files=files) == {
        "mill/__init__.py",
        "mill/stone.py",
        "till.py",
    }


def test_a_folder_that_is_no_package_counts_as_a_whole() -> None:
    assert reached({"helpers/a.py": "", "helpers/b.py": ""}, ["import a"]) == ("helpers/a.py", "helpers/b.py")


def test_a_package_is_read_by_path_without_what_python_leaves_there(tmp_path: Path) -> None:
    for name in ("__init__.py", "oven/heat.py", "__pycache__/heat.pyc", "prices.csv"):
        (tmp_path / "bakery" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bakery" / name).write_bytes(b"\xff" if name == "prices.csv" else b"")

    assert read_package(tmp_path / "bakery") == {
        "bakery/__init__.py": "",
        "bakery/oven/heat.py": "",
        "bakery/prices.csv": "\ufffd",
    }
