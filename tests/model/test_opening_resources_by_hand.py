"""What three units mine at an opening, with the ends of every range, by hand."""

import numpy as np
import pytest

from relode.facts import rows
from relode.model.opening import resources as module
from relode.model.opening.tables import COMMODITIES, assumptions
from relode.places import official

from .small_facts import HEGANG, JIXI, approx, ends, facts, of_units, plain

COAL = COMMODITIES.index("coal")
MINING = plain([10.0, 20.0, 5.0], [8.0, np.nan, np.nan], [13.0, np.nan, np.nan])
"""Output of mines; that of the first unit is assumed."""


@pytest.fixture
def made():
    """2015, when Hegang alone has mines of 5 million tons in the table of the year."""
    return facts(of_units(coal_capacity_underground_2015=(500e4, None, None)), 2015)


def triple(name):
    each = assumptions()[name]
    return np.array([each.value, each.lower, each.upper])


def mixes(facts_):
    """What each unit mines: Hegang and Jixi by their resources, the third like the nation."""
    main = assumptions()["main_resource_weight"].value
    national = facts_.national("sector_value_added")
    mix = np.array([*(national[f"c{n:02d}"] for n in (6, 7, 8, 9)), 0, national["c10"], 0])
    columns = []
    for code in (HEGANG, JIXI):
        kinds = [module.commodity_of()[each] for each in official()[code].resource_detail]
        assert official()[code].main_resource == "coal"
        equal = np.array([kinds.count(name) / len(kinds) for name in COMMODITIES])
        columns.append(main * (np.arange(7) == COAL) + (1 - main) * equal)
    return np.column_stack([*columns, mix / mix.sum()])


def test_weights_are_those_of_resources_or_of_the_nation_with_odds_as_their_range(made):
    weight, found = mixes(made), module._weights(made)
    assert weight[COAL, 0] == 0.875
    _, lo, hi = triple("commodity_odds")
    np.testing.assert_allclose(found.value, weight, rtol=1e-12)
    for part, odds in ((found.lower, lo), (found.upper, hi)):
        np.testing.assert_allclose(part, weight * odds / (weight * odds + 1 - weight), rtol=1e-12)
    assert found.rule[COAL].tolist() == ["assumed:weights_of_resources"] * 2 + ["assumed:national_mix"]


def test_output_by_commodity_takes_the_ends_of_weights_and_of_output(made):
    weight, found = module._weights(made), module.commodity_values(made, MINING)
    for part, share, output in (
        (found.value, weight.value, [10, 20, 5]),
        (found.lower, weight.lower, [8, 20, 5]),
        (found.upper, weight.upper, [13, 20, 5]),
    ):
        np.testing.assert_allclose(part, share * np.array(output), rtol=1e-12)


def lives(kinds=None, quantity="remaining_life"):
    kinds = kinds or ("exhausted", official()[JIXI].type, "unlisted")
    return np.array([triple(f"{quantity}_{kind}") for kind in kinds]).T


def test_kinds_of_places_are_those_known_by_the_year():
    cells = of_units(coal_capacity_underground_2015=(500e4, None, None))
    for year, kinds, rule in (
        (2015, ("exhausted", official()[JIXI].type, "unlisted"), "assumed:official_type"),
        (2013, ("exhausted", official()[JIXI].type, "unlisted"), "assumed:official_type"),
        (2012, ("exhausted", "unlisted", "unlisted"), "assumed:exhausted_list"),
        (2011, ("exhausted", "unlisted", "unlisted"), "assumed:exhausted_list"),
        (2010, ("unlisted", "unlisted", "unlisted"), "assumed:exhausted_list"),
    ):
        life, depleted = module.life_and_depletion(facts(cells, year))
        assert ends(life) == [approx(each.tolist()) for each in lives(kinds)]
        assert ends(depleted) == [approx(each.tolist()) for each in lives(kinds, "depleted_share")]
        assert set(life.rule) == {rule}


