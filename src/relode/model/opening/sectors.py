"""Output, jobs, presence and capital of the model's eight sectors at the opening; no city publishes them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import rows
from relode.model.opening.cells import Cells, assumed, derived, first_of, only, stacked
from relode.model.opening.facts import Facts
from relode.model.opening.people import PEOPLE, able_people, people
from relode.model.opening.tables import Sector, assumptions, sector_names, sectors
from relode.panel.census_measures import SECTION_LETTERS, SECTIONS

LETTERS = tuple(SECTION_LETTERS[section] for section in SECTIONS)
TRADABLE = "GIJLM"
"""Transport, information, finance, business services, research."""
LOCAL = "FHKORT"
"""Trade, catering, real estate, households, culture; construction (E) joins them from the secondary."""
GOVERNMENT = "NPQS"
"""Public facilities, education, health, public administration: what budgets pay for."""
PROCESSING = ("c21", "c22", "c26", "c27", "c28")
"""Divisions 25, 26, 30, 31 and 32: refining and coking, chemicals, non-metallic minerals, metals."""
MANUFACTURING = tuple(f"c{number}" for number in range(11, 38))
POWER, GAS_AND_WATER = "c38", ("c39", "c40")
PRESENCE_BOUNDS = (0.02, 0.98)
"""Presence stays inside, since the model takes its logarithm and that of what is left."""

Split = Mapping[str, Array]
"""Sector -> its part of each place, (place,); the parts of what is split add up to 1."""


@dataclass(frozen=True)
class Splits:
    """How sections C and D of each place are split between sectors."""

    manufacturing: Split
    utilities: Split


def sector_cells(facts: Facts) -> dict[str, Cells]:
    """Arrays over (sector, place): value_added, employment, presence and capital."""
    output = _value_added(facts)
    jobs = _employment(facts)
    return {"value_added": output, "employment": jobs, "presence": _presence(jobs), "capital": _capital(facts, output)}


def gross_domestic_product(facts: Facts) -> Cells:
    """Revised figure at current prices: the level that the sectors add up to."""
    return facts.column("gdp_nominal", facts.year)


def _value_added(facts: Facts) -> Cells:
    """Output by sector: first-published shares of three, then national output per worker inside each of them."""
    total = gross_domestic_product(facts)
    first, second, third = (
        facts.column(f"value_added_{which}_first_published", facts.year)
        for which in ("primary", "secondary", "tertiary")
    )
    scale = total.value / (first.value + second.value + third.value)
    counts = [facts.column(f"employment_{section}", facts.census) for section in SECTIONS]
    per_worker = _national_output_per_worker(facts, counts)
    section = {
        letter: cells.value * per_worker[at] for at, (letter, cells) in enumerate(zip(LETTERS, counts, strict=True))
    }
    secondary = {letter: second.value * scale * section[letter] / sum(section[k] for k in "BCDE") for letter in "BCDE"}
    letters = TRADABLE + LOCAL + GOVERNMENT
    services = sum(section[letter] for letter in letters)
    tertiary = {letter: third.value * scale * section[letter] / services for letter in letters}
    values = by_sector({"A": first.value * scale, **secondary, **tertiary}, splits_of(facts, "sector_value_added"))
    inputs = (total, first, second, third)
    rows_ = []
    for name in sector_names():
        if name == "agriculture":
            rows_.append(derived("first_published_share", values[name], *inputs))
        else:
            low, high = _odds_range(values[name], total.value, f"value_added_odds_{name}")
            rows_.append(assumed("national_output_per_worker", values[name], low, high, *inputs, *counts[1:5]))
    return stacked(rows_)


def _national_output_per_worker(facts: Facts, counts: list[Cells]) -> Array:
    """National value added of each section over those whom the census counts in it, (20,). [100 million yuan]

    Per person in the long form; only ratios inside one census are used. 0 for a section without output.
    """
    workers = np.array([np.nansum(cells.value) for cells in counts])
    return np.asarray(facts.national_by_section("sector_value_added") / workers)


def _employment(facts: Facts) -> Cells:
    """Jobs by sector: counts of the long form, scaled to all employed; after a census moved with the people.

    The long form asks a tenth of the people, in some places more: where the scaled counts exceed what adults can
    hold, all sectors are brought down to that together, and the rule says so.
    """
    scale = {int(row["year"]): float(row["long_form_ratio"]) for row in rows("employment_scale")}
    if facts.census not in scale:
        raise RelodeError("no_long_form_ratio", year=facts.census)
    ratio = scale[facts.census]
    counts = [facts.column(f"employment_{section}", facts.census) for section in SECTIONS]
    section = {letter: cells.value * (ratio / PEOPLE) for letter, cells in zip(LETTERS, counts, strict=True)}
    values = by_sector(section, splits_of(facts, "sector_employment"))
    total = sum(values.values())
    result = []
    for name in sector_names():
        if f"employment_odds_{name}" in assumptions():
            low, high = _odds_range(values[name], np.asarray(total), f"employment_odds_{name}")
            result.append(assumed("national_split_of_sections", values[name], low, high, *counts))
        else:
            result.append(derived("long_form_ratio", values[name], *counts))
    jobs = stacked(result)
    return _held_by_adults(facts, jobs if not facts.since_census else _moved_with_people(facts, jobs))


def _held_by_adults(facts: Facts, jobs: Cells) -> Cells:
    """Jobs, at most a share of those able to work: adults of 15 to 59, and the part of the old who work."""
    persons, most = people(facts), assumptions()["most_in_work"]
    able, total = able_people(persons), jobs.value.sum(axis=0)
    value, lower, upper = (jobs.value * share * able / total for share in (most.value, most.lower, most.upper))
    held = assumed(
        "held_by_adults", value, lower, upper, jobs, *(persons[name] for name in ("low_skilled", "high_skilled", "old"))
    )
    return first_of(only(held, np.broadcast_to(total > most.value * able, jobs.value.shape)), jobs)


def _moved_with_people(facts: Facts, jobs: Cells) -> Cells:
    """The structure of the census at the size that the province then had."""
    name = "province_population_before_census_2020"
    before, now = (facts.province_column(name, year) for year in (facts.census, facts.year))
    growth, drift = now.value / before.value, assumptions()["employment_after_census"]
    years = facts.since_census
    return assumed(
        "structure_of_census",
        jobs.value * growth,
        jobs.low * growth * np.exp(years * drift.lower),
        jobs.high * growth * np.exp(years * drift.upper),
        jobs,
        before,
        now,
    )


def by_sector(section: Mapping[str, Array], splits: Splits) -> dict[str, Array]:
    """Figures of sections, each (place,), as figures of sectors in the same unit, nothing left over."""
    manufacturing, utilities = splits.manufacturing, splits.utilities
    made, supplied = section["C"], section["D"]
    return {
        "extraction": section["B"],
        "processing": made * manufacturing["processing"] + supplied * utilities["processing"],
        "advanced_materials": made * manufacturing["advanced_materials"],
        "renewables": supplied * utilities["renewables"],
        "other_manufacturing": made * manufacturing["other_manufacturing"],
        "local_services": section["E"] + sum(section[k] for k in LOCAL) + supplied * utilities["local_services"],
        "tradable_services": np.asarray(sum(section[letter] for letter in TRADABLE)),
        "agriculture": section["A"],
        "public_services": np.asarray(sum(section[letter] for letter in GOVERNMENT)),
    }


def splits_of(facts: Facts, quantity: str) -> Splits:
    """National shares of the latest table, tilted by what each place mines and runs at that time."""
    national, given = facts.national(quantity), assumptions()
    processing = sum(national[k] for k in PROCESSING) / sum(national[k] for k in MANUFACTURING)
    advanced = given["advanced_share"].value
    power = national[POWER] / sum(national[k] for k in (POWER, *GAS_AND_WATER))
    renewable = given[f"renewable_share_{facts.year}"].value
    works, material, no_coal = _works_minerals(facts), _feeds_a_chain(facts), _no_coal_power(facts)
    return Splits(
        manufacturing=_parts(
            processing=processing * (1 - advanced) * np.where(works, given["processing_tilt"].value, 1),
            advanced_materials=processing * advanced * np.where(material, given["advanced_tilt"].value, 1),
            other_manufacturing=np.full(len(works), 1 - processing),
        ),
        utilities=_parts(
            processing=np.full(len(works), power * (1 - renewable)),
            renewables=power * renewable * np.where(no_coal, given["renewable_tilt"].value, 1),
            local_services=np.full(len(works), 1 - power),
        ),
    )


def _parts(**weights: Array) -> Split:
    total = sum(weights.values())
    return {name: np.asarray(weight / total) for name, weight in weights.items()}


def _works_minerals(facts: Facts) -> NDArray[np.bool_]:
    """Whether a place mines anything but timber, or has a steel plant that ran by then."""
    steel = {
        row["place"]
        for row in rows("assets")
        if row["kind"] == "steel_plant" and row["start_year"] and int(row["start_year"]) <= facts.year
    }
    entries = ((unit, facts.entry(unit)) for unit in facts.units)
    return np.array([unit.code in steel or (e is not None and e.main_resource != "forest") for unit, e in entries])


def _feeds_a_chain(facts: Facts) -> NDArray[np.bool_]:
    """Whether a resource of the place is a material of the value chains."""
    fed = {row["resource_detail"] for row in rows("resource_materials") if row["material"]}
    entries = (facts.entry(unit) for unit in facts.units)
    return np.array([e is not None and not fed.isdisjoint(e.resource_detail) for e in entries])


def _no_coal_power(facts: Facts) -> NDArray[np.bool_]:
    capacity = facts.column("coal_power_capacity", facts.year).value
    return ~(capacity > 0)  # a place without a row has no unit on the list


def _odds_range(part: Array, whole: Array, assumption: str) -> tuple[Array, Array]:
    """The part if its odds against the rest of the whole are lower or higher: it stays between 0 and the whole."""
    given = assumptions()[assumption]
    rest = whole - part
    low, high = (whole * part * odds / (part * odds + rest) for odds in (given.lower, given.upper))
    return np.asarray(low), np.asarray(high)


def _presence(jobs: Cells) -> Cells:
    """Share of a sector in the jobs of a place over that share and the national one: a half where they are alike."""
    total, nation = jobs.value.sum(axis=0), np.nansum(jobs.value, axis=1, keepdims=True)
    national_share = nation / nation.sum()

    def presence(count: Array) -> Array:
        share = count / total
        return np.asarray(share / (share + national_share))

    value = presence(jobs.value)
    rule = "share_against_nation"
    low, high = presence(jobs.low), presence(jobs.high)
    inside = (value > PRESENCE_BOUNDS[0]) & (value < PRESENCE_BOUNDS[1])
    known = derived(rule, np.where(inside & ~jobs.is_assumed, value, np.nan), jobs)
    guessed = assumed(rule, np.where(inside, value, np.nan), *np.clip((low, high), *PRESENCE_BOUNDS), jobs)
    at_bound = np.clip(value, *PRESENCE_BOUNDS)
    bounded = assumed(
        f"{rule}_bounded", at_bound, np.minimum(at_bound, np.clip(low, *PRESENCE_BOUNDS)),
        np.maximum(at_bound, np.clip(high, *PRESENCE_BOUNDS)), jobs,
    )  # fmt: skip
    return first_of(known, guessed, bounded)


def _capital(facts: Facts, output: Cells) -> Cells:
    """Capital by sector: national consumption of fixed capital over value added, over the yearly rate of decay."""
    table = [r for r in rows("national_sectors") if r["level"] == "eight" and int(r["year"]) <= facts.year]
    year = max(int(row["year"]) for row in table)
    figures = {(r["sector"], r["quantity"]): float(r["value"]) for r in table if int(r["year"]) == year}
    result = []
    for at, sector in enumerate(sectors()):
        used = _total(figures, sector, "consumption_of_fixed_capital") / _total(figures, sector, "value_added")
        made = output[at]
        decay = sector.depreciation
        cells = (made.value * used / decay.value, made.low * used / decay.upper, made.high * used / decay.lower)
        result.append(assumed("consumption_over_decay", *cells, made))
    return stacked(result)


def _total(figures: Mapping[tuple[str, str], float], sector: Sector, quantity: str) -> float:
    return sum(figures[name, f"sector_{quantity}"] for name in sector.national_sectors)
