"""Scenarios of an address, the table of cities, rows of the map and origins of figures, by hand."""

from types import SimpleNamespace

import pytest

from relode.errors import RelodeError
from relode.language import Amount
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.web.pages import cities_page, figure_origin, map_page
from relode.web.pages.cities_page import CityFilter, PlaceRow
from relode.web.what_if import scenario as scenarios
from relode.web.what_if.scenario import Scenario, of_steps, scenario_of

BY_SECTOR = next(name for name, lever in levers().items() if lever.by_sector)
OTHER = next(name for name, lever in levers().items() if not lever.by_sector)


def test_a_scenario_of_an_address_comes_back_as_one():
    half = levers()[OTHER].upper / 2
    found = scenario_of(
        {
            OTHER: f"{half:g}",
            BY_SECTOR: "0",
            "shock": "price_fall",
            "until": "2040",
            "budget": "0.1",
            "lang": "zh",
            "width": "1",
            "theme": "x",
            "first": "y",
            "show": "z",
        }
    )
    assert found == Scenario(((OTHER, "", half),), "price_fall", 2040, 0.1)
    assert (found.value(OTHER), found.value(BY_SECTOR), found.sector(BY_SECTOR)) == (half, 0.0, SUBSIDISED_SECTORS[1])
    assert found.query() == {OTHER: f"{half:g}", "shock": "price_fall", "until": "2040"}
    assert (found.named_shock(), Scenario().named_shock()) == ("price_fall@2027", None)
    top = levers()[BY_SECTOR].upper
    sector = SUBSIDISED_SECTORS[0]
    given = scenario_of({BY_SECTOR: f"{top!r}", f"{BY_SECTOR}_sector": sector})
    assert (given.doses, given.sector(BY_SECTOR), given.budget, given.shock) == (
        ((BY_SECTOR, sector, top),),
        sector,
        0.05,
        "",
    )
    assert given.query()[f"{BY_SECTOR}_sector"] == sector
    assert scenario_of({BY_SECTOR: f"{top!r}"}).doses[0][1] == SUBSIDISED_SECTORS[1]
    assert Scenario(until=scenarios.HORIZON) == scenario_of({})
    for bad in (
        {"x": "1"},
        {OTHER: "x"},
        {OTHER: "nan"},
        {OTHER: f"{levers()[OTHER].upper * 1.01}"},
        {OTHER: f"{levers()[OTHER].lower - 0.01}"},
        {"shock": "x"},
        {"until": "2031"},
        {"budget": "0.03"},
        {f"{OTHER}_sector": sector},
        {BY_SECTOR: "0.01", f"{BY_SECTOR}_sector": "x"},
    ):
        with pytest.raises(RelodeError):
            scenario_of(bad)
    for until in (2030, 2035, 2040, 2045, 2050):
        assert scenario_of({"until": str(until)}).until == until
    for budget in ("0.01", "0.02", "0.05", "0.1"):
        assert scenario_of({"budget": budget}).budget == float(budget)
    assert scenario_of({"shock": "demand_cap"}).shock == "demand_cap"


def test_of_several_doses_of_a_lever_the_largest_of_its_first_sector_is_kept():
    first, second = SUBSIDISED_SECTORS[:2]
    top = levers()[BY_SECTOR].upper
    steps = [
        (OTHER, "", 0.0),
        (BY_SECTOR, first, top / 4),
        (BY_SECTOR, second, top),
        (BY_SECTOR, first, top / 2),
        (BY_SECTOR, first, top / 3),
    ]
    assert of_steps(steps) == Scenario(((BY_SECTOR, first, top / 2),))
    assert of_steps([(BY_SECTOR, first, 9 * top)]).doses == ((BY_SECTOR, first, top),)
    place = SimpleNamespace(slug="hegang", name=lambda language: f"Hegang {language}")
    policy = of_steps(steps).policy(place)
    (step,) = policy.steps
    assert (step.lever, step.sector, policy.place) == (BY_SECTOR, first, "hegang")
    assert all(f"Hegang {language}" in getattr(policy, f"title_{language}") for language in ("en", "zh"))


def row(slug, province="p", entry=None, **figures):
    place = SimpleNamespace(
        slug=slug, province=province, code=slug, name_zh=f"{slug} zh", name_en=f"{slug} en", level="prefecture"
    )
    numbers = {name: SimpleNamespace(value=value, year=2020) for name, value in figures.items()}
    return PlaceRow(place, entry, numbers)


