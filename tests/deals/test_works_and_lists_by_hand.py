"""Public works, lists of projects and targets by hand: users, channels, faults and sums at their limits."""

from dataclasses import replace

import numpy as np
import pytest

from relode.deals.deal import Deal
from relode.deals.public_works import (
    WorksNeed,
    channel_name,
    channel_of,
    has_no_coal,
    works_appraisal,
    works_missing,
    works_verdict,
)
from relode.language import Bilingual

from .test_deal_flows import deal, kept


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
