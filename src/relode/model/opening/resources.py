"""What a place mines at the opening: which commodities, how much, how long it lasts, what land it damaged."""

from dataclasses import replace

import numpy as np

from relode.arrays import Array, Texts
from relode.facts import rows
from relode.model.opening.cells import Cells, assumed, first_of, none, only, stacked
from relode.model.opening.facts import LIST_YEAR, Facts, over_assumption, times_assumption
from relode.model.opening.mines import MOSTLY, TONNES, UNDERGROUND, ListedMines
from relode.model.opening.tables import COMMODITIES, assumptions, commodity_of
from relode.places import Place

NATIONAL_MIX = {"coal": "c06", "oil_gas": "c07", "ferrous": "c08", "nonferrous": "c09", "nonmetal": "c10"}
"""Commodity -> national mining sector. Rare earths and lithium are inside c09 and c10, timber is in agriculture."""

COAL = COMMODITIES.index("coal")

COAL_UNIT, VALUE_UNIT = "10^4 t per year", "100 million yuan"


def commodity_cells(facts: Facts, mining_output: Cells) -> tuple[dict[str, Cells], Texts]:
    """Arrays over (commodity, place), and the unit of extraction there.

    `commodity_share` and `extraction_value` are in shares and 100 million yuan. `extraction`,
    `extraction_capacity` and `reserves` are in 10^4 t for coal where mines are on a list, else in value at the prices
    of the opening year.
    """
    weight, value = _weights(facts), commodity_values(facts, mining_output)
    by_value = over_assumption("value_over_use", value, "capacity_use")
    listed = ListedMines(facts)
    mines = _coal_capacity(facts, listed, value)
    capacity = first_of(mines, by_value)
    in_tonnes = np.isfinite(mines.value)
    used = times_assumption("capacity_times_use", capacity, "capacity_use")
    extraction = first_of(only(used, in_tonnes), value)
    by_type, _ = life_and_depletion(facts)
    coal = first_of(listed.life(mines[COAL]), by_type)
    life = stacked([coal if commodity == "coal" else by_type for commodity in COMMODITIES])
    reserves = assumed(
        "extraction_times_life",
        extraction.value * life.value,
        extraction.lower * life.lower,
        extraction.upper * life.upper,
        extraction,
        life,
    )
    cells = {
        "commodity_share": weight,
        "extraction_value": value,
        "extraction": extraction,
        "extraction_capacity": capacity,
        "reserves": reserves,
    }
    return cells, np.where(in_tonnes, COAL_UNIT, VALUE_UNIT).astype(object)


def commodity_values(facts: Facts, mining_output: Cells) -> Cells:
    """Value added by commodity, (commodity, place). [100 million yuan]"""
    weight = _weights(facts)
    return assumed(
        "weight_times_output",
        weight.value * mining_output.value,
        weight.lower * mining_output.low,
        weight.upper * mining_output.high,
        weight,
        mining_output,
    )


def resource_cells(facts: Facts, mining_output: Cells) -> dict[str, Cells]:
    """Quantities over places: remaining_life, depleted_share, damaged_land.

    Coal lasts as long as the mines of the list say, where it has any; what else is mined there, and other places, as
    long as the type says. Years are those of all that is mined, by its value. What was taken out so far is what the
    type says either way, so that its share follows from the years that are left.
    """
    by_type, depleted = life_and_depletion(facts)
    weight, listed = _weights(facts)[COAL].value, ListedMines(facts)
    coal = listed.life(_coal_capacity(facts, listed, commodity_values(facts, mining_output))[COAL])
    coal = only(coal, weight > 0)

    def mixed(one: Array, other: Array) -> Array:
        return np.asarray(weight * one + (1 - weight) * other)

    cells = assumed(
        "life_of_mines",
        mixed(coal.value, by_type.value),
        mixed(coal.lower, by_type.lower),
        mixed(coal.upper, by_type.upper),
        coal,
    )
    unknown = np.where(weight < MOSTLY, "unknown_reserve", "").astype(object)
    life = first_of(replace(cells, rule=coal.rule, flag=np.where(np.isfinite(cells.value), unknown, "")), by_type)
    return {
        "remaining_life": life,
        "depleted_share": first_of(_depleted(life, by_type, depleted), depleted),
        "damaged_land": _damaged_land(facts, mining_output, by_type, depleted),
    }


def _depleted(life: Cells, by_type: Cells, depleted: Cells) -> Cells:
    """Share taken out where mines are known: years taken out by type, over them and the years that are left."""

    known = np.char.startswith(life.rule.astype(str), "assumed:life_of_mines")

    def share(years: Array, part: Array) -> Array:
        out = years * part / (1 - part)
        return np.where(known, out / (out + life.value), np.nan)

    return assumed(
        "taken_out_by_type",
        share(by_type.value, depleted.value),
        share(by_type.lower, depleted.lower),
        share(by_type.upper, depleted.upper),
        life,
    )


def life_and_depletion(facts: Facts) -> tuple[Cells, Cells]:
    """Priors by official type; before the plan of 2013 only by the lists of exhausted cities up to then."""
    kinds = [_kind(facts, unit) for unit in facts.units]
    rule = "official_type" if facts.year >= LIST_YEAR else "exhausted_list"
    return _by_kind(rule, "remaining_life", kinds), _by_kind(rule, "depleted_share", kinds)