def test_the_table_of_cities_is_filtered_and_places_without_a_figure_come_last(monkeypatch):
    coal, oil = (
        SimpleNamespace(type=kind, main_resource=resource, is_exhausted=False)
        for kind, resource in (("mature", "coal"), ("growing", "oil"))
    )
    rows = {
        "a": row("a", "q", None, house_price=5.0),
        "b": row("b", "p", coal, house_price=7.0),
        "c": row("c", "r", oil),
    }
    monkeypatch.setattr(cities_page, "official", lambda: {"b": coal, "c": oil})
    monkeypatch.setattr(
        cities_page.page_cache, "listed_figures", lambda: {name: each.figures for name, each in rows.items()}
    )
    province = SimpleNamespace(slug="prov", level="province", code="prov")
    monkeypatch.setattr(cities_page, "matching", lambda _: [province, *(each.place for each in rows.values())])

    def found(**asked):
        return "".join(each.place.slug for each in cities_page.found_rows(CityFilter(**asked)))

    assert [found(), found(down="1"), found(sort="house_price"), found(sort="house_price", down="1")] == [
        "abc",
        "cba",
        "abc",
        "bac",
    ]
    assert [found(sort="type"), found(sort="resource"), found(sort="province"), found(sort="type", down="1")] == [
        "cba",
        "bca",
        "bac",
        "bca",
    ]
    assert [
        found(type="mature"),
        found(type="not_listed"),
        found(resource="oil"),
        found(province="q"),
        found(listed="1"),
    ] == ["b", "a", "c", "a", "bc"]
    assert cities_page._cells(rows["b"]) == ["b", "b zh", "b en", "p", "mature", "coal", "", "", "", "", 7.0, 2020]
    assert cities_page._cells(rows["a"])[4:6] == ["", ""]
    assert cities_page._figure("house_price", rows["b"]).address == "/city/b/number/house_price/2020"
    assert cities_page._figure("house_price", rows["c"]) is None
    exhausted = SimpleNamespace(type="mature", is_exhausted=True, exhausted_year=2009)
    assert cities_page._type(row("d", entry=exhausted)).values["span"] == "2009"


def test_rows_of_the_map_have_each_figure_in_its_column(monkeypatch):
    """Columns are named by COLUMNS and BUBBLES: each value under its own name, the people of the last census before."""
    there = SimpleNamespace(slug="a", code="a", longitude=105.0, latitude=30.0, name=lambda _: "Aa")
    nowhere = SimpleNamespace(slug="b", code="b", longitude=None, latitude=None, name=lambda _: "Bb")
    figures = {"house_price": 3000.0, "population": 8e5}
    seen = {}

    def numbers(asked, year, *_):
        seen[asked] = year
        return tuple((place, SimpleNamespace(value=figures[asked], unit="yuan/m2")) for place in (there, nowhere))

    monkeypatch.setattr(map_page, "numbers_of", numbers)
    monkeypatch.setattr(map_page, "years_of", lambda asked: (2010, 2020) if asked == "population" else (2019, 2021))
    monkeypatch.setattr(map_page, "indicator_map", lambda table, *more: (table, *more))
    table, ends, has_zero, style, width, language, regions = map_page._drawing(
        "house_price", 2019, "map", "all", "en", 500
    )
    (cells,) = table.to_dict("records")
    assert {name: cells[name] for name in cells if name != "text"} == {
        "slug": "a",
        "place": "Aa",
        "longitude": 105.0,
        "latitude": 30.0,
        "value": 3000.0,
        "people": 8e5,
    }
    assert cells["text"].startswith("Aa")
    assert (has_zero, style, width, language, regions, seen["population"]) == (False, ",.3~s", 500, "en", None, 2010)
    assert ends[0] == 3000.0
    assert map_page._drawing("house_price", 2019, "map", "all", "en", 501)[-1] is not None
    assert [map_page._census(year) for year in (2009, 2010, 2019, 2020, 2024)] == [2010, 2010, 2010, 2020, 2020]
    three = [
        SimpleNamespace(value=value, unit=unit)
        for value, unit in ((1.0, "yuan per person"), (0.5, "share"), (3.0, "persons"))
    ]
    found = map_page._bubble(there, three, "en")
    assert {name: found[name] for name in ("slug", "place", "output", "mining", "people")} == {
        "slug": "a",
        "place": "Aa",
        "output": 1.0,
        "mining": 0.5,
        "people": 3.0,
    }


def test_a_value_is_found_in_a_record_by_its_path():
    record = {"a": {"b": [1, 2.0, True, "2"], "c": 2}, "d": 2.0000000001}
    assert list(figure_origin._paths(record, 2.0)) == ["a.b[1]", "a.c", "d"]
    assert list(figure_origin._paths({"a": 0}, 0.0)) == []
    assert list(figure_origin._paths({"a": True, "b": 1}, 1.0)) == ["b"]
    one, two = Amount(1.0, "share"), Amount(2.0, "share")
    there = [SimpleNamespace(figure=each, text="there") for each in (one, two, one)]
    here = [SimpleNamespace(figure=each, text=text) for each, text in ((one, "x"), (one, "y"))]
    assert [getattr(figure_origin._same(there, at, here), "text", None) for at in range(3)] == ["x", None, "y"]
