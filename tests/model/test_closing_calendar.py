"""Planned ends of coal mines as a scenario: by hand, in the simulator, and refused where the list knows nothing."""

from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.facts import rows
from relode.model.opening import closing_calendar
from relode.model.opening.closing_calendar import UNLIMITED, capacity_left, dated, no_limit
from relode.model.opening.opening_state import Opening, opening
from relode.model.results import one_city
from relode.model.sectors.extraction import planned_capacity
from relode.model.shocks import laid_over
from relode.panel.coal_mines import all_mines, mines_of, worked_in
from relode.places import find
from relode.plan.simulations.record import simulation_answer
from relode.plan.simulations.simulation import SimulationRequest, simulate
from relode.plan.simulations.text import simulation_text

HEGANG, JINCHANG, PANZHIHUA = (find(name) for name in ("hegang", "jinchang", "panzhihua"))


def opening_of(year=2020, share=1.0, capacity=2e-4):
    """One place `x` with a capacity of 2 t, of which coal has `share`."""
    own = {
        "commodity_share": (("commodity", "place"), [[share]]),
        "extraction_capacity": (("commodity", "place"), [[capacity]]),
    }
    return Opening(year, xr.Dataset(own, {"commodity": ["coal"], "place": ["x"]}), {})


@pytest.fixture(scope="module")
def opened(panel):
    return opening(panel, 2020)


def of_place(opened, place, closing_from=None):
    left = capacity_left(opened, closing_from)[:, list(opened.data["place"].values).index(place.code)]
    return dict(zip(range(2020, 2071), left, strict=True))


def test_hegang_by_hand(opened):
    """18.68 Mt in 2020, 7.38 of them small mines that the list lacks; Niaoshan 1.2 opens in 2022; 1.2 and .6 are
    planned without a year, so from 2030 on. By the calendar Fuli 1.8 was to end in 2022, works still, so ends after
    2025; Xinlu 1.0 ends after 2031; the others last beyond 2050; what is only planned does not count."""
    free, closing = of_place(opened, HEGANG), of_place(opened, HEGANG, closing_from=1)
    assert free[2020] == closing[2020] == UNLIMITED
    expected = {2021: 18.68, 2022: 19.88, 2029: 19.88, 2030: 21.68, 2070: 21.68}
    assert {year: free[year] * 18.68 for year in expected} == pytest.approx(expected)
    expected = {2021: 18.68, 2022: 19.88, 2025: 19.88, 2026: 18.08, 2031: 18.08, 2032: 17.08, 2050: 17.08}
    assert {year: closing[year] * 18.68 for year in expected} == pytest.approx(expected)
    later = of_place(opened, HEGANG, closing_from=12)
    assert later == {year: (closing if year >= 2032 else free)[year] for year in free}
    assert dated(HEGANG.code, 2020) == (5, 5)


def test_nothing_is_bounded_without_a_listed_mine_or_where_coal_does_not_lead(opened):
    """Panzhihua has mines of coal, but ore of iron, vanadium and titanium leads."""
    for place in (JINCHANG, PANZHIHUA):
        assert set(of_place(opened, place, closing_from=1).values()) == {UNLIMITED}
    assert dated(PANZHIHUA.code, 2020)[1] > 0


def test_published_capacity_grew_no_more_than_the_list_says_it_could(panel):
    """2020 to 2023, apart from the list: it holds the published growth of underground capacity, to 2 %, in 70 of 100
    places at least. Provinces took out 14 % more underground in 2023 than in 2020, with 7 % more capacity."""
    table = panel["value"].sel(quantity="coal_capacity_underground", year=[2020, 2023]).to_pandas().dropna()
    pairs = []
    for code, (first, last) in table[(table > 0).all(axis=1)].iterrows():
        mines = [mine for mine in mines_of(code) if mine.capacity and mine.mine_type != "Surface"]
        listed = [sum(mine.capacity for mine in worked_in(mines, year)) for year in (2020, 2023)]
        if all(listed):
            pairs.append(
                (last / first, (max(first - listed[0], 0) + listed[1]) / (max(first - listed[0], 0) + listed[0]))
            )
    published, bound = np.array(pairs).T
    assert len(pairs) > 100
    assert (published <= bound * 1.02).mean() > 0.7
    assert np.median(bound) < 1.02
    taken_out = panel["value"].sel(quantity="coal_output_underground", year=[2020, 2023]).to_pandas().dropna().sum()
    assert taken_out[2023] / taken_out[2020] == pytest.approx(1.14, abs=0.005)
    assert table.loc[(table > 0).all(axis=1), 2023].sum() / table[2020].sum() == pytest.approx(1.07, abs=0.005)


def test_output_of_provinces_followed_the_list_at_an_unchanged_use():
    """Log change of underground output from 2020 to 2023, which no capacity was made from: nearer to that of the listed
    capacity than to a use raised from 80 to 95 %, and without bias."""
    output = defaultdict(dict)
    for row in rows("coal"):
        if row["quantity"] == "coal_output_underground":
            output[row["place"]][row["year"]] = float(row["value"])
    underground = [mine for mine in all_mines() if mine.capacity and mine.mine_type != "Surface"]
    errors, weights = [], []
    for code, years in output.items():
        if years.get("2020", 0) > 5e6 and "2023" in years:
            here = [mine for mine in underground if mine.place[:2] == code[:2]]
            first, last = (sum(mine.capacity for mine in worked_in(here, year)) for year in (2020, 2023))
            errors.append(np.log(years["2023"] / years["2020"]) - np.log(last / first))
            weights.append(years["2020"])
    assert len(errors) == 20
    raised = np.array(errors) - np.log(0.95 / 0.8)
    assert np.abs(errors).mean() == pytest.approx(0.175, abs=0.001)
    assert np.abs(raised).mean() == pytest.approx(0.284, abs=0.001)
    assert abs(np.average(errors, weights=weights)) < 0.01


