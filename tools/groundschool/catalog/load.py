"""Reading the catalog folder: files to models, then the rules that join them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from groundschool.catalog import rules
from groundschool.catalog.document import Document, read_document
from groundschool.catalog.models import WORD_LISTS, Catalog, Resource, Vocabulary
from groundschool.catalog.parse import parse
from groundschool.errors import ContentError, Problem
from groundschool.paths import CourseRoot


def load_catalog(root: CourseRoot) -> Catalog:
    """Load the catalog.

    Raises:
        ContentError: with every problem of every file.
    """
    catalog, problems = read_catalog(root)
    if problems or catalog is None:
        raise ContentError(problems)
    return catalog


def read_catalog(root: CourseRoot) -> tuple[Catalog | None, list[Problem]]:
    """Load what can be loaded and list what is wrong; None when the vocabulary cannot be used."""
    vocabulary, word_documents, problems = _read_vocabulary(root)
    resources: dict[str, Resource] = {}
    documents: dict[str, Document] = {}
    for path in _content_files(root.catalog / "resources"):
        file = root.relative(path)
        if path.suffix != ".yml":
            problems.append(Problem(file, 1, "", f"is not read. Rename it to {path.stem}.yml, or delete it."))
            continue
        found = _read_model(Resource, path, file)
        if isinstance(found, list):
            problems += found
            continue
        resource, document = found
        if resource.id != path.stem:
            problems.append(
                document.problem(("id",), f"'{resource.id}' is not the file's name. Write {path.stem}.")
            )
        else:
            resources[resource.id] = resource
            documents[resource.id] = document
    if vocabulary is None:
        return None, problems
    catalog = Catalog.model_construct(vocabulary=vocabulary, resources=resources)
    # A resource whose own file has problems still exists for those that refer to it.
    existing = {path.stem for path in _content_files(root.catalog / "resources") if path.suffix == ".yml"}
    problems += rules.vocabulary_problems(vocabulary, word_documents, existing)
    problems += rules.resource_problems(catalog, documents, existing)
    processes = word_documents["processes"]
    if existing == set(resources):
        problems += rules.coverage_problems(catalog, processes)
    return catalog, problems


def _content_files(folder: Path) -> list[Path]:
    """What was meant as a resource: `.yaml` and `.YML` too, so that they can be named instead of overlooked."""
    suffixes = {".yml", ".yaml"}
    files = folder.iterdir() if folder.is_dir() else ()
    return sorted(p for p in files if p.suffix.lower() in suffixes and not p.name.startswith("."))


def _read_model(kind: type[Any], path: Path, file: str) -> tuple[Any, Document] | list[Problem]:
    document = read_document(path, file)
    if isinstance(document, Problem):
        return [document]
    model = parse(kind, document)
    return model if isinstance(model, list) else (model, document)


def _read_vocabulary(root: CourseRoot) -> tuple[Vocabulary | None, dict[str, Document], list[Problem]]:
    problems: list[Problem] = []
    words: dict[str, Any] = {}
    documents: dict[str, Document] = {}
    for name, kind in WORD_LISTS.items():
        path = root.catalog / "vocabulary" / f"{name}.yml"
        found = _read_model(tuple[kind, ...], path, root.relative(path))  # type: ignore[valid-type]
        if isinstance(found, list):
            problems += found
        else:
            words[name], documents[name] = found
    if problems:
        return None, documents, problems
    return Vocabulary.model_construct(**words), documents, problems
