"""How much outcomes move by themselves: by planted noise, and from files with faults."""

from math import sqrt

import numpy as np
import pytest

from relode.errors import NoVerdict, RelodeError
from relode.trials.noise import intraclass, own_noise, read_units


def walks(count, years, step, seed=1):
    rng = np.random.default_rng(seed)
    paths = rng.normal(0, step, (count, years)).cumsum(axis=1)
    return {f"u{i}": dict(zip(range(2000, 2000 + years), row, strict=True)) for i, row in enumerate(paths)}


def test_the_noise_of_planted_walks_comes_out():
    found = own_noise(walks(400, 8, 0.1), {}, 3)
    assert found.low < 0.1 * sqrt(1 + 4 / 9 + 1 / 9) < found.high
    assert (found.by, found.units, found.years) == ("own", 800, 3)


def test_units_that_move_alike_are_found():
    shared = {f"g{g}": np.random.default_rng(g).normal() for g in range(60)}
    rng = np.random.default_rng(5)
    values, clusters = {}, {}
    for group, level in shared.items():
        for i in range(10):
            values[f"{group}{i}"], clusters[f"{group}{i}"] = level + rng.normal(), group
    size, correlation = intraclass(values, clusters)
    assert size == 10
    assert correlation == pytest.approx(0.5, abs=0.12)  # planted .5, of 60 groups
    assert intraclass({"a": 1.0, "b": 2.0}, {"a": "x", "b": "y"}) == (1.0, 0.0)


def test_too_few_units_or_years_are_refused():
    with pytest.raises(NoVerdict, match="8 units or more"):
        own_noise(walks(5, 4, 0.1), {}, 3)
    with pytest.raises(NoVerdict, match="one year"):
        own_noise(walks(20, 1, 0.1), {}, 3)


def write(path, rows, head="unit,year,outcome"):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a,2020,0.4", "a,2020,0.5"], "two outcomes in 2020"),
        (["a,2020,40"], "divide per cents by 100"),
        (["a,2020,"], "row 2, column outcome, '': the cell is empty"),
        ([",2020,0.4"], "row 2, column unit, '': the cell is empty"),
        (["a,2020,many"], "many"),
    ],
)
def test_faults_are_told_with_their_row(tmp_path, rows, said):
    with pytest.raises(RelodeError, match=said):
        read_units(write(tmp_path / "u.csv", rows), "share")


def test_what_has_no_logarithm_and_a_missing_column_are_told(tmp_path):
    with pytest.raises(RelodeError, match="above 0"):
        read_units(write(tmp_path / "u.csv", ["a,2020,0"]), "ln")
    with pytest.raises(RelodeError, match="outcome"):
        read_units(write(tmp_path / "u.csv", ["a,2020"], "unit,year"), "ln")
