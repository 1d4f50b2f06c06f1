from __future__ import annotations

import re

from groundschool.course.spine import Course

# What the five seeds name, as they name it; each must be an entry that names the seed.
NAMED_BY_SEEDS = {
    "nyandwi_thread": (
        "Hidden Technical Debt",
        "Machine Learning Engineering",
        "Introducing MLOps",
        "Machine Learning Engineering for Production",
        "Made With ML",
    ),
    "mlops_primer": (
        "software engineering skills",
        "Tooling Landscape",
        "Data-centric AI",
        "Designing Machine Learning Systems",
        "Introducing MLOps",
        "Awesome MLOps",
        "GitHub",
        "MLOps Community",
        "Zoomcamp",
        "Full Stack Deep Learning",
        "Machine Learning Engineering for Production",
        "Made With ML",
        "Overview, Definition, and Architecture",
    ),
    "commendable_sources": (
        "CS 329S",
        "Hidden Technical Debt",
        "DTU|02476|Machine Learning Operations",
        "Roundup",
        "Predictive|UC",
        "Regression",
        "Minnesota|System Design",
        "Machine Learning Design Patterns",
        "ml-ops|Machine Learning Operations|MLOps",
        "Made With ML",
        "Zoomcamp",
    ),
    "rogojan_plan": ("High.Interest Credit Card", "Kubernetes", "Kubeflow", "Azure", "DataRobot"),
    "banerjee_introduction": ("MLOps Principles|ml-ops|Machine Learning Operations",),
}


def test_there_are_at_least_120_resources(course: Course) -> None:
    assert len(course.catalog.resources) >= 120


def test_every_resource_that_a_seed_names_has_an_entry_that_names_the_seed(course: Course) -> None:
    for seed, names in NAMED_BY_SEEDS.items():
        titles = [f"{r.title} {r.url}" for r in course.catalog.resources.values() if seed in r.seeds]
        for name in names:
            pattern = re.compile(name, re.IGNORECASE)
            assert any(pattern.search(title) for title in titles), (seed, name, titles)


def test_every_process_has_five_resources_at_two_levels_and_a_free_one(course: Course) -> None:
    for process in course.catalog.vocabulary.processes:
        found = course.catalog.of_process(process.id)
        assert len(found) >= 5, process.id
        assert len({r.level for r in found}) >= 2, process.id
        assert any(r.cost == "free" for r in found), process.id


def test_summaries_are_of_readable_length_and_no_two_alike(course: Course) -> None:
    summaries = [r.summary for r in course.catalog.resources.values()]
    lengths = {r.id: len(r.summary.split()) for r in course.catalog.resources.values()}

    assert len(set(summaries)) == len(summaries)
    assert {name: words for name, words in lengths.items() if not 20 <= words <= 75} == {}


def test_every_seed_is_a_document_that_resources_name(course: Course) -> None:
    named = {seed for r in course.catalog.resources.values() for seed in r.seeds}

    assert named == set(course.catalog.vocabulary.ids("seeds"))


def test_every_kind_that_the_seeds_use_is_there(course: Course) -> None:
    kinds = {r.kind for r in course.catalog.resources.values()}
    expected = [
        "course",
        "book",
        "paper",
        "guide",
        "article",
        "talk",
        "newsletter",
        "community",
        "list",
        "platform",
        "roadmap",
    ]

    assert set(expected) <= kinds
