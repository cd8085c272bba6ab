"""Public works, lists of projects and targets by hand: users, channels, faults and sums at their limits."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.deals import targets
from relode.deals.deal import Deal
from relode.deals.defaults import CityMoney, KnownMoney, china
from relode.deals.public_works import (
    WorksNeed,
    channel_name,
    channel_of,
    has_no_coal,
    works_appraisal,
    works_missing,
    works_verdict,
)
from relode.deals.review import _money, _same_promises, asked_for, fault_words
from relode.deals.targets import ListedTarget, StatedTarget, listed_targets, stated_targets
from relode.language import Bilingual
from relode.outlook.one_future.predictive_record import AHEAD

from .test_deal_flows import deal, kept
from .test_list_of_projects import clean, workbook


@pytest.mark.parametrize(
    ("filled", "cost", "verdict"),
    [(0.9, 10.0, "sign"), (0.9, 10.1, "sign_if"), (0.89, 1.0, "sign_if"), (0.6, 1.0, "sign_if"),
     (0.59, 1.0, "do_not_sign")],
)  # fmt: skip
def test_works_are_filled_from_nine_tenths_and_built_from_six(filled, cost, verdict):
    assert works_verdict(filled, cost, 10.0, False) == verdict
    assert works_verdict(filled, cost, None, False) == ("sign" if filled >= 0.9 else verdict)


USERS = {"2030": (450.0, 400.0, 500.0), "2035": (300.0, 250.0, 350.0)}
NEED = WorksNeed("primary", Bilingual("a", "b"), "persons", {}, USERS, {}, capacity_is_counted=True)


def works(**values):
    told = {"cost": 200.0, "capacity": 500, "channel": "special_bonds", **values}
    known = {name: value for name, value in told.items() if value is not None}
    return Deal.model_validate({"project": {"name": "w", "kind": "public_works"}, "works": known})


def test_the_record_of_works_by_hand():
    """Overruns of 0 to 100 %: 210, 300 and 390 at 5, 50 and 95 %; 300 users of 500 in 2035."""
    chance = replace(kept(count=101), overrun=np.linspace(0, 1, 101))
    found = works_appraisal(works(users_now=480), chance, 1_000.0, NEED)
    assert (found.cost, found.cost_middle, found.cost_band) == (200.0, 300.0, pytest.approx((210.0, 390.0)))
    assert found.users == {"now": 480.0, "2030": 450.0, "2035": 300.0}
    assert (found.users_from, found.filled, found.cost_per_user, found.share_of_revenue) == ("needs", 0.6, 1.0, 0.3)
    told = works_appraisal(works(users_2035=400, cost=None), chance, None, None)
    assert (told.cost, told.cost_middle, told.cost_band, told.cost_per_user) == (None,) * 4
    assert (told.users, told.users_from, told.filled, told.share_of_revenue) == ({"2035": 400.0}, "file", 0.8, None)
    promised = works(cost=None).model_copy(update={"promise": deal(promise={"investment": 50}).promise})
    assert works_appraisal(promised, chance, None, None).cost == 50.0
    bare = works_appraisal(works(capacity=None), chance, None, None)
    assert (bare.users, bare.users_from, bare.filled, bare.cost_per_user) == ({}, "", None, None)


@pytest.mark.parametrize(
    ("values", "need", "ends"),
    [
        ({"users_2035": 350}, NEED, {}),  # the end of the interval is no dispute
        ({"users_2035": 250}, NEED, {}),
        ({"users_2035": 480}, NEED, {"works.users_2035": ("sign_if", "sign")}),
        ({"users_2035": 240}, NEED, {"works.users_2035": ("do_not_sign", "sign_if")}),
        ({"users_2035": 480}, None, {}),
        ({}, None, {"works.users_2035": ("do_not_sign", "sign")}),
        ({"users_2035": 480, "channel": None}, None, {"works.channel": ("do_not_sign", "sign")}),
        ({"users_2035": 480, "capacity": None}, None, {"works.capacity": ("do_not_sign", "sign")}),
        ({"users_2035": 480, "cost": None}, None, {"works.cost": ("sign_if", "sign")}),
    ],
)
def test_what_turns_the_verdict_on_works(values, need, ends):
    asked = works(**values)
    found = works_missing(asked, works_appraisal(asked, kept(count=3), 1_000.0, need), 1_000.0, False)
    assert {each.field: (each.at_low, each.at_high) for each in found} == ends
    assert works_missing(asked, works_appraisal(asked, kept(count=3), 1_000.0, need), 1_000.0, True) == ()


def test_a_channel_by_any_of_its_names_and_the_most_that_it_gave():
    assert channel_of(" special_bonds ")[0] == channel_of(channel_name("special_bonds").en)[0] == "special_bonds"
    assert channel_of("") == channel_of(None) == (None, None)
    assert channel_of("mine_ecology_demo")[1] == 3e8
    assert channel_name("subsidence_mining_district").en.startswith("Central budget investment for coal-subsidence")
    # Daqing is listed for oil, Hegang for coal, Beijing for nothing.
    assert [has_no_coal(code) for code in ("230600", "230400", "110000", "")] == [True, False, False, False]
    assert channel_name("subsidence_mining_district", "230600").en.endswith("for independent mining districts")


def test_promises_told_twice_are_found_by_name_or_by_their_sums():
    def told(name, **promise):
        return Deal.model_validate({"project": {"name": name}, "promise": promise})

    sums = {"investment": 5, "jobs": 3, "output": 7}
    deals = [told("a", **sums), told("b", **sums), told("c", **{**sums, "jobs": 4}), told("d"), told("d", investment=9),
             told("e", investment=9), told("f", jobs=9), told("g", jobs=9)]  # fmt: skip
    assert _same_promises(deals) == {0, 1, 3, 4}


def test_what_a_project_asks_for_is_what_it_states_or_more():
    """A grant of 5, a hall of 7, a relief that is expected to cost 20."""
    gifts = [
        {"what": "grant", "amount": 5, "basis": "law"},
        {"what": "built_by_city", "cost": 7},
        {"what": "tax_relief", "amount": "50%"},
    ]
    paid = SimpleNamespace(city=SimpleNamespace(by_payer={"city": 8.0, "province": 3.0}))
    assert asked_for(deal(gifts), paid) == 12.0
    assert asked_for(deal(gifts[:1]), paid) == 11.0


def reviewed_one(asked=0.0, channel=None, ceiling=None, revenue=None, **about):
    known = CityMoney(None if revenue is None else KnownMoney(revenue, 2023, "x"), None, None)
    law = [SimpleNamespace(give="grant", verdict="not_allowed"), SimpleNamespace(give="land", verdict="allowed")]
    told = SimpleNamespace(money=known, lawful=law)
    return SimpleNamespace(asked=asked, channel=channel, ceiling=ceiling, deal=told, **about)


def test_faults_are_said_with_their_figures():
    assert [each.key for each in fault_words("unlawful", reviewed_one()).values["gives"]] == ["deals.choice.grant"]
    above = fault_words("above_pot", reviewed_one(7.0, ceiling=3.0, revenue=9.0)).values
    assert (above["asked"].value, above["pot"].value) == (7.0, 3.0)
    assert fault_words("above_pot", reviewed_one(7.0, revenue=5.0)).values["pot"].value == 5.0
    assert fault_words("above_pot", reviewed_one(7.0)).values["pot"].value == 0.0
    dear = fault_words("cost_per_job", reviewed_one(given_per_job=11.0)).values
    assert (dear["price"].value, dear["middle"].value, dear["years"]) == (11.0, china().price[1], 10)
    gone = fault_words("users_gone", reviewed_one(need={"2030": 5.0, "2035": 4.0})).values["users"]
    assert [(each.values["year"], each.values["number"].value) for each in gone] == [("2030", 5.0), ("2035", 4.0)]
    assert fault_words("no_date", reviewed_one()).values == {}


def test_the_sum_of_a_list_by_channel_against_a_years_revenue():
    """5 and 3 of the city's own, 7 of bonds: 8 of 40."""
    some = [reviewed_one(5.0), reviewed_one(7.0, "special_bonds"), reviewed_one(3.0)]
    known = CityMoney(KnownMoney(40.0, 2023, "x"), None, None)
    found = _money(some, known)
    assert (found.asked, found.by_channel, found.share_of_revenue) == (15.0, {"city": 8.0, "special_bonds": 7.0}, 0.2)
    assert _money(some, CityMoney(None, None, None)).share_of_revenue is None
    assert _money(some[1:2], known).share_of_revenue == 0.0


