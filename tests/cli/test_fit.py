"""`relode fit`: what it refuses, what it leaves behind, and that a stopped fit goes on."""

import importlib.util
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from relode.cli import main


def test_a_year_that_is_no_opening_is_refused(relode, tmp_path):
    found = relode("fit", "--origin", 2012, "--output", tmp_path)
    assert found.returncode == 2
    assert "2010, 2013, 2015, 2020" in found.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_fit_gives_the_shipped_posterior_and_takes_up_finished_rounds(relode, tmp_path):
    first = json.loads(relode("fit", "--origin", 2010, "--json", "--output", tmp_path).stdout)
    drawn = np.loadtxt(first["posterior"], delimiter=",", skiprows=1)
    table = files("relode.calibration").joinpath("posteriors", "2010.csv").read_text(encoding="utf-8")
    shipped = np.array([row.split(",") for row in table.splitlines()[1:]], dtype=float)
    # Other machines, and an order of parameters that changed, draw other bits. Means of two sets of 256 draws differ by
    # .088 of a prior's deviation, spreads by .063; chains are tied to themselves, which adds a fifth. The root mean
    # square over all parameters tells a shift of all, four deviations of one parameter a shift of that one.
    for part, differs in ((np.mean, 0.088), (np.std, 0.063)):
        apart = part(drawn, axis=0) - part(shipped, axis=0)
        assert np.sqrt((apart**2).mean()) < 1.3 * differs
        assert np.abs(apart).max() < 4 * differs
    rounds = sorted(Path(first["posterior"]).parent.glob("round-*.csv"))
    assert len(rounds) == 3
    written = [path.stat().st_mtime_ns for path in rounds]
    second = json.loads(relode("fit", "--origin", 2010, "--json", "--output", tmp_path).stdout)
    assert [path.stat().st_mtime_ns for path in rounds] == written
    assert second == first


def test_without_numpyro_the_command_says_what_to_install(monkeypatch, capsys):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "numpyro" else found(name, *more)
    )
    monkeypatch.setattr("sys.argv", ["relode", "fit", "--language", "en"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "pip install numpyro" in capsys.readouterr().err
