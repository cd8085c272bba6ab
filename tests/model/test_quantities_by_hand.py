"""What a run is asked for, from a state and flows of two places made by hand; and small parts of what it gives back."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.model.policy.levers import lever_costs
from relode.model.policy.policy_file import LeverStep
from relode.model.quantities import BORNE, PAID, QUANTITIES
from relode.model.results import OneCity, Shift, _refuse_unknown, _sound, bands, levers_of
from relode.model.sector_list import SECTORS
from relode.model.state import LEVERS

JOBS = np.outer(np.arange(1.0, 10.0), [1.0, 2.0])
STATE = SimpleNamespace(
    people=np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]), household_income=np.array([32.0, 60.0]),
    debt=np.array([150.0, 30.0]), damaged_land=np.array([11.0, 12.0]),
)  # fmt: skip
FLOWS = SimpleNamespace(
    employment=np.array(JOBS),
    value_added=np.array(10 * JOBS),
    gross_domestic_product=np.array([300.0, 1200.0]),
    gdp_real=np.array([301.0, 302.0]),
    unemployment_rate=np.array([0.1, 0.2]),
    wage=np.array([6.0, 7.0]),
    house_price=np.array([0.5, 0.25]),
    housing_vacancy=np.array([0.3, 0.4]),
    revenue=np.array([21.0, 22.0]),
    service_spending=np.array([30.0, 40.0]),
    public_investment=np.array([3.0, 5.0]),
    policy_cost=np.array([8.0, 9.0]),
    extraction=np.array([13.0, 14.0]),
    emissions=np.array([15.0, 16.0]),
)
SHARES = np.arange(1.0, 10.0) / 45
BY_HAND = {
    "population": (16e4, 20e4), "employment": (45e4, 90e4), "mining_employment": (1e4, 2e4),
    "unemployment_rate": (0.1, 0.2), "gdp_real": (301, 302), "gross_domestic_product": (300, 1200),
    "income_per_person": (2e4, 3e4), "secondary_share": (150 / 300, 300 / 1200), "wage": (6, 7),
    "house_price": (5000, 2500), "housing_vacancy": (0.3, 0.4), "budget_revenue": (21, 22),
    "budget_expenditure": (33, 45), "debt": (150, 30), "debt_ratio": (0.5, 0.025), "policy_cost": (8, 9),
    "age_15_59": (8e4, 10e4), "age_60_plus_share": (7 / 16, 8 / 20), "skilled_share": (5 / 8, 6 / 10),
    "sector_entropy": (-(SHARES * np.log(SHARES)).sum(),) * 2, "new_sector_share": (70 / 300, 140 / 1200),
    "extraction_index": (13, 14), "production_emissions": (15e4, 16e4), "damaged_land": (11, 12),
}  # fmt: skip


def test_every_quantity_by_hand():
    assert SECTORS[:5] == ("extraction", "processing", "advanced_materials", "renewables", "other_manufacturing")
    found = {name: tuple(np.asarray(of(STATE, FLOWS)).tolist()) for name, of in QUANTITIES.items()}
    assert found == {name: pytest.approx(value) for name, value in BY_HAND.items()}


def test_what_a_payer_bears_of_a_lever_are_its_lines_and_no_others():
    """Line i costs two to the i in the first place: every sum of lines tells them."""
    lines = [cost for cost in lever_costs() if cost.item not in ("hectare", "railway_km")]
    flows = SimpleNamespace(cost_lines=np.array([[2.0**at, 3.0] for at in range(len(lines))]))
    expected = {}
    for at, line in enumerate(lines):
        name = f"paid_by_{line.payer}_for_{line.lever}"
        expected[name] = expected.get(name, 0) + 2.0**at
        assert BORNE[name] == (line.payer, line.lever)
    assert {name: float(of(None, flows)[0]) for name, of in PAID.items()} == expected


def test_doses_are_set_at_one_place_and_nothing_elsewhere():
    doses = {"tax_relief": np.array([0.1, 0.2]), "subsidy": np.arange(18.0).reshape(2, 9)}
    found = levers_of(doses, 2, 3, 1)
    assert found.tax_relief.tolist() == [[0, 0.1, 0], [0, 0.2, 0]]
    assert found.subsidy.shape == (2, 9, 3)
    assert found.subsidy[..., 1].tolist() == doses["subsidy"].tolist()
    others = [getattr(found, name) for name in LEVERS if name not in doses]
    assert all(not each.any() for each in (*others, found.subsidy[..., [0, 2]]))
    assert found.cluster_support.shape == (2, 9, 3)
    assert {each.shape for each in others} == {(2, 3), (2, 9, 3)}
    whole = levers_of({"tax_relief": np.array([0.5])}, 1, 2)
    assert whole.tax_relief.shape == (1, 2)


def test_a_shift_moves_what_it_is_of_and_never_below_nought():
    shift = Shift(np.array([[-3.0, 1.0]]))
    values = np.array([[[2.0, 0.5]], [[4.0, 0.25]]])
    assert shift.moved(values).tolist() == [[[0, 1.5]], [[1, 1.25]]]
    own = OneCity(None, None, {"population": shift})
    assert own.moved("population", values).tolist() == shift.moved(values).tolist()
    assert own.moved("debt", values) is values


def test_bands_are_quantiles_over_futures():
    frame = xr.Dataset({"population": (("future", "year"), np.arange(101.0)[:, None] * [1, 10], {"unit": "persons"})},
                       coords={"future": range(101), "year": [2020, 2021]})  # fmt: skip
    found = bands(frame)
    assert found["band"].to_numpy().tolist() == ["p05", "p25", "median", "p75", "p95"]
    assert found["population"].sel(year=2021).to_numpy().tolist() == pytest.approx([50, 250, 500, 750, 950])
    assert found["population"].attrs == {"unit": "persons"}
    assert set(found.dims) == {"band", "year"}


def test_the_index_of_extraction_is_100_at_the_opening_and_blocks_are_cut_to_their_futures():
    futures = SimpleNamespace(count=2)
    given = {"extraction_index": np.array([[[4.0], [2.0]], [[8.0], [12.0]], [[1.0], [1.0]]]),
             "debt": np.array([[[4.0], [2.0]], [[8.0], [12.0]], [[np.nan], [1.0]]])}  # fmt: skip
    found = _sound(futures, given, ["a"])
    assert found["extraction_index"].tolist() == [[[100], [50]], [[100], [150]]]
    assert found["debt"].tolist() == [[[4], [2]], [[8], [12]]]


def test_an_unknown_quantity_is_refused_and_those_of_payers_are_known():
    _refuse_unknown(["population", next(iter(PAID))])
    with pytest.raises(RelodeError) as caught:
        _refuse_unknown(["happiness", "population", "a", "b", "c"])
    values = {"names": "happiness, a, b (+1)", "allowed": ", ".join(QUANTITIES)}
    assert (caught.value.key, caught.value.values) == ("simulate.unknown_quantity", values)


@pytest.mark.parametrize(("ramp", "doses"), [(0, [0, 8, 8, 8, 0]), (1, [0, 4, 8, 8, 0]), (3, [0, 2, 4, 6, 0])])
def test_a_step_rises_over_its_ramp_and_ends_after_its_last_year(ramp, doses):
    step = LeverStep("tax_relief", 2026, 2028, 8.0, ramp=ramp)
    assert step.doses(np.arange(2025, 2030)).tolist() == doses