@pytest.fixture(autouse=True)
def _ahead(monkeypatch):
    """What is expected of debt and people: a fifth below the target; bands of 10, 20 and 40 in every year."""
    known = SimpleNamespace(observed_until=AHEAD[0], chance_below=lambda _target, _year: 0.2,
                            at=lambda _chances: np.tile([[10.0], [20.0], [40.0]], len(AHEAD)))  # fmt: skip
    told = SimpleNamespace(quantities={"debt": known, "population": known})
    monkeypatch.setattr(targets, "_ahead", lambda place: told if place else None)


def test_a_target_is_kept_by_what_is_above_it_and_of_debt_by_what_is_below(tmp_path):
    stated = [("population", AHEAD[1], "1,000"), ("debt", AHEAD[1], 25), ("population", AHEAD[0], 5),
              ("population", AHEAD[-1] + 1, 5), ("water_use", AHEAD[1], "50%"), ("", "", "")]  # fmt: skip
    path = workbook(tmp_path / "t.xlsx", [clean(1)], stated)
    found = listed_targets(stated_targets(path), SimpleNamespace())
    band = (10.0, 20.0, 40.0)
    units = [each.unit for each in found]
    assert found[:2] == (
        ListedTarget("population", units[0], AHEAD[1], 1_000.0, 0.8, band, 980.0),
        ListedTarget("debt", units[1], AHEAD[1], 25.0, 0.2, band, 5.0),
    )
    assert [(each.target, each.chance, each.band, each.to_do) for each in found[2:]] == [
        (5.0, None, None, None), (5.0, None, None, None), (0.5, None, None, None),
    ]  # fmt: skip
    assert [each.chance for each in listed_targets(stated_targets(path), None)] == [None] * 5


def test_each_fault_of_a_row_that_is_no_target_names_its_cell_and_the_others_are_targets(tmp_path):
    """The first one refused the list; a row without a name was passed over in silence."""
    rows = [("population", 2030, 1), ("happiness", "soon", "many"), ("", 2030, 5), ("population", 2030, "=1+1")]
    good, *faults = stated_targets(workbook(tmp_path / "t.xlsx", [clean(1)], rows))
    assert good == StatedTarget("population", 2030, 1.0)
    assert [each.error.values["where"].rpartition("!")[2] for each in faults] == ["A3", "B3", "C3", "A4", "C5"]
    assert [each.name for each in faults] == ["happiness"] * 3 + ["", "population"]
    assert stated_targets(workbook(tmp_path / "none.xlsx", [clean(1)])) == []
