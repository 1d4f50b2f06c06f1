"""The attack corpus: hostile submissions, by family, each with what may become of it.

An attack is one student's submission of the assignment `siege`. A class of all of them, with honest students
before, between and after, is graded in one run by `test_attacks.py`. To add one, add it to its family's list.
"""

from __future__ import annotations

from attacks import (
    answering,
    asserting,
    cells,
    ending,
    exhausting,
    lingering,
    markup,
    meddling,
    patching,
    peeking,
    reading,
    undoing,
    wrapping,
)
from attacks.attack import Attack

FAMILIES: dict[str, tuple[Attack, ...]] = {
    "reading": reading.ATTACKS,
    "meddling": meddling.ATTACKS,
    "exhausting": exhausting.ATTACKS,
    "ending": ending.ATTACKS,
    "asserting": asserting.ATTACKS,
    "patching": patching.ATTACKS,
    "undoing": undoing.ATTACKS,
    "answering": answering.ATTACKS,
    "cells": cells.ATTACKS,
    "peeking": peeking.ATTACKS,
    "lingering": lingering.ATTACKS,
    "wrapping": wrapping.ATTACKS,
    "markup": markup.ATTACKS,
}
ATTACKS = tuple(attack for family in FAMILIES.values() for attack in family)
SAMPLE = tuple(attack for family in FAMILIES.values() for attack in family[::8])
"""Every eighth of each family: what each run of the tests takes."""
