"""A country of a few cells, by the rows of `country.csv`: what is read of it, and what is refused.

`tables`: file=rows, cells between commas, rows between semicolons; `toml`: lines of the description between &;
`asks`: what is looked at, with its names; `expected`: the answer, worked out by hand as `how` says.
"""

import csv
from pathlib import Path

import pytest

from relode.country import (
    country_answer,
    country_outlook,
    country_policies,
    country_standing,
    country_tables,
    load_country,
    tables_text,
)
from relode.country.facts import all_series, ratios
from relode.errors import RelodeError

CASES = Path(__file__).parents[1] / "cases" / "country.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def plain(value):
    """A value as a cell of the table."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple | list):
        return " ".join(map(plain, value))
    return value.en if hasattr(value, "en") else str(value)


def one_of(records, field, name):
    return next((each for each in records if getattr(each, field) == name), None)


def series(country, name, field):
    """A field of a quantity of the accounts, of a sum of counts or of a ratio; its figure of a place and a year."""
    meant, years, grid = next(each for each in (*all_series(country), *ratios(country)) if each[0].name == name)
    place, _, year = field.partition("@")
    if not year:
        return getattr(meant, field)
    return float(grid[country.row(country.find(place)), years.index(int(year))])


LOOKS = {
    "told": lambda country: tables_text(country_tables(country), "en"),
    "series": series,
    "names": lambda country: [meant.name for meant, _, _ in all_series(country)],
    "count": lambda country, table, place, code, year: float(
        country.counts[table].sel(place=place, industry=code, year=int(year))
    ),
    "coords": lambda country, table, name: country.counts[table][name].values.tolist(),
    "section": lambda country, code: country.sections.get(code),
    "counted": lambda country: country.counted,
    "start": lambda country, policy, place: country.policies[policy].get(place),
    "borders": lambda country: [" ".join(pair) for pair in country.borders],
    "place": lambda country, code, field: getattr(country.find(code), field),
    "ages": lambda country, place, year, age: float(
        country.ages.people[country.ages.years.index(int(year)), country.ages.places.index(place), int(age)]
    ),
    "service": lambda country, key, field: getattr(one_of(country.services, "key", key), field),
    "norms": lambda country, key: [each.id for each in one_of(country.services, "key", key).norms],
    "capacity": lambda country, place, key: [country.capacity[place][key].year, country.capacity[place][key].there],
    "figure": lambda country, place, name, field: getattr(
        one_of(country_standing(country, country.find(place)).figures, "quantity", name), field
    ),
    "standing": lambda country, place, field: getattr(country_standing(country, country.find(place)), field),
    "part": lambda country, place, section, field: getattr(
        one_of(country_standing(country, country.find(place)).sections, "section", section), field
    ),
    "no_forecast": lambda country, place, name: (
        one_of(country_outlook(country, country.find(place)).missing, "quantity", name).reason
    ),
    "forecast": lambda country, place, name, field: getattr(
        one_of(country_outlook(country, country.find(place)).forecasts, "quantity", name), field
    ),
    "effect": lambda country, name, field: getattr(one_of(country_policies(country), "quantity", name), field),
    "unanswered": lambda country, place, chapter: country_answer(country, place, (chapter,)).unanswered[0].reason.en,
}


def refusal(error):
    """Key of an error, with row, column and reason of each cell, and its values."""
    cells = [
        f"{each.values['row']} {each.values['column']} {each.values['reason'].key}: {each.values['reason'].say('en')}"
        for each in error.values.get("offenders", ()) if isinstance(each, RelodeError) and "row" in each.values
    ]  # fmt: skip
    return "; ".join([error.key, *(cells or [error.say("en")])])


@pytest.mark.parametrize("row", ROWS, ids=[f"{at}-{each['asks']}" for at, each in enumerate(ROWS, 2)])
def test_a_country_of_a_few_cells_is_read_as_worked_out_by_hand(row, folder):
    tables = dict(part.split("=", 1) for part in filter(None, row["tables"].split("||")))
    path = folder(
        {name: [line.split(",") for line in rows.split(";")] for name, rows in tables.items()},
        "\n".join(row["toml"].split(" & ")),
    )
    look, *names = row["asks"].split()
    if look == "refused":
        with pytest.raises(RelodeError) as stop:
            load_country(path)
        found = refusal(stop.value)
    else:
        found = plain(LOOKS[look](load_country(path), *names))
    wanted = row["expected"]
    if look in ("told", "refused", "unanswered"):
        missing = [part for part in wanted.split(" ... ") if part.removeprefix("NOT ") not in found]
        assert [part for part in missing if not part.startswith("NOT ")] == [], found
        assert not [part for part in wanted.split(" ... ") if part.startswith("NOT ") and part not in missing], found
    else:
        assert found == wanted
