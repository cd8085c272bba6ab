"""`relode simulate`: bands, balances, and clear refusals."""

import json
from dataclasses import replace
from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest
import xarray as xr

from relode.calibration.draws import draw_futures
from relode.errors import RelodeError
from relode.model.opening.opening_world import world
from relode.model.policy.policy_file import read_policy
from relode.model.quantities import QUANTITIES
from relode.model.results import system
from relode.places import find
from relode.plan.simulations.record import simulation_answer
from relode.plan.simulations.simulation import SHOWN, SimulationRequest, check_affordable, simulate
from relode.plan.simulations.text import simulation_text

FEW = SimulationRequest(futures=32, years=15, checked=True)
"""As many futures and years as the block of a plan run: paths of the others are computed by the same program."""


@pytest.fixture(scope="module")
def hegang(panel):
    return simulate(panel, find("hegang"), FEW, read_policy("retraining"))


@pytest.mark.slow
def test_record_is_that_of_the_contract(hegang):
    record = json.loads(json.dumps(simulation_answer(hegang).record(), allow_nan=False))
    assert record["years"] == list(range(2020, 2036))
    assert set(record["quantities"]) == set(QUANTITIES)
    for name, each in record["quantities"].items():
        assert set(each) == {"unit", "median", "p05", "p25", "p75", "p95"}, name
        assert np.all(np.array(each["p05"]) <= np.array(each["p95"])), name


@pytest.mark.slow
def test_opening_year_is_the_observed_one_in_every_future(hegang, panel):
    value = panel["value"].sel(place="230400", quantity="population", year=2020).item()
    for band in ("p05", "median", "p95"):
        assert hegang.bands["population"].sel(band=band, year=2020).item() == pytest.approx(value, rel=1e-9)


@pytest.mark.slow
def test_a_run_is_a_line_and_a_table_in_a_notebook(hegang):
    assert repr(hegang) == "Simulation of Hegang (230400): 32 futures of 2020-2035, seed 1, retraining"
    assert repr(replace(hegang, policy=None)).endswith(", do_nothing")
    table = hegang.table().set_index(["quantity", "year"])
    row = table.loc["house_price", 2031]
    assert row["unit"] == "yuan per m2"
    assert [row[name] for name in ("p05", "median", "p95")] == [
        hegang.bands["house_price"].sel(band=name, year=2031).item() for name in ("p05", "median", "p95")
    ]
    assert hegang._repr_html_().count("<tr") == len(SHOWN) + 1


@pytest.mark.slow
def test_every_balance_holds(hegang):
    names = {"people", "moves", "ore", "output", "investment", "money", "fund", "land", "levers"}
    assert set(hegang.balances) == names
    assert max(hegang.balances.values()) < 1e-9


@pytest.mark.slow
def test_same_seed_same_bits(hegang, panel):
    again = simulate(panel, find("hegang"), FEW, read_policy("retraining"))
    assert again.bands.identical(hegang.bands)
    other = simulate(panel, find("hegang"), FEW.model_copy(update={"seed": 2, "checked": False}))
    assert not other.bands.equals(hegang.without)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_names_quantities_and_who_gains(hegang, language):
    text = simulation_text(hegang, language)
    assert {"en": "Mining jobs", "zh": "采矿业就业人员"}[language] in text
    assert {"en": "in all other places", "zh": "其他各地"}[language] in text


@pytest.mark.slow
def test_command_prints_one_object(relode):
    done = relode("simulate", "鹤岗", "--futures", 32, "--years", 15, "--policy", "retraining", "--check", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["futures"] == 32


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--start", 2012], "cannot start in 2012"),
        (["--futures", 0], "1 to 2048"),
        (["--futures", 10_000], "1 to 2048"),
        (["--years", 80], "1 to 50"),
        (["--shock", "flood"], "price_fall, demand_cap"),
        (["--shock", "price_fall@2019"], "2021 to"),
        (["--policy", "magic"], "no policy magic"),
    ],
)
def test_bad_input_is_refused(relode, arguments, said):
    done = relode("simulate", "hegang", "--futures", 2, "--years", 5, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_place_outside_the_system(relode):
    done = relode("simulate", "sansha", "--futures", 2)
    assert done.returncode == 2
    assert "left out" in done.stderr or "prefecture-level" in done.stderr


@pytest.mark.slow
def test_unpayable_policy_is_refused(panel, tmp_path):
    dear = tmp_path / "dear.toml"
    dear.write_text(
        'name = "dear"\ntitle_en = "Dear"\ntitle_zh = "高价"\ndescription_en = "d"\ndescription_zh = "d"\n'
        '[[steps]]\nlever = "public_services_spending"\nfrom = 2021\nuntil = 2030\nvalue = 0.05\n'
        '[[steps]]\nlever = "connectivity_spending"\nfrom = 2021\nuntil = 2030\nvalue = 0.05\n',
        encoding="utf-8",
    )
    with pytest.raises(RelodeError) as error:
        simulate(panel, find("hegang"), FEW, read_policy(dear))
    assert error.value.key in ("simulate.cannot_pay", "simulate.cannot_borrow")


@pytest.mark.parametrize(
    ("cost", "debt", "before", "key"),
    [
        ((1.1, 1.1, 0.9), (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), "simulate.cannot_pay"),
        ((1.1, 0.9, 0.9), (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), None),
        ((0.1, 0.1, 0.1), (1.2, 1.2, 0.5), (0.5, 1.2, 0.5), "simulate.cannot_borrow"),
        ((0.1, 0.1, 0.1), (1.2, 1.2, 0.5), (1.2, 1.2, 0.5), None),  # two of three are beyond the limit without it too
        ((0.1, 0.1, 0.1), (1.2, 0.5, 0.5), (0.5, 0.5, 0.5), None),
    ],
)
def test_a_policy_is_refused_where_most_of_three_futures_cannot_pay_or_break_the_debt_limit_by_it(
    cost, debt, before, key
):
    """In the second of two years; revenue is 1 and the limit 1 in every future."""
    futures = SimpleNamespace(years=(2020, 2021), params=SimpleNamespace(debt_limit=np.ones(3)))

    def table(debts):
        last = {"policy_cost": cost, "budget_revenue": (1.0, 1.0, 1.0), "debt_ratio": debts}
        first = {"policy_cost": 0.0, "budget_revenue": 1.0, "debt_ratio": 0.0}
        return {name: xr.DataArray([[first[name], value] for value in values]) for name, values in last.items()}

    if key is None:
        return check_affordable(table(debt), table(before), futures, "dear")
    with pytest.raises(RelodeError) as error:
        check_affordable(table(debt), table(before), futures, "dear")
    assert (error.value.key, error.value.values["year"]) == (key, 2021)


@pytest.mark.slow
def test_a_number_that_is_not_finite_names_what_fed_it(panel):
    futures = draw_futures(world(panel, 2020), 32, 15, 1)
    broken = np.array(futures.observed.remaining_life)
    broken[1, futures.world.position("230400")] = np.nan
    observed = replace(futures.observed, remaining_life=jnp.asarray(broken))
    with pytest.raises(RelodeError, match=r"ObservedOpening\.remaining_life") as error:
        system(replace(futures, observed=observed), tuple(QUANTITIES))
    assert "230400" in str(error.value)
    assert "2020" in str(error.value)
