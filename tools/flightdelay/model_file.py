"""A model as a file that can be read without running what a stranger wrote: the skops format.

A pickle may run any code while it is loaded. A skops file holds arrays and the names of classes, and only the
classes named here are made again. Source: skops.io, https://skops.readthedocs.io/en/stable/persistence.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sklearn.ensemble import HistGradientBoostingClassifier
from skops import io
from skops.io.exceptions import UntrustedTypesFoundException

from flightdelay.workspace import write_whole

if TYPE_CHECKING:
    from pathlib import Path

# What a HistGradientBoostingClassifier consists of, beyond what skops trusts of itself. A partial is as safe as
# the function in it, and that has to be on the list too.
TRUSTED = (
    "functools.partial",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.utils.validation.check_array",
)


class UntrustedModelError(ValueError):
    """The file is not a model of this system; it was not loaded."""


def as_bytes(model: HistGradientBoostingClassifier) -> bytes:
    """A trained model as the bytes of a file."""
    content: bytes = io.dumps(model)
    return content


def save(model: HistGradientBoostingClassifier, path: Path) -> None:
    """Write a trained model; what stood at the path is replaced only when the new file is whole."""
    write_whole(path, as_bytes(model))


def load(path: Path) -> HistGradientBoostingClassifier:
    """Read a model that `save` wrote. Nothing of the file is run, whoever wrote it.

    Raises:
        FileNotFoundError: there is no such file.
        UntrustedModelError: the file is damaged, is no skops file, or holds anything but this kind of model.
    """
    if not path.is_file():
        raise FileNotFoundError(f"There is no model at {path.name!r}. Train one and save it first.")
    try:
        model = io.load(path, trusted=list(TRUSTED))
    except UntrustedTypesFoundException as err:
        raise UntrustedModelError(
            f"{path.name}: refused, for it holds what no model of ours does: {err}"
        ) from err
    except Exception as err:
        raise UntrustedModelError(f"{path.name} is no model in the skops format: {err}") from err
    if not isinstance(model, HistGradientBoostingClassifier):
        raise UntrustedModelError(f"{path.name} holds a {type(model).__name__}, not one of our models.")
    return model