def test_a_closed_mine_ends_in_its_year_and_one_without_an_end_stays(monkeypatch):
    common = {"opening_year": None, "capacity": 1.0}
    closed = SimpleNamespace(status="Closed", closing_year=2022, end=2022, **common)
    staying = SimpleNamespace(status="Operating", closing_year=None, end=None, **common)
    planned = SimpleNamespace(status="Proposed", closing_year=None, end=2090, **(common | {"opening_year": 2024}))
    monkeypatch.setattr(closing_calendar, "mines_of", lambda _: (closed, staying, planned))
    # At the end of 2021 two of two mines are open, from 2022 on one; from 2024 on the planned one.
    assert capacity_left(opening_of())[:6, 0].tolist() == [UNLIMITED, 1.0, 0.5, 0.5, 1.0, 1.0]
    assert capacity_left(opening_of(), 2)[:6, 0].tolist() == [UNLIMITED, 1.0, 0.5, 0.5, 0.5, 0.5]
    # Of 4 t 2 t are of small mines that the list lacks: they stay.
    assert capacity_left(opening_of(capacity=4e-4), 2)[:3, 0].tolist() == [UNLIMITED, 1.0, 0.75]
    assert capacity_left(opening_of(share=0.49))[:3, 0].tolist() == [UNLIMITED] * 3
    assert dated("x", 2020) == (1, 2)


def test_no_more_works_than_is_open_by_plan():
    capacity, limit = jnp.array([3.0, 3.0, 3.0]), jnp.array([4.0, 2.0, 0.0])
    assert planned_capacity(capacity, limit).tolist() == [3.0, 2.0, 0.0]


@pytest.fixture
def with_limit(ground, by_itself):
    """Runs Hegang under a limit of the capacity of its mines, (year, place): that of the list where none is given."""

    def run(left=None):
        futures = ground.futures
        bound = futures.observed.capacity_left if left is None else left
        there = replace(futures, observed=replace(futures.observed, capacity_left=bound))
        return by_itself(one_city(there, HEGANG.code, ground.stored))

    return run


def test_a_boom_opens_no_mine_that_the_list_does_not_have(ground, with_limit):
    """Without the bound ore of Hegang more than doubles in some future; with it, it stays below 21.68 over 18.68,
    but for mines that a higher price puts to work."""
    free, bounded = (
        ore / ore[:, :1]
        for ore in (
            each["extraction_index"] for each in (with_limit(no_limit(len(ground.futures.world.codes))), with_limit())
        )
    )
    assert free.max() > 2
    assert bounded.max() < 21.68 / 18.68 * 1.1
    assert bounded.max() > 1


def test_mines_that_end_take_their_ore_and_jobs_with_them(ground, with_limit):
    """All of a place's mines end after 2026: no ore in 2027, as much as ever before."""
    codes = ground.futures.world.codes
    left = no_limit(len(codes))
    left[7:, ground.futures.world.position(HEGANG.code)] = 0.0
    one, other = with_limit(no_limit(len(codes))), with_limit(left)
    ore, without = (each["extraction_index"] / each["extraction_index"][:, :1] for each in (one, other))
    assert ore[:, :7] == pytest.approx(without[:, :7], rel=1e-12)
    assert (ore[:, 7:] > 0).all()
    assert without[:, 7:].max() == pytest.approx(0, abs=1e-11)
    assert (other["mining_employment"][:, -1] < one["mining_employment"][:, -1]).all()


@pytest.mark.slow
def test_the_scenario_is_told_with_what_it_does_here(panel):
    request = SimulationRequest(futures=8, years=30, shock="closing_calendar@2024")
    result = simulate(panel, HEGANG, request)
    record = simulation_answer(result).record()
    assert record["shock"] == "closing_calendar@2024"
    assert len(record["capacity_left"]) == 31
    assert record["capacity_left"][0] is None
    expected = [18.68, *[19.88] * 4, *[18.08] * 6, *[17.08] * 19]
    assert [18.68 * left for left in record["capacity_left"][1:]] == pytest.approx(expected)
    assert "of the 5 listed mines that work here at the opening 5 have a printed end" in simulation_text(result, "en")
    assert "名录煤矿5处" in simulation_text(result, "zh")
    elsewhere = replace(result, place=JINCHANG)
    assert "no listed coal mine works here" in simulation_text(elsewhere, "en")
    assert set(simulation_answer(elsewhere).record()["capacity_left"]) == {None}


@pytest.mark.slow
def test_what_the_list_leaves_open_is_told_without_a_shock(panel):
    result = simulate(panel, HEGANG, SimulationRequest(futures=8, years=30))
    text = simulation_text(result, "en").replace("\u00a0", " ")
    assert "come to at most 116 % of the opening's capacity in 2050" in text
    assert "Coal mines" not in simulation_text(replace(result, place=JINCHANG), "en")


def test_an_opening_that_the_list_does_not_describe_is_refused(ground):
    with pytest.raises(RelodeError, match="2015"):
        capacity_left(opening_of(2015))
    with pytest.raises(RelodeError, match="2051"):
        laid_over(ground.futures, "closing_calendar@2051")
    with pytest.raises(RelodeError, match="closing_calendar"):
        laid_over(ground.futures, "flood")
