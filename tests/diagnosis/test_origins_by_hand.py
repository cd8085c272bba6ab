"""Steps back to published rows and words of rows of tables, each whole."""

import pytest

from relode.diagnosis import explain
from relode.diagnosis.profiles.explain import Step, _boundaries, _inputs, available_years
from relode.diagnosis.profiles.table_rows import TableRow, _by_list, explain_row, reason_of
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import Amount, Sentence, Word
from relode.panel import Cell, apply_overrides, cell
from relode.panel.census_measures import SECTIONS
from relode.panel.overrides import Override
from relode.places import all_places, by_code, find
from relode.vocabulary import Label

HEGANG = find("hegang")


def at(quantity="population", year=2020, table="census", flags=(), place="230400"):
    return Cell(quantity, place, year, 1.0, "persons", ("census2020",), flags, table, 9)


@pytest.mark.parametrize(
    ("here", "inputs"),
    [
        (at(), []),
        (at("population_change", table="derived"), [("population", 2010), ("population", 2020)]),
        (at("urban_share", table="derived"), [("population_urban", 2020), ("population", 2020)]),
        (at("province_population_change", table="derived"), []),
        (at("house_price_place_count", 2023, "derived"), []),
        (at("house_price_rank", 2023, "derived"), [("house_price", 2023)]),
        (at("location_quotient_mining", table="measured"), [("mining_employment_share", 2020)]),
        (at("employment_entropy", table="measured"), [(f"employment_{section}", 2020) for section in SECTIONS]),
    ],
)
def test_a_cell_rests_on_cells_of_its_place(here, inputs):
    assert _inputs(here) == inputs


@pytest.mark.parametrize(
    ("table", "flags", "expected"),
    [
        ("census", (), "of_2020"), ("census_counties", (), "of_the_census"), ("accounts_gdp", (), "as_published"),
        ("census", ("computed", "boundary_of_2010"), "of_2010"), ("user", (), "user"),
        ("user", ("boundary_of_2010",), "of_2010"),
    ],
)  # fmt: skip
def test_boundaries_are_told_by_the_table_or_by_a_flag(panel, table, flags, expected):
    assert _boundaries(panel, at(table=table, flags=flags)) == [expected]


def test_boundaries_of_a_derived_figure_are_those_of_its_parts_each_once(panel):
    here = cell(panel, HEGANG, "gdp_per_person", 2020)
    assert _boundaries(panel, here) == ["as_published", "of_2020"]
    assert _boundaries(panel, cell(panel, HEGANG, "population_change", 2020)) == ["of_2020"]
    assert _boundaries(panel, cell(panel, HEGANG, "province_population_change", 2020)) == ["of_2020"]


def test_a_location_quotient_leads_to_its_jobs_and_to_the_nation(panel):
    found = explain(panel, "hegang", "location_quotient_mining", 2020)
    jobs, everyone = (cell(panel, HEGANG, f"employment_{name}", 2020) for name in ("mining", "all_sections"))
    share = jobs.value / everyone.value
    assert [[f"{s.quantity} {s.year}", s.value, s.unit, s.operation, s.table, s.row] for s in found.derivation] == [
        ["employment_mining 2020", jobs.value, "persons (long form)", "published", "census", jobs.row],
        ["employment_all_sections 2020", everyone.value, "persons (long form)", "published", "census", everyone.row],
        ["mining_employment_share 2020", pytest.approx(share), "share", "ratio", "derived", 3],
        [
            "mining_employment_share_of_the_nation 2020",
            pytest.approx(568_658 / 65_631_786),
            "share",
            "nation",
            "total",
            0,
        ],
        ["location_quotient_mining 2020", found.number.value, "ratio", "location_quotient", "measured", found.row],
    ]
    assert found.derivation[-1].inputs == ("mining_employment_share 2020", "mining_employment_share_of_the_nation 2020")


