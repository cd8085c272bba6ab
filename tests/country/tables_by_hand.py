"""Tables and places of a country made by hand, and what a call refuses of them."""

import pytest

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.places import Place


def table(name, head, *rows, **settings):
    """A table with its rows from the second line on; all of its columns have their own names."""
    heads = tuple(head.split())
    lines = tuple((number, dict(zip(heads, map(str, row), strict=True))) for number, row in enumerate(rows, 2))
    figures = {"accounts": [h for h in heads if h not in ("place", "year")], "employment": ["count"]}.get(name, ())
    columns = {h: h for h in heads if h not in figures or name != "accounts"}
    return CountryTable(name, f"{name}.csv", None, columns, heads, lines, settings, figures=tuple(figures))


def refused(call, *args):
    """Key and values of what a call is refused with."""
    with pytest.raises(RelodeError) as stop:
        call(*args)
    return stop.value.key, stop.value.values


def offenders(call, *args):
    """Row, column and reason of each cell that a call refuses."""
    key, values = refused(call, *args)
    assert key == "country.cells"
    return [(each.values["row"], each.values["column"], each.values["reason"].key.removeprefix("country."))
            for each in values["offenders"]]  # fmt: skip


def place(code, region="", **changed):
    fields = dict.fromkeys(("slug", "name_zh", "name_en"), code.upper())
    point = {"longitude": 10.0, "latitude": 50.0, "area": 1.0, **changed}
    return Place(code=code, level="own", kind="", province=region, province_zh=region, province_en=region,
                 parent=region, in_partition=True, **fields, **point)  # fmt: skip
