"""Every cell leads back to its line of a shipped table, and nothing is there that no table holds."""

import csv
from collections import Counter
from functools import cache

import numpy as np

from relode.facts import rows, text
from relode.panel.load import LONG_TABLES, WIDE_TABLES
from relode.places import all_places
from relode.vocabulary import quantities

PUBLISHED = (*LONG_TABLES, *WIDE_TABLES)


@cache
def lines(table):
    return text(table).split("\n")


@cache
def header(table):
    return next(csv.reader([lines(table)[0]]))


def line(table, number):
    return dict(zip(header(table), next(csv.reader([lines(table)[number - 1]])), strict=True))


def test_a_cell_leads_back_to_its_very_line(panel):
    rng = np.random.default_rng(2013)
    names = ("quantity", "place", "year", "value", "table", "row", "source", "flag")
    cells = {name: panel[name].values for name in names}  # texts are kept as codes: each look makes them all anew
    by_table = [np.argwhere(cells["table"] == table) for table in PUBLISHED]
    picked = [tuple(found[i].tolist()) for found in by_table for i in rng.integers(0, len(found), 30)]
    assert len(picked) == 30 * len(PUBLISHED)
    added = {}
    for row in rows("added_flags"):
        added.setdefault((row["place"], row["quantity"], int(row["year"])), set()).add(row["flag"])
    for at in picked:
        name, place, year = (cells[d][i] for d, i in zip(names[:3], at, strict=True))
        table, row = cells["table"][at], int(cells["row"][at])
        found = line(table, row)
        assert float(found[name] if name in found else found["value"]) == cells["value"][at]
        assert name in found or found["quantity"] == name
        assert int(found["year"]) == year
        assert cells["source"][at] == found["source"]
        flags = cells["flag"][at].split(";")
        own = {"area_not_comparable", *added.get((found["place"], name, year), ())}
        pairs = [pair.split(":") for pair in found.get("cell_flags", "").split(";") if pair]
        printed = found.get("flag", ";".join(flag for quantity, flag in pairs if quantity == name))
        assert ";".join(flag for flag in flags if flag not in own) == printed
        here = (
            [found["place"]]
            if table != "census_counties"
            else [found["listed_place"], found["code_2020"], found["place"]]
        )
        assert place in here  # fmt: skip


def outside(panel, name):
    """Places with a value out of the bounds of the vocabulary."""
    values, known = panel["value"].sel(quantity=name), quantities()[name]
    # A measure may overshoot a bound that it can reach by the last bits of a sum of twenty terms.
    wrong = (values < known.lower - 1e-12) | (values > known.upper + 1e-12)
    return values["place"].values[wrong.any("year").to_numpy()].tolist()


def test_every_value_is_within_its_bounds(panel):
    found = {str(name): outside(panel, name) for name in panel["quantity"].values}
    changes = {"population_change", "population_change_excess"}
    assert {name: places for name, places in found.items() if places and name not in changes} == {}


def whole_years(table):
    return [row for row in rows(table) if row.get("months", "12") == "12"]


def test_nothing_is_filled_in_and_nothing_is_lost(panel):
    # A cell that stands in two tables counts once.
    cells = {(r["quantity"], r["place"], r["year"]) for t in LONG_TABLES for r in rows(t) if r["value"] and r["year"]}
    wide = [*rows("accounts_services"), *rows("accounts_debt"), *whole_years("house_price_index")]
    for row in wide:
        told = (n for n in row if n not in ("place", "year", "months", "source", "flag", "cell_flags") and row[n])
        cells |= {(n, row["place"], row["year"]) for n in told}
    rows_of = Counter(name for name, _, _ in cells)
    for name in ("coal_power_capacity", "coal_power_unit_count"):
        rows_of[name] = sum(bool(row[name]) for row in rows("power_capacity"))
    counties = {p.code for p in all_places() if p.level not in ("province", "prefecture") and not p.in_partition}
    for row in rows("census_counties"):
        if (row["listed_place"] or row["code_2020"] or row["place"]) in counties:
            rows_of.update(n for n in row if (n.startswith(("population", "employment_"))) and row[n])
    tables = panel["table"].values
    for position, name in enumerate(panel["quantity"].values):
        here = np.isfinite(panel["value"].values[position])
        if set(tables[position][here]) <= {"derived", "measured"}:
            continue
        assert here.sum() == rows_of.pop(name), name
    assert not +rows_of


def test_a_cell_of_two_tables_has_one_value():
    values = {}
    for row in (row for table in LONG_TABLES for row in rows(table)):
        values.setdefault((row["quantity"], row["place"], row["year"]), []).append(float(row["value"]))
    twice = {key: found for key, found in values.items() if len(found) > 1}
    assert {name for name, _, _ in twice} == {"registered_unemployed"}
    assert len(twice) == 111
    assert all(len(found) == 2 and len(set(found)) == 1 for found in twice.values())
