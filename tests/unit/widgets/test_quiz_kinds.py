"""What came to the quiz later: code in a gap, variants, units, hints, and how sure the learner is."""

from __future__ import annotations

from pathlib import Path

import pytest
from talk import tell

from groundschool.learner.record import LearnerRecord
from groundschool.widgets import _base
from groundschool.widgets._static_quiz import static_quiz
from more_questions import FILL_IN, SHARE, WAIT, quiz_of
from small_course import course, question

pytestmark = pytest.mark.usefixtures("small")


def test_code_is_run_and_its_answer_is_kept_back_for_one_more_try(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = quiz_of(FILL_IN)

    tell(widget, monkeypatch, kind="check", question="late_rows", answer="delay < 15")
    first = widget.results["late_rows"]["verdict"]
    tell(widget, monkeypatch, kind="check", question="late_rows", answer="dely > 15")
    second = widget.results["late_rows"]["verdict"]
    tell(widget, monkeypatch, kind="check", question="late_rows", answer="delay >= 16")

    assert first == (
        "Not right. late is [True, False, False]: 20 and 40 minutes are late, 3 are not. That finds those in time."
    )
    assert second == (
        "Not right. It stopped with NameError: name 'dely' is not defined. One answer is `delay > 15`."
    )
    assert widget.results["late_rows"]["verdict"] == "Right."


def test_code_out_of_the_record_is_shown_and_never_run(record: LearnerRecord, workspace: Path) -> None:
    code = f"open({str(workspace / 'ran')!r}, 'w')"
    record.answered("validation/late_rows", code, right=False, score=0.0)

    restored = quiz_of(FILL_IN).results["late_rows"]

    assert (restored["answer"], restored["right"]) == (code, False)
    assert restored["verdict"] == "Not right. Try it again to see what comes of it."
    assert not (workspace / "ran").exists()


def test_numbers_vary_by_learner_and_stay_the_same_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = []
    # Learners are told apart by chance: of so many, more than three surely differ.
    for number in range(60):
        folder = tmp_path / str(number)
        (folder / ".groundschool").mkdir(parents=True)
        monkeypatch.setattr(_base, "find_workspace", lambda folder=folder: folder)
        prompts.append(quiz_of(SHARE).questions[0]["prompt"])
        assert quiz_of(SHARE).questions[0]["prompt"] == prompts[-1]

    assert len(set(prompts)) > 3


def test_an_answer_to_another_variant_is_not_restored(
    record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = quiz_of(SHARE)
    tell(widget, monkeypatch, kind="check", question="share", answer="0.5")
    assert set(quiz_of(SHARE).results) == {"share"}

    record.answered("validation/share", "0.5", right=False, score=0.0, values={"late": 1, "left": 2})

    assert quiz_of(SHARE).results == {}


def test_hints_come_one_by_one_and_are_counted(
    record: LearnerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = quiz_of(FILL_IN)
    assert widget.questions[0]["hints"] == 2
    assert "comparison" not in repr(widget.questions)

    tell(widget, monkeypatch, kind="hint", question="late_rows")
    assert widget.hints == {"late_rows": ["A comparison gives True or False."]}
    tell(widget, monkeypatch, kind="hint", question="late_rows")
    tell(widget, monkeypatch, kind="hint", question="late_rows")
    tell(widget, monkeypatch, kind="check", question="late_rows", answer="delay > 15")

    assert widget.hints == {"late_rows": FILL_IN["hints"]}
    assert record.events()[0].result["hints"] == 2


def test_how_sure_the_learner_is_is_kept(record: LearnerRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = quiz_of(WAIT)
    tell(widget, monkeypatch, kind="check", question="wait", answer="1.5 h", confidence="certain")
    tell(widget, monkeypatch, kind="check", question="wait", answer="90 minutes", confidence="<b>")

    first, second = record.events()

    assert first.result == {"response": "1.5 h", "success": True, "score": 1.0, "confidence": "certain"}
    assert "confidence" not in second.result
    assert quiz_of(WAIT).results["wait"]["confidence"] == ""


def test_without_a_kernel_the_code_has_a_gap_and_the_hints_are_folded(tmp_path: Path) -> None:
    asked = tuple(question(one) for one in (FILL_IN, SHARE, WAIT))
    small = course(tmp_path, questions={"framing": (), "validation": asked})

    html = static_quiz(small, "validation")["text/html"]

    assert "late = [_____ for delay in delays]</code></pre>" in html
    assert "<summary>Hints</summary>" in html
    assert "<p><code>delay &gt; 15</code></p>" in html
    assert "12 of 60 flights left late" in html
