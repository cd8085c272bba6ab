"""People at the opening: how many, of what age and schooling, how they grow and move, what they earn."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.model.opening.cells import Cells, assumed, derived, first_of, follows, only
from relode.model.opening.facts import Facts, times_assumption, times_exponent
from relode.model.opening.tables import assumptions
from relode.model.parameters import priors
from relode.model.state import GROUPS

PEOPLE = 1e4
"""Persons in the unit of the model."""


def people(facts: Facts) -> dict[str, Cells]:
    """The quantities of people of all units, (place,) each."""
    population = _population(facts)
    groups = _groups(facts, population)
    return {
        "population": population,
        **groups,
        "college_share": _college_share(facts),
        "unemployment_rate": _flat(facts, "unemployment_rate"),
        "out_migration_rate": _out_migration(facts),
        "past_population_growth": _past_growth(facts),
        "natural_growth_rate": _natural_growth(facts),
        "birth_rate": _birth_rate(facts),
        "wage": _wage(facts),
    }


def able_people(persons: Mapping[str, Cells]) -> Array:
    """Those who could hold a job, (place,): people of 15 to 59, and of the old the lower end of the part who work."""
    low, high, old = (persons[name].value for name in ("low_skilled", "high_skilled", "old"))
    return np.asarray(low + high + priors()["old_in_work"].lower * old)


def _population(facts: Facts) -> Cells:
    """Census population; between censuses moved by the figures that the province then had."""
    counted = facts.column("population", facts.census, PEOPLE)
    if not facts.since_census:
        return counted
    name = "province_population_before_census_2020"
    before, now = (facts.province_column(name, year) for year in (facts.census, facts.year))
    moved = derived("province_growth", counted.value * (now.value / before.value), counted, before, now)
    return times_exponent("province_growth_since_census", moved, "population_after_census", facts.since_census)


def _groups(facts: Facts, population: Cells) -> dict[str, Cells]:
    """Children, 15 to 59 by schooling, and old; they add up to the population."""
    young, adult, old = (facts.column(f"age_{age}", facts.census, PEOPLE) for age in ("0_14", "15_59", "60_plus"))
    college = facts.column("college_or_higher", facts.census, PEOPLE)
    counted = facts.column("population", facts.census, PEOPLE)
    total = young.value + adult.value + old.value
    # Two cities of 2010 have ages on other boundaries than people: their shares are taken, not their counts.
    agrees = np.isclose(total, counted.value, rtol=1e-9, atol=0)
    young, adult, old = (_fitted(cells, agrees, total, counted) for cells in (young, adult, old))
    high = times_assumption("college_share_of_adults", college, "college_aged_15_59")
    if facts.since_census:
        years, rule = facts.since_census, "ageing_since_census"
        young = times_exponent(rule, _at_size(young, counted, population), "children_growth_rate", years)
        old = times_exponent(rule, _at_size(old, counted, population), "old_growth_rate", years)
        high = times_exponent(rule, _at_size(high, counted, population), "college_growth_rate", years)
        adult = _rest_of("ageing_since_census", population, young, old)
    low = _rest_of("adults_without_college", adult, high)
    return dict(zip(GROUPS, (young, low, high, old), strict=True))


def _fitted(cells: Cells, agrees: NDArray[np.bool_], total: Array, counted: Cells) -> Cells:
    shares = derived("age_shares_of_population", cells.value / total * counted.value, cells, counted)
    return first_of(only(cells, agrees), shares)


def _at_size(cells: Cells, counted: Cells, population: Cells) -> Cells:
    """The same share of the population that there is now (the uncertain size is left to the population)."""
    return follows("structure_of_census", lambda group: group / counted.value * population.value, cells)


def _rest_of(rule: str, whole: Cells, *parts: Cells) -> Cells:
    """What the parts leave of the whole; the range is that of the parts."""
    value, low, high = whole.value.copy(), whole.value.copy(), whole.value.copy()
    for part in parts:
        value = value - part.value
        low = low - part.high
        high = high - part.low
    return assumed(rule, value, low, high, whole, *parts)


def _college_share(facts: Facts) -> Cells:
    counted = facts.column("college_or_higher", facts.census)
    everyone = facts.column("population", facts.census)
    share = derived("college_over_population", counted.value / everyone.value, counted, everyone)
    if not facts.since_census:
        return share
    return times_exponent("growth_since_census", share, "college_growth_rate", facts.since_census)


def _flat(facts: Facts, name: str) -> Cells:
    """One prior for all places."""
    given, everywhere = assumptions()[name], np.ones(len(facts.units))
    return assumed("flat_prior", everywhere * given.value, everywhere * given.lower, everywhere * given.upper)


def _out_migration(facts: Facts) -> Cells:
    """A flat rate, half of which goes with the share of migrants: who came can leave."""
    share = facts.column("migrants_share", facts.census)
    everyone, moved = (facts.column(name, facts.census) for name in ("population", "migrants"))
    both = np.isfinite(moved.value)
    nation = moved.value[both].sum() / everyone.value[both].sum()
    relative = derived("migrants_against_nation", (1 + share.value / nation) / 2, share)
    by_share = times_assumption("migrants_share", relative, "out_migration_rate")
    return first_of(by_share, _flat(facts, "out_migration_rate"))


def _past_growth(facts: Facts) -> Cells:
    """Growth between the last two censuses, per year; of the province where a census is missing."""
    change = facts.column("population_change", facts.census)
    own = derived("two_censuses", np.log1p(change.value) / 10, change)
    first, last = (facts.province_column("province_population", year) for year in (facts.census - 10, facts.census))
    province = derived("province_growth", np.log(last.value / first.value) / 10, first, last)
    spread = assumptions()["past_growth_missing"]
    borrowed = assumed(
        "province_growth", province.value, province.value + spread.lower, province.value + spread.upper, province
    )
    return first_of(own, borrowed)


def _natural_growth(facts: Facts) -> Cells:
    """Growth of the nation between the last two censuses: the nation is closed, so it is natural growth."""
    ends = [facts.province_column("province_population", year) for year in (facts.census - 10, facts.census)]
    provinces = np.unique([unit.province for unit in facts.units], return_index=True)[1]
    first, last = (cells.value[provinces].sum() for cells in ends)
    nation = np.full(len(facts.units), np.log(last / first) / 10)
    spread = assumptions()["natural_growth_rate"]
    return assumed("growth_of_the_nation", nation, nation + spread.lower, nation + spread.upper, *ends)


def _birth_rate(facts: Facts) -> Cells:
    year = facts.latest("province_birth_rate", of_province=True)
    return times_assumption("province_birth_rate", facts.province_column("province_birth_rate", year), "birth_rate")


def _wage(facts: Facts) -> Cells:
    """Unit wage; after the last figure it grows as in the province, and as in its last year where that ends too."""
    last = facts.latest("average_wage")
    own = facts.column("average_wage", last, PEOPLE)
    there = facts.latest("province_average_wage", of_province=True)
    province = {
        y: facts.province_column("province_average_wage", y, PEOPLE) for y in (there - 1, there, min(last, there))
    }
    steady = province[there].value / province[there - 1].value
    growth = province[there].value / province[min(last, there)].value * steady ** (facts.year - there)
    inputs = (province[there - 1], province[there])
    missing = derived("province_wage", province[there].value * steady ** (facts.year - there), *inputs)
    borrowed = times_exponent("province_wage", missing, "wage_missing", 1)
    if last == facts.year:
        return first_of(own, borrowed)
    moved = derived("province_wage_growth", own.value * growth, own, *inputs)
    grown = times_exponent("province_wage_growth", moved, "wage_ahead", facts.year - last)
    return first_of(facts.column("average_wage", facts.year, PEOPLE), grown, borrowed)
