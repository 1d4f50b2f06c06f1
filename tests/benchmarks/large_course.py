"""A course with a catalog of any size, made of the real catalog's sentences and words: what a benchmark searches in."""

from __future__ import annotations

import dataclasses
import random
from functools import cache
from itertools import product
from pathlib import Path

from groundschool.catalog.models import Catalog, Resource
from groundschool.course.load import load_course
from groundschool.course.spine import Course
from groundschool.paths import find_root

SYLLABLES = (
    "an",
    "bor",
    "che",
    "dal",
    "em",
    "fu",
    "gri",
    "ho",
    "ish",
    "jun",
    "kol",
    "lem",
    "mi",
    "nor",
    "osk",
)
# What the contenders are asked: words that are rare, frequent, two together, and one that is misspelt.
QUERIES = ("drift", "model monitoring", "feature store", "kuberntes", "data", "part 77")


@cache
def real_course() -> Course:
    """The course of this repository."""
    return load_course(find_root(start=Path(__file__).parent))


@cache
def large_course(size: int) -> Course:
    """The real course with a catalog of `size` resources; the same size, the same catalog.

    Authors are made of syllables, so that the number of different words grows with the catalog, as it would.
    """
    real = real_course()
    chance = random.Random(size)  # noqa: S311 - a benchmark keeps no secrets
    models = list(real.catalog.resources.values())
    sentences = [sentence for one in models for sentence in one.summary.replace(". ", ".\n").splitlines()]
    names = ["".join(parts).capitalize() for parts in product(SYLLABLES, repeat=3)]
    resources = [_resource(number, chance, models, sentences, names) for number in range(size)]
    catalog = Catalog(vocabulary=real.catalog.vocabulary, resources={})
    catalog.resources.update((one.id, one) for one in resources)
    return dataclasses.replace(real, catalog=catalog)


def _resource(
    number: int, chance: random.Random, models: list[Resource], sentences: list[str], names: list[str]
) -> Resource:
    # A copy is not validated again: that of 100,000 resources would take a minute.
    return chance.choice(models).model_copy(
        update={
            "id": f"resource_{number}",
            "title": f"{chance.choice(models).title}, part {number}",
            "authors": tuple(f"{chance.choice(names)} {chance.choice(names)}" for _ in range(2)),
            "summary": " ".join(chance.sample(sentences, 2)),
            "prerequisites": (),
            "status": "active",
            "superseded_by": None,
        }
    )