def test_a_change_of_the_province_leads_to_its_people_in_both_years(panel):
    found = explain(panel, "hegang", "province_population_change", 2020)
    units = [p.code for p in all_places() if p.province == "230000" and p.in_partition]
    people = [
        sum(cell(panel, code, "population", year).value for code in units if cell(panel, code, "population", year))
        for year in (2010, 2020)
    ]
    own = found.derivation[-1]
    for step, year, value in zip(found.derivation, (2010, 2020), people, strict=False):
        name = "population_of_the_province"
        assert step == Step(name, year, value, "persons", "province", (), own.sources, own.flags, "total", 0)
    assert own.inputs == ("population_of_the_province 2010", "population_of_the_province 2020")
    assert own.value == pytest.approx(people[1] / people[0] - 1)
    prices = explain(panel, "hegang", "house_price_rank", 2023).derivation
    count = prices[-2]
    assert (count.quantity, count.year, count.operation, count.unit) == (
        "house_prices_of_all_places", 2023, "all_places", "count",
    )  # fmt: skip
    assert count.value == float(panel["value"].sel(quantity="house_price", year=2023).count())


def test_a_figure_of_the_users_own_is_its_own_step(panel):
    own = apply_overrides(panel.sel(place=["230400"]), [Override("230400", "population", 2015, 1e6, "", line=4)])
    found = explain(own, HEGANG, "population", 2015)
    assert found.derivation == (
        Step("population", 2015, 1e6, "persons", "user", (), ("user",), ("user",), "user", 4),
    )  # fmt: skip
    assert (found.table, found.row, found.quantity) == ("user", 4, "population")
    assert found.boundary_vintage == (Sentence("boundaries.user", {}),)
    assert repr(found) == "population of Hegang 2015: 1e+06 persons (user), 1 steps"
    assert available_years(own, HEGANG, "population") == [2000, 2010, 2015, 2020]
    assert available_years(own, HEGANG, "nonsense") == []


def test_the_cells_of_a_row_are_told_by_names_units_and_places():
    cells = {"gem_id": "M1", "place": "230400", "mine_capacity": "3000000", "status": "Operating", "source": "a;b"}
    row = TableRow("coal_mines_gem", 2, cells)
    assert [name for name, _ in row.shown] == ["gem_id", "place", "mine_capacity", "status"]
    assert row.words == (
        (Word("column", "gem_id"), "M1"),
        (Word("column", "place"), by_code()["230400"]),
        (Label("mine_capacity"), Amount(3e6, "t per year")),
        (Word("column", "status"), Word("mine_status", "Operating")),
    )


def test_a_reason_has_its_numbers_in_their_order():
    cells = {"reason": "registered_people", "beside": "960000 persons;2019;0.5 share", "quantity": "population"}
    values = {"first": Amount(960_000.0, "persons"), "second": "2019", "third": Amount(0.5, "share")}
    assert reason_of(cells) == Sentence("diagnosis.cell_reason.registered_people", values)
    row = TableRow("excluded", 2, {"place": "230400", "quantity": "population", **cells})
    told = dict(row.words)
    assert told[Word("column", "reason")] == reason_of(cells)
    assert told[Word("column", "quantity")] == Label("population")
    assert Word("column", "beside") not in told
    assert reason_of({"reason": "x"}) == Sentence("diagnosis.cell_reason.x", {"first": ""})


@pytest.mark.parametrize(
    ("treated", "place", "is_on"),
    [
        ("resource_cities.csv", "hegang", True), ("resource_cities.csv", "beijing", False),
        ("resource_cities.csv exhausted_year=2011", "hegang", True),
        ("resource_cities.csv exhausted_year=2009", "hegang", False),
        ("resource_cities.csv exhausted_year=2011", "baotou", False),
        ("all resource-based cities", "hegang", True), ("all cities", "hegang", False),
    ],
)  # fmt: skip
def test_a_policy_applies_to_the_places_of_its_list(treated, place, is_on):
    assert _by_list(treated, find(place)) == is_on


def test_an_unknown_key_is_answered_with_near_ones_and_the_tables():
    with pytest.raises(RelodeError) as caught:
        explain_row("deal", "nothing like it")
    assert caught.value.values["where"] == "deals_china.csv, deals_abroad.csv"
    keys = [row["id"] for table in ("deals_china", "deals_abroad") for row in rows(table)]
    named = caught.value.values["near"].split(", ")
    assert set(named) <= set(keys)
    with pytest.raises(RelodeError) as caught:
        explain_row("excluded", "baotou")
    assert caught.value.values == {"kind": "excluded", "place": "baotou", "where": "excluded.csv"}