def test_capacity_extraction_and_reserves_of_coal_in_tonnes_or_in_value(made):
    cells, unit = module.commodity_cells(made, MINING)
    value, (use, low_use, high_use) = module.commodity_values(made, MINING)[COAL], triple("capacity_use")
    assert unit[COAL].tolist() == ["10^4 t per year", "100 million yuan", "100 million yuan"]
    capacity, taken, reserves = (cells[name][COAL] for name in ("extraction_capacity", "extraction", "reserves"))
    assert capacity.value.tolist() == approx([500, *(value.value[1:] / use)])
    assert capacity.lower[1:].tolist() == approx((value.lower[1:] / high_use).tolist())
    assert capacity.upper[1:].tolist() == approx((value.upper[1:] / low_use).tolist())
    expected = [np.array([500 * part, *rest]) for part, rest in
                ((use, value.value[1:]), (low_use, value.lower[1:]), (high_use, value.upper[1:]))]  # fmt: skip
    assert ends(taken) == [approx(each.tolist()) for each in expected]
    assert ends(reserves) == [approx((each * life).tolist()) for each, life in zip(expected, lives(), strict=True)]
    np.testing.assert_allclose(cells["commodity_share"].value, mixes(made), rtol=1e-12)
    assert set(unit[:COAL].ravel()) | set(unit[COAL + 1 :].ravel()) == {"100 million yuan"}


def test_coal_without_a_list_is_output_over_its_price_and_its_part_of_sales(made):
    found, value = module.coal_in_tonnes(made, MINING), module.commodity_values(made, MINING)[COAL]
    national = {q: made.national(f"sector_{q}")["c06"] for q in ("value_added", "gross_output")}
    share = national["value_added"] / national["gross_output"]
    assert module.coal_value_added_share(made) == approx(share)
    [price] = [float(row["commodity_price"]) for row in rows("prices") if row["commodity"] == "coal_china_qinhuangdao"
               and row["year"] == "2015" and row["unit"].startswith("CNY")]  # fmt: skip
    at_mine, tonnes = triple("coal_price_at_mine"), 1e4 / (price * share)
    use = triple("capacity_use")
    assert found.value.tolist() == approx([500 * use[0], *(value.value[1:] * tonnes / at_mine[0])])
    assert found.lower.tolist() == approx([500 * use[1], *(value.lower[1:] * tonnes / at_mine[2])])
    assert found.upper.tolist() == approx([500 * use[2], *(value.upper[1:] * tonnes / at_mine[1])])


def test_land_is_damaged_by_all_coal_taken_out_so_far_and_not_repaired(made):
    cells = module.resource_cells(made, MINING)
    coal = module.coal_in_tonnes(made, MINING)
    factor, back = triple("damaged_land_factor"), triple("reclaimed_share")[[0, 2, 1]]
    expected = [
        tonnes * years * share / (1 - share) * per_unit * (1 - repaired)
        for tonnes, years, share, per_unit, repaired in zip(
            (coal.value, coal.lower, coal.upper), lives(), lives(quantity="depleted_share"), factor, back, strict=True
        )
    ]
    assert ends(cells["damaged_land"]) == [approx(each.tolist()) for each in expected]
    # No list of mines before 2020: years and what is gone are those of the type.
    assert ends(cells["remaining_life"]) == [approx(each.tolist()) for each in lives()]
    assert ends(cells["depleted_share"]) == [approx(each.tolist()) for each in lives(quantity="depleted_share")]


def test_what_is_gone_follows_from_the_years_that_mines_have_left():
    """By type 6 years are left when .6 is gone: 9 are behind; with 18 left a third is gone, and so at either end."""
    life = plain([18.0, 18.0], [10.0, 10.0], [30.0, 30.0])
    life.rule[0] = "assumed:life_of_mines_bounded"
    by_type, gone = plain([6.0, 6.0], [2.0, 2.0], [9.0, 9.0]), plain([0.6, 0.6], [0.5, 0.5], [0.8, 0.8])
    found = module._depleted(life, by_type, gone)
    assert [part[0] for part in ends(found)] == approx([9 / 27, 2 / 20, 36 / 54])
    assert np.isnan(found.value[1])