def _kind(facts: Facts, unit: Place) -> str:
    entry = facts.entry(unit)
    if entry is None:
        return "unlisted"
    if entry.exhausted_year is not None and entry.exhausted_year <= facts.year:
        return "exhausted"
    return entry.type if facts.year >= LIST_YEAR else "unlisted"


def _by_kind(rule: str, quantity: str, kinds: list[str]) -> Cells:
    given = [assumptions()[f"{quantity}_{kind}"] for kind in kinds]
    value, low, high = np.array([(one.value, one.lower, one.upper) for one in given]).T
    cells = assumed(rule, value, low, high)
    return replace(cells, flag=np.full(len(kinds), "unknown_reserve", dtype=object))


def _weights(facts: Facts) -> Cells:
    """Weights of the resources of a listed place; elsewhere the national mix of mining output."""
    national = facts.national("sector_value_added")
    mix = np.array([national[NATIONAL_MIX[c]] if c in NATIONAL_MIX else 0.0 for c in COMMODITIES])
    mix /= mix.sum()
    value = np.array([_own_weights(facts, at, mix) for at in range(len(facts.units))]).T
    odds = assumptions()["commodity_odds"]
    low, high = (value * end / (value * end + (1 - value)) for end in (odds.lower, odds.upper))
    listed = np.array([facts.entry(unit) is not None for unit in facts.units])
    own = assumed("weights_of_resources", np.where(listed, value, np.nan), low, high)
    return first_of(own, assumed("national_mix", value, low, high))


def _own_weights(facts: Facts, at: int, mix: Array) -> Array:
    """A fixed part to the main resource, the rest in equal parts to all resources; all of it where none is the main."""
    entry = facts.entry(facts.units[at])
    if entry is None:
        return mix
    kinds = [commodity_of()[resource] for resource in entry.resource_detail]
    equal = np.array([kinds.count(commodity) / len(kinds) for commodity in COMMODITIES])
    if entry.main_resource not in kinds:
        return equal
    main = assumptions()["main_resource_weight"].value
    return main * np.array([float(commodity == entry.main_resource) for commodity in COMMODITIES]) + (1 - main) * equal


def _coal_capacity(facts: Facts, listed: ListedMines, value: Cells) -> Cells:
    """Capacity of coal mines, for coal alone: of the list and the table of the year, none before the table begins."""
    nothing = none((len(facts.units),))
    published = facts.column(UNDERGROUND, facts.year, TONNES) if facts.has(UNDERGROUND) else nothing
    coal = first_of(listed.capacity(published), published)
    coal = only(coal, (value[COAL].value > 0) & (coal.value > 0))
    return stacked([coal if commodity == "coal" else nothing for commodity in COMMODITIES])


def _damaged_land(facts: Facts, mining_output: Cells, life: Cells, depleted: Cells) -> Cells:
    """Land damaged by coal mining so far and not reclaimed: cumulative coal times hectares per 10^4 t. [ha]"""
    coal = coal_in_tonnes(facts, mining_output)
    given = assumptions()
    factor, reclaimed = given["damaged_land_factor"], given["reclaimed_share"]

    def land(tonnes: Array, years: Array, share: Array, per_unit: float, back: float) -> Array:
        return np.asarray(tonnes * years * share / (1 - share) * per_unit * (1 - back))

    return assumed(
        "cumulative_coal",
        land(coal.value, life.value, depleted.value, factor.value, reclaimed.value),
        land(coal.lower, life.lower, depleted.lower, factor.lower, reclaimed.upper),
        land(coal.upper, life.upper, depleted.upper, factor.upper, reclaimed.lower),
        coal,
    )


def coal_in_tonnes(facts: Facts, mining_output: Cells) -> Cells:
    """Coal taken out in a year, (place,): from capacity where mines are listed, else output over price. [10^4 t]"""
    cells, unit = commodity_cells(facts, mining_output)
    value, extraction = cells["extraction_value"][COAL], cells["extraction"][COAL]
    # 100 million yuan over yuan per tonne is 10^8 t; of the sales of a mine only value added is in its output.
    tonnes = 1e4 / (_coal_price(facts) * coal_value_added_share(facts))
    at_mine = assumptions()["coal_price_at_mine"]
    from_value = assumed(
        "output_over_price",
        value.value * tonnes / at_mine.value,
        value.lower * tonnes / at_mine.upper,
        value.upper * tonnes / at_mine.lower,
        value,
    )
    return first_of(only(extraction, unit[COAL] == COAL_UNIT), from_value)


def coal_value_added_share(facts: Facts) -> float:
    """Value added over gross output of the nation's coal mines. [share]"""
    return facts.national("sector_value_added")["c06"] / facts.national("sector_gross_output")["c06"]


def _coal_price(facts: Facts) -> float:
    """Price at Qinhuangdao in the year. [yuan per t]"""
    return next(
        float(row["commodity_price"])
        for row in rows("prices")
        if row["commodity"] == "coal_china_qinhuangdao"
        and row["unit"].startswith("CNY")
        and int(row["year"]) == facts.year
    )
