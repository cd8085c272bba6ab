"""A lever that the simulator does not have is a file, a row of the vocabulary and a field of `state.Levers`."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from relode.model.state import LEVERS

SOURCE = Path(__file__).parents[2] / "src" / "relode"
ROW = ["night_trains,ell_N,share,,lever,policy x place x year,Night trains,夜间列车,Sleepers.,卧铺列车。,,,0,0.05\n"]
SIMULATED = """
import jax.numpy as jnp
from relode.language import spoken
from relode.model.parameters import default_params
from relode.model.policy.costs import LINES, charged_on_stocks, received
from relode.model.policy.levers import levers
from relode.model.state import LEVERS, Levers
from relode.vocabulary import Label
from relode.web.what_if.scenario import Scenario
from relode.web.what_if.what_if_text import dose

place = {name: jnp.zeros((9, 1) if lever.by_sector else (1,)) for name, lever in levers().items()}
set_to = Levers(**place | {"night_trains": jnp.array([0.02])})
stocks = dict(newly_retrained=jnp.zeros(1), stabilisation_fund=jnp.zeros(1), housing_stock=jnp.zeros(1))
params = default_params()
bill = charged_on_stocks(set_to, params, capital=jnp.ones((9, 1)), expected_output=jnp.array([50.0]), **stocks)
print(tuple(levers()) == LEVERS, LINES[-1], float(bill["night_trains", "paid"][0]))
money = received(bill, params.split)
print(f"{float(sum(money)[0]):.9g} {float(money.building[0]):.9g}")
print(Label("night_trains").name("zh"), spoken(dose("night_trains", Scenario((("night_trains", "", 0.02),))), "zh"))
"""


@pytest.fixture
def package(tmp_path):
    """The package with folders of its own for vocabulary and simulator; the rest is that of the tree."""
    own = tmp_path / "relode"
    own.mkdir()
    for each in SOURCE.iterdir():
        if each.name not in ("model", "vocabulary.csv", "__pycache__"):
            (own / each.name).symlink_to(each)
    shutil.copytree(SOURCE / "model", own / "model", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SOURCE / "vocabulary.csv", own)
    return own


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="links between folders need a right there")
def test_three_files_add_a_lever_to_the_simulator(package):
    known = (package / "model" / "levers" / "connectivity_spending.toml").read_text(encoding="utf-8")
    one_cost = known.partition('\n[[costs]]\nitem = "railway_km"')[0].replace("order = 7\n", "order = 99\n")
    (package / "model" / "levers" / "night_trains.toml").write_text(one_cost, encoding="utf-8")
    state = package / "model" / "state.py"
    text = state.read_text(encoding="utf-8")
    field = f"    {LEVERS[-1]}: Cities\n"
    assert text.count(field) == one_cost.count("order = 99") == 1
    state.write_text(text.replace(field, f"{field}    night_trains: Cities\n"), encoding="utf-8")
    table = (package / "vocabulary.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (package / "vocabulary.csv").write_text("".join(table + ROW), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SIMULATED],
        env={**os.environ, "PYTHONPATH": str(package.parent)},
        cwd=package.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours, money, words = done.stdout.splitlines()
    assert ours == "True ('night_trains', 'paid', 'city') 1.0"
    assert money == f"1 {tomllib.loads(one_cost)['costs'][0]['arrives']['building']['value']:.9g}"
    assert words == "夜间列车 GDP的2%"
