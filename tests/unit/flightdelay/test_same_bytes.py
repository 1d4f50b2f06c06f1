from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd

from flightdelay import model, model_file
from flightdelay.same_bytes import same_bytes

TABLE = pd.DataFrame({"minute_of_day": np.arange(400.0), "late": np.arange(400) % 7 > 3})


def test_two_processes_write_the_same_file_of_the_same_model(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from test_same_bytes import TABLE, model, model_file, same_bytes
        padding = [object()] * int(sys.argv[2])
        path = Path(sys.argv[1])
        model_file.save(model.train(TABLE, ["minute_of_day"]), path)
        path.write_bytes(same_bytes(path.read_bytes()))
    """
    files = [tmp_path / "one.skops", tmp_path / "two.skops"]
    for size, file in enumerate(files):
        command = [sys.executable, "-c", textwrap.dedent(script), str(file), str(size * 100_000)]
        subprocess.run(command, check=True, cwd=Path(__file__).parent)

    assert files[0].read_bytes() == files[1].read_bytes()


def test_it_is_still_the_same_model(tmp_path: Path) -> None:
    path = tmp_path / "model.skops"
    trained = model.train(TABLE, ["minute_of_day"])
    model_file.save(trained, path)
    path.write_bytes(same_bytes(path.read_bytes()))

    assert (model.risk(model_file.load(path), TABLE) == model.risk(trained, TABLE)).all()
    assert same_bytes(path.read_bytes()) == path.read_bytes()
