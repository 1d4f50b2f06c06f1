"""nbgrader's configuration of this classroom: for `groundschool class`, plain `nbgrader` and formgrader alike.

Run `nbgrader` in this folder. For a real class set the exchange that students reach, and keep the rest:
`GROUNDSCHOOL_EXCHANGE=/srv/exchange nbgrader release_assignment validation`.
"""

import os
import shutil
import sysconfig

c = get_config()  # noqa: F821 - nbgrader defines it
_here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - nbgrader wants text
_exchange = os.environ.get("GROUNDSCHOOL_EXCHANGE", os.path.join(_here, "exchange"))  # noqa: PTH118

# nbgrader starts `alembic` by its name when it makes a gradebook, and leaves half of one if there is none.
if shutil.which("alembic") is None:
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])

# Both must be set: without them `release` and `list` look at different places.
c.CourseDirectory.course_id = "ground_school"
c.Exchange.root = _exchange
c.CourseDirectory.root = _here

# A quiz answer is blanked to nothing; all else as nbgrader does it. This is nbgrader's list, one class changed.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "groundschool.grading.blanks.ClearAnswers",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Cells that a submission deleted, copied, moved or robbed of their role are put back first; then answers that were
# chosen in a form come into their cells, before outputs are cleared. nbgrader's list, two more.
c.Autograde.sanitize_preprocessors = [
    "groundschool.grading.restore.RestoreCells",
    "groundschool.grading.kept.RestoreAnswers",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.RestoreCells.released = os.path.join(_here, "release")  # noqa: PTH118 - nbgrader wants text

# Student code runs inside bubblewrap, whoever starts the grading. nbgrader's list, two classes changed: one runs the
# cells behind the wall, the other gives no points for a test that student code has tampered with.
# The variable is for a machine without bubblewrap: submissions then have your files, gradebook and network.
if os.environ.get("GROUNDSCHOOL_WITHOUT_SANDBOX") != "1":
    c.Autograde.autograde_preprocessors = [
        "groundschool.grading.execute.SandboxedExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "groundschool.grading.save.SaveCheckedGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.SandboxedExecute.hidden = [_here, _exchange]
    # Once in each warm process: tables that many tests read, and what libraries put off until they are first used.
    # Nothing that a student must not see.
    c.SandboxedExecute.warm_up = """
import pandera.pandas as pa
from sklearn.metrics import roc_auc_score

from flightdelay import contract, data

for month in (2, 3, 4, 8):
    data.load_flights(month)
for month in range(1, 13):
    data.load_weather(month)
weather = data.load_weather(1).head()
repr(weather), weather._repr_html_()
contract.failures(data.load_flights(2).head(), contract.FLIGHTS)
contract.failures(weather, pa.DataFrameSchema({"temp": pa.Column(checks=pa.Check.gt(1000))}))
truth = weather["temp"] > weather["temp"].mean()
roc_auc_score(truth, weather["temp"])
"""

# Feedback goes to students: the hidden tests, and with them a quiz's key, stay here. nbgrader's list, one more.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "groundschool.grading.hidden.CutHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# What students write and show may hold scripts, and pictures that call home. Pages of feedback and formgrader's show it
# without them; nbconvert's own filter would leave no table whole.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "clean_html": "groundschool.grading.markup.clean",
    "markdown2html": "groundschool.grading.markup.Markdown",
}
c.HTMLExporter.preprocessors = ["groundschool.grading.shown.Shown"]

# A deleted test cell would count neither for nor against the student.
c.OverwriteCells.add_missing_cells = True

# Seconds for one cell; a whole notebook has SandboxedExecute.wall_seconds.
c.Execute.timeout = 60
# Asking the kernel to leave politely costs most of a second for each submission.
c.Execute.shutdown_kernel = "immediate"
