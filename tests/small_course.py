"""A small course built from the models, for tests that need one without reading files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from groundschool.catalog.models import Catalog, Process, Resource, Topic, Vocabulary, Word
from groundschool.course.questions import Question
from groundschool.course.spine import Course, Module, Objective
from groundschool.paths import CourseRoot

ROLES = (
    "business_stakeholder",
    "solution_architect",
    "data_scientist",
    "data_engineer",
    "software_engineer",
    "devops_engineer",
    "ml_engineer",
    "manager",
)
LEVELS = ("introductory", "intermediate", "advanced")
COSTS = ("free", "freemium", "paid")
KINDS = ("course", "book", "paper")
PROCESSES = {"requirements": "design", "data_exploration": "data", "data_verification": "data"}
TOPICS = {"framing": "requirements", "statistics": "data_exploration", "contracts": "data_verification"}

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "late_label",
        "kind": "single",
        "prompt": "Which column tells whether a flight was `late`?",
        "explanation": "Only the delay at departure is known at departure.",
        "choices": [
            {"text": "`dep_delay`", "right": True, "explanation": "It is measured at the gate."},
            {"text": "`arr_delay`", "explanation": "It is known hours later."},
            {"text": "`carrier`", "explanation": "It names the airline."},
        ],
    },
    {
        "id": "missing_columns",
        "kind": "multiple",
        "prompt": "Which columns have missing values?",
        "explanation": "Cancelled flights never left.",
        "choices": [
            {"text": "dep_time", "right": True, "explanation": "Cancelled flights have none."},
            {"text": "carrier", "explanation": "Every flight has one."},
            {"text": "air_time", "right": True, "explanation": "Diverted flights lack it too."},
        ],
    },
    {
        "id": "late_share",
        "kind": "numeric",
        "prompt": "What share of January's flights left late?",
        "explanation": "Count the late ones and divide.",
        "answer": 0.19,
        "tolerance": 0.005,
        "mistakes": [{"answer": 19, "tolerance": 0.5, "explanation": "That is a percentage."}],
    },
    {
        "id": "steps",
        "kind": "ordering",
        "prompt": "Put the steps in order.",
        "explanation": "Look before you promise.",
        "items": [
            {"text": "Explore", "explanation": "First see what is there."},
            {"text": "Write the contract", "explanation": "Then say what must hold."},
            {"text": "Enforce it", "explanation": "Then check every batch."},
        ],
    },
    {
        "id": "tools",
        "kind": "matching",
        "prompt": "Which tool does what?",
        "explanation": "Each has its own job.",
        "pairs": [
            {"left": "pandera", "right": "checks tables", "explanation": "A schema for data frames."},
            {"left": "pytest", "right": "runs tests", "explanation": "A test runner."},
            {"left": "ruff", "right": "lints code", "explanation": "A linter."},
        ],
    },
    {
        "id": "loop",
        "kind": "short_text",
        "prompt": "What is it called when predictions change the data?",
        "explanation": "The model sees its own effects.",
        "accept": ["feedback loop", "hidden feedback loop"],
        "mistakes": [{"answer": "drift", "explanation": "Drift needs no model to cause it."}],
    },
    {
        "id": "secret_one",
        "kind": "short_text",
        "graded": True,
        "prompt": "Graded prompt.",
        "explanation": "Graded explanation.",
        "accept": ["hush"],
    },
)


def words(*names: str) -> tuple[Word, ...]:
    return tuple(Word(id=name, title=title(name), definition="A word.") for name in names)


def title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def vocabulary() -> Vocabulary:
    return Vocabulary(
        phases=words("design", "data"),
        processes=tuple(
            Process(id=name, title=title(name), definition="A process.", phase=phase)
            for name, phase in PROCESSES.items()
        ),
        topics=tuple(
            Topic(id=name, title=title(name), definition="A topic.", process=process)
            for name, process in TOPICS.items()
        ),
        kinds=words(*KINDS),
        levels=words(*LEVELS),
        costs=words(*COSTS),
        formats=words("text", "video"),
        languages=words("english"),
        roles=words(*ROLES),
        seeds=(),
        checklists=(),
        checklist_items=(),
    )


def resource(name: str, **changes: Any) -> Resource:
    fields: dict[str, Any] = {
        "id": name,
        "title": title(name),
        "kind": "course",
        "url": f"https://example.org/{name}",
        "authors": ("Ada Author",),
        "year": 2020,
        "processes": ("data_verification",),
        "topics": ("contracts",),
        "level": "introductory",
        "cost": "free",
        "format": "text",
        "language": "english",
        "hours": 1.0,
        "prerequisites": (),
        "summary": f"What {title(name)} teaches.",
        "seeds": (),
        "status": "active",
        "superseded_by": None,
        "checked": date(2026, 11, 22),
    }
    return Resource(**{**fields, **changes})


def module(number: int, name: str, **changes: Any) -> Module:
    fields: dict[str, Any] = {
        "id": name,
        "number": number,
        "title": title(name),
        "phase": "data",
        "processes": ("data_exploration", "data_verification"),
        "topics": ("statistics", "contracts"),
        "prerequisites": (),
        "lesson_minutes": 60,
        "lab_minutes": 45,
        "objectives": (Objective(id="check", text="Check a batch of data."),),
    }
    return Module(**{**fields, **changes})


def question(fields: dict[str, Any]) -> Question:
    return TypeAdapter[Question](Question).validate_python(
        {"objective": "check", "difficulty": "easy", **fields}
    )


def course(root: Path, *resources: Resource, **changes: Any) -> Course:
    """Two modules, `framing` and `validation`; the second needs the first and has a question of each kind."""
    fields: dict[str, Any] = {
        "root": CourseRoot(root),
        "title": "Small Course",
        "catalog": Catalog(vocabulary=vocabulary(), resources={r.id: r for r in resources}),
        "modules": (
            module(1, "framing", phase="design", processes=("requirements",), topics=("framing",)),
            module(2, "validation", prerequisites=("framing",)),
        ),
        "tracks": dict.fromkeys(ROLES, ("framing", "validation")),
        "questions": {"framing": (), "validation": tuple(question(fields) for fields in QUESTIONS)},
        "wrong_answers": {},
    }
    return Course(**{**fields, **changes})
