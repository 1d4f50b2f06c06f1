"""Three ways to search a catalog in a notebook, over the same resources: the picker, itables, rows of ipywidgets.

Each function is the last line of a notebook's cell. LISTS says what of its page changes with a key.
"""

from __future__ import annotations

import ipywidgets
import itables
import pandas as pd
from IPython.display import display
from large_course import large_course

from groundschool.widgets.picker import PickerWidget

PAGE = 10
LISTS = {"picker": ".gs-list", "itables": "table.dataTable tbody", "ipywidgets": ".rows"}


def picker(size: int) -> PickerWidget:
    """The picker with its own page of ten."""
    return PickerWidget(large_course(size), None, {"search": ""}, {})


def itables_table(size: int) -> None:
    """A table with a search over all columns; everything is sent, and searched in the browser."""
    course = large_course(size)
    words = course.catalog.vocabulary
    frame = pd.DataFrame(
        {
            "title": r.title,
            "authors": ", ".join(r.authors),
            "summary": r.summary,
            "topics": ", ".join(words.title("topics", topic) for topic in r.topics),
            "kind": words.title("kinds", r.kind),
            "level": words.title("levels", r.level),
            "cost": words.title("costs", r.cost),
            "hours": r.hours,
        }
        for r in course.catalog.resources.values()
    )
    itables.init_notebook_mode(all_interactive=False, connected=False)
    itables.show(frame, maxBytes=0, pageLength=PAGE, showIndex=False)


def ipywidgets_rows(size: int) -> None:
    """A text field that the kernel observes, and ten rows of title, facts and button, made anew for each key."""
    course = large_course(size)
    words = course.catalog.vocabulary
    resources = list(course.catalog.resources.values())
    taught = [[words.title("topics", topic) for topic in one.topics] for one in resources]
    texts = [
        " ".join((one.title, *one.authors, one.summary, *topics)).casefold()
        for one, topics in zip(resources, taught, strict=True)
    ]
    field = ipywidgets.Text(description="Search", continuous_update=True)
    rows = ipywidgets.VBox()
    rows.add_class("rows")

    def fill(_change: object = None) -> None:
        terms = field.value.casefold().split()
        found = (
            one for one, text in zip(resources, texts, strict=True) if all(term in text for term in terms)
        )
        rows.children = [
            ipywidgets.HBox(
                [
                    ipywidgets.HTML(f"<b>{one.title}</b><br>{one.summary}"),
                    ipywidgets.Button(description="Add"),
                ]
            )
            for one, _ in zip(found, range(PAGE), strict=False)
        ]

    field.observe(fill, names="value")
    fill()
    display(field, rows)
