"""Pictures of shares, paths and groups, drawn from a few invented figures: marks, inks, rows, axes, order."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from altair.utils.schemapi import debug_mode

from relode.charts import beside, country_pictures, output, population, town
from relode.charts.beside import COLOURS, DASHES, SHAPES
from relode.charts.style import INK, MUTED, PEER, PLAN
from relode.charts.tables import band, group_values, path
from relode.diagnosis import Number
from relode.language import Sentence, Word, say
from relode.places import find

from .layers import channel, drawn_rows, layers, lines, parts

HEGANG, JIXI, DATONG = find("hegang"), find("jixi"), find("datong")
SAID = Sentence("charts.sectors.subtitle", {})


def counted(quantity, year, value, ends=None, unit="share", sources=("census2020",), flags=()):
    return Number(quantity, value, unit, year, ends, sources, flags)


def profile(series=None, peers=(JIXI, DATONG), **more):
    series = series or {}
    return SimpleNamespace(
        place=HEGANG,
        series=series,
        peers=[SimpleNamespace(place=each) for each in peers],
        at=lambda name, year: next((n for n in series.get(name, ()) if n.year == year), None),
        latest=lambda name: series[name][-1] if series.get(name) else None,
        **more,
    )


def panel(quantity, years, values):
    """`values`: place -> one value a year."""
    cells = np.array([[values[place] for place in values]]).transpose(0, 2, 1)
    at = {"quantity": [quantity], "year": list(years), "place": [place.code for place in values]}
    return xr.Dataset({"value": (("quantity", "year", "place"), cells)}, coords=at)


def table(picture):
    return [tuple(row) for row in picture.table.astype(object).where(picture.table.notna(), None).to_numpy()]


def test_measures_stand_in_the_order_of_the_share_of_peers_below(monkeypatch):
    monkeypatch.setattr(beside.findings, "extremes", lambda _: SAID)
    series = {"population": (counted("population", 2020, 8e5, unit="persons"),),
              "house_price": (counted("house_price", 2023, 3e3, None, "yuan/m2", ("list", "census2020")),)}  # fmt: skip
    groups = [
        SimpleNamespace(quantity="population", group="peers", year=2020, quantiles=(1, 2, 3, 4, 5), share_below=0.8),
        SimpleNamespace(quantity="population", group="type", year=2020, quantiles=(1, 2, 3, 4, 5), share_below=0.1),
        SimpleNamespace(quantity="house_price", group="peers", year=2023, quantiles=(6, 7, 8, 9, 10), share_below=0.3),
        SimpleNamespace(quantity="house_price", group="peers", year=2022, quantiles=(6, 7, 8, 9, 10), share_below=0.2),
    ]
    picture = beside.among_peers(profile(series, beside=groups), "en")
    assert list(picture.table) == ["quantity", "year", "value", "low", "middle", "high", "below", "unit"]
    assert [row[1:7] for row in table(picture)] == [(2023, 3e3, 7, 8, 9, 0.3), (2020, 8e5, 2, 3, 4, 0.8)]
    assert table(picture)[1][7] == "people"
    shown = picture.draw(640)
    assert lines(shown) == ["rect PEER x=25 x2=75", "point INK filled x=below y=quantity"]
    assert drawn_rows(layers(shown)[1], "below") == [(30.0,), (80.0,)]
    assert channel(shown, "y")["sort"] == [row["quantity"] for row in layers(shown)[1]["rows"]]
    assert channel(shown, "x")["scale"]["domain"] == [0, 100]
    assert channel(shown, "x")["axis"]["values"] == [0, 25, 50, 75, 100]
    assert (picture.sources, picture.flags, picture.unit) == (("census2020", "list"), ("computed",), "share")
    assert parts(picture.subtitle) == {"count": 2}


def test_base_rates_are_counts_over_the_places_that_are_known():
    rates = tuple(
        SimpleNamespace(group=group, outcome=outcome, happened=at + 1, count=4 * (at + 1), share_interval_90=(0.1, 0.6))
        for group in ("peers", "type")
        for at, outcome in enumerate(beside.OUTCOMES)
    )
    picture = beside.base_rates(rates, "en")
    assert list(picture.table) == ["group", "outcome", "happened", "count", "value", "low", "high"]
    assert table(picture)[1][2:] == (2, 8, 0.25, 0.1, 0.6)
    assert table(picture)[0][:2] == ("nearest peers", say("charts.base_rates.grew", "en"))
    shown = picture.draw(640)
    assert lines(shown) == ["rule PEER x=low x2=high y=row", "point INK filled x=value y=row"]
    assert drawn_rows(layers(shown)[0], "value", "low", "high")[0] == (25.0, 10.0, 60.0)
    assert channel(shown, "y")["sort"] == [row["row"] for row in layers(shown)[1]["rows"]]
    assert channel(shown, "x")["scale"]["domain"] == [0, 100]
    told = parts(picture.title)
    assert told == {outcome: at + 1 for at, outcome in enumerate(beside.OUTCOMES)} | {"count": 4}
    assert beside.base_rates(rates[1:], "en") is None


def test_work_of_several_cities_is_drawn_with_the_widest_gap_first(monkeypatch):
    """By hand: mining .5 and .1 (a gap of .4) above farming .3 and .2; education is not known of the second city."""
    shares = {("agriculture", HEGANG): 0.3, ("agriculture", JIXI): 0.2, ("mining", HEGANG): 0.1, ("mining", JIXI): 0.5}
    code = {each.code: each for each in (HEGANG, JIXI)}

    def number(_, place, quantity, year):
        value = shares.get((quantity.removesuffix("_employment_share"), code[place])) if year == 2020 else None
        return None if value is None else counted(quantity, year, value)

    monkeypatch.setattr(beside, "number", number)
    monkeypatch.setattr(beside, "SECTION_LETTERS", {"agriculture": "A", "mining": "B", "education": "P"})
    picture = beside.work_of(None, (HEGANG, JIXI), "en")
    assert [row[1:] for row in table(picture)] == [("Hegang", 0.1), ("Jixi", 0.5), ("Hegang", 0.3), ("Jixi", 0.2)]
    assert parts(picture.title)["section"] == Word("section", "B")
    assert [(parts(each)["place"], parts(each)["value"].value) for each in parts(picture.title)["each"]] == [
        (HEGANG, 0.1), (JIXI, 0.5)
    ]  # fmt: skip
    shown = picture.draw(640)
    assert lines(shown) == [
        "rule PEER x=low x2=high y=section",
        "point filled x=value y=section color=place shape=place",
    ]
    assert drawn_rows(layers(shown)[0], "low", "high") == [(10.0, 50.0), (20.0, 30.0)]
    assert channel(shown, "y")["sort"] == [row["section"] for row in layers(shown)[0]["rows"]]
    assert channel(shown, "color")["scale"] == {"domain": ["Hegang", "Jixi"], "range": list(COLOURS[:2])}
    assert channel(shown, "shape")["scale"] == {"domain": ["Hegang", "Jixi"], "range": list(SHAPES[:2])}
    assert channel(shown, "color")["legend"] == channel(shown, "shape")["legend"]
    assert channel(shown, "x")["title"] == "share of jobs, %"
    shares.clear()
    assert beside.work_of(None, (HEGANG, JIXI), "en") is None


@pytest.mark.parametrize(("followed", "unit", "axis"), [
    ("population", "index", None),
    ("mining_employment_share", "share", "%"),
    ("house_price", "yuan/m2", "yuan"),
])  # fmt: skip
def test_paths_begin_in_the_first_year_that_all_have(monkeypatch, followed, unit, axis):
    """By hand: of .4, .5, .6 from 2010 and .2, .3 from 2011 an index is 100 in 2011; then .6 / .5 = 1.2 of it."""
    values = {HEGANG: {2010: 0.4, 2011: 0.5, 2012: 0.6}, JIXI: {2011: 0.2, 2012: 0.3, 2013: 0.4}}
    numbers = {
        place: {year: counted(followed, year, value, unit=unit, sources=(f"of{year}",), flags=(place.slug,))
                for year, value in years.items()} for place, years in values.items()
    }  # fmt: skip
    monkeypatch.setattr(beside, "_numbers", lambda _panel, place, _name: numbers[place])
    picture = beside.path_of(None, (HEGANG, JIXI), followed, "en")
    times = 1 if unit != "index" else 200
    second = (0.2, 0.3, 0.4) if unit != "index" else (100.0, 150.0, 200.0)
    assert [(row[0], row[1], pytest.approx(row[2])) for row in table(picture)] == [
        ("Hegang", 2011, 0.5 * times), ("Hegang", 2012, 0.6 * times),
        *(("Jixi", year, value) for year, value in zip((2011, 2012, 2013), second, strict=True)),
    ]  # fmt: skip
    told = parts(picture.title)
    assert (told["since"], told["until"]) == (2011, 2012)
    first = parts(told["each"][0])
    if unit == "index":
        assert first["change"].value == pytest.approx(0.2)
        assert first["change"].sources == ("of2011", "of2012")
    else:
        assert (first["before"].value, first["after"].value) == (0.5, 0.6)
    assert (picture.unit == "index") == (unit == "index")
    assert picture.key == f"followed_{followed}"
    assert (picture.sources, picture.flags) == (("of2010", "of2011", "of2012", "of2013"), ("hegang", "jixi"))
    drawn = picture.draw(640)
    assert lines(drawn) == ["line x=year y=value color=place strokeDash=place"]
    factor = 100 if unit == "share" else 1
    assert layers(drawn)[0]["rows"][0]["value"] == pytest.approx(0.5 * times * factor)
    assert channel(drawn, "color")["scale"] == {"domain": ["Hegang", "Jixi"], "range": list(COLOURS[:2])}
    assert channel(drawn, "strokeDash")["scale"] == {
        "domain": ["Hegang", "Jixi"],
        "range": [list(d) for d in DASHES[:2]],
    }
    title = channel(drawn, "y")["title"]
    assert title == axis if axis == "%" else (axis or "2011") in title
    assert (channel(drawn, "x")["axis"]["values"][0], channel(drawn, "x")["axis"]["values"][-1]) == (2011, 2013)
    numbers[JIXI].pop(2012)
    assert beside.path_of(None, (HEGANG, JIXI), followed, "en") is None


def test_an_own_path_stands_beside_the_middle_half_of_five_peers_or_more():
    """By hand: of 1 to 5 the quarters are 2 and 4 and the median 3; four known values are too few."""
    places = [find(name) for name in ("jixi", "datong", "yulin-shaanxi", "fuxin", "baotou")]
    cells = {place: (float(i), float(i) if i < 5 else np.nan) for i, place in enumerate(places, 1)}
    of = panel("house_price", (2001, 2002), cells)
    assert [tuple(row) for row in band(of, places, "house_price", (2001, 2002)).to_numpy()] == [(2001, 2, 3, 4, 5)]
    assert list(band(of, places, "house_price", ())) == ["year", "low", "middle", "high", "count"]
    numbers = tuple(counted("house_price", year, v, unit="yuan/m2", sources=(f"s{year}",), flags=(f"f{year}",))
                    for year, v in ((2000, 9.0), (2001, 0.5), (2002, 0.75)))  # fmt: skip
    own = profile({"house_price": numbers}, places)
    picture = output.path_beside(of, own, "en", "house_price", "house_price", SAID, 100)
    assert list(picture.table) == ["year", "value", "low", "middle", "high", "count"]
    assert table(picture) == [(2001, 0.5, 2, 3, 4, 5), (2002, 0.75, None, None, None, None)]
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "area PEER x=year y=low y2=high", "line PEER x=year y=middle", "line INK x=year y=value",
        "text INK 'Hegang' x=year y=value",
    ]  # fmt: skip
    assert drawn_rows(layers(drawn)[0], "value", "low", "middle", "high")[0] == (50, 200, 300, 400)
    assert drawn_rows(layers(drawn)[3], "year", "value") == [(2002, 75)]
    assert (picture.sources, picture.flags, picture.unit) == (("s2002",), ("f2000", "f2001", "f2002"), "yuan/m2")
    assert parts(picture.subtitle) == {"place": HEGANG, "count": 5}
    one = profile({"house_price": numbers[:1]}, places)
    assert output.path_beside(of, one, "en", "house_price", "house_price", SAID, 1) is None
    two = profile({"house_price": numbers[1:]}, places)
    assert output.path_beside(of, two, "en", "house_price", "house_price", SAID, 1) is not None
    assert output.path_beside(of, own, "en", "house_price", "house_price", None, 1) is None


def test_sectors_are_named_at_the_ends_of_their_lines(monkeypatch):
    monkeypatch.setattr(output.findings, "sectors", lambda _: SAID)
    shares = {"primary": (0.2, 0.3), "secondary": (0.5, 0.3), "tertiary": (0.3, 0.4)}
    series = {
        f"{name}_share": tuple(counted(name, year, v, sources=("yearbook",), flags=(f"{name}{year}",))
                               for year, v in ((2009, 0.9), *zip((2010, 2011), values, strict=True)))
        for name, values in shares.items()
    }  # fmt: skip
    picture = output.sectors(profile(series), "en")
    assert list(picture.table) == ["year", "value", "sector"]
    assert [row for row in table(picture) if row[2] == "secondary"] == [
        (2010, 0.5, "secondary"),
        (2011, 0.3, "secondary"),
    ]
    assert picture.flags == ("secondary2009", "secondary2010", "secondary2011")
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "line x=year y=value color=sector strokeDash=sector",
        "text INK x=year y=value text=sector",
    ]
    assert channel(drawn, "color")["scale"] == {
        "domain": ["primary", "secondary", "tertiary"], "range": ["#009e73", "#d55e00", "#0072b2"]
    }  # fmt: skip
    assert channel(drawn, "color")["legend"] is channel(drawn, "strokeDash")["legend"] is None
    # Two lines end at 30 per cent: one name stands a line of 17 of 270 pixels above the other, of 50 per cent.
    ends = {row["sector"]: row["value"] for row in layers(drawn)[1]["rows"]}
    assert ends == {"primary": 30, "secondary": pytest.approx(30 + 50 * 17 / 270), "tertiary": 40}


def test_mining_shares_are_lines_of_peers_and_of_the_city_with_its_interval(monkeypatch):
    known = {(HEGANG, 2010): (0.2, (0.1, 0.3)), (HEGANG, 2020): (0.4, None), (JIXI, 2020): (0.05, (0.04, 0.06))}
    monkeypatch.setattr(output.findings, "mining", lambda _: SAID)
    name = "mining_employment_share"
    numbers = {
        at: counted(name, at[1], v, ends, sources=(f"c{at[1]}",), flags=(f"f{at[1]}",))
        for at, (v, ends) in known.items()
    }
    code = {each.code: each for each in (HEGANG, JIXI, DATONG)}
    monkeypatch.setattr(
        output, "number", lambda _, place, asked, year: numbers.get((code[place], year)) if asked == name else None
    )
    own = profile({name: (numbers[HEGANG, 2010], numbers[HEGANG, 2020])})
    picture = output.mining_share(None, own, "en")
    assert list(picture.table) == ["place", "year", "value", "low", "high"]
    assert table(picture) == [
        ("Hegang", 2010, 0.2, 0.1, 0.3),
        ("Hegang", 2020, 0.4, 0.4, 0.4),
        ("Jixi", 2020, 0.05, 0.04, 0.06),
    ]
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "line PEER x=year y=value detail=place", "rule INK x=year y=low y2=high", "line INK x=year y=value",
        "text INK 'Hegang' x=year y=value",
    ]  # fmt: skip
    tests = [str(each["transform"]) for each in layers(drawn)]
    assert ["!==" in each or "!=" in each for each in tests] == [True, False, False, False]
    assert "2020" in tests[3]
    assert layers(drawn)[0]["rows"][0]["high"] == 30
    assert (picture.sources, picture.flags) == (("c2010", "c2020"), ("f2020",))
    assert parts(picture.subtitle) == {"count": 2}
    only = profile({name: (numbers[HEGANG, 2020],)})
    assert output.mining_share(None, only, "en").sources == ("c2020",)
    assert output.mining_share(None, profile({name: (numbers[HEGANG, 2010],)}), "en") is None


def test_sections_stand_by_their_share_with_the_nations_beside(monkeypatch):
    """By hand: the nation has 30 of 40 in farming and 10 in mining: .75 and .25."""
    monkeypatch.setattr(output.findings, "structure", lambda _: SAID)
    monkeypatch.setattr(output, "SECTION_LETTERS", {"agriculture": "A", "mining": "B"})
    monkeypatch.setattr(output, "national_employment", lambda *_: np.array([30.0, 10.0]))
    found = {"agriculture": counted("a", 2020, 0.3), "mining": counted("m", 2020, 0.6, (0.5, 0.7))}
    monkeypatch.setattr(output, "number", lambda *asked: found[asked[2].removesuffix("_employment_share")])
    series = {"mining_employment_share": (counted("m", 2020, 0.6, sources=("c",), flags=("f",)),),
              "location_quotient_mining": (counted("q", 2020, 2.4),),
              "location_quotient_agriculture": (counted("q", 2020, 0.4),)}  # fmt: skip
    picture = output.job_structure(None, profile(series), "en")
    assert list(picture.table) == ["section", "value", "low", "high", "nation", "quotient"]
    assert [row[1:] for row in table(picture)] == [(0.6, 0.5, 0.7, 0.25, 2.4), (0.3, 0.3, 0.3, 0.75, 0.4)]
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "rule PEER x=value x2=nation y=section", "point PEER x=nation y=section", "rule INK x=low x2=high y=section",
        "point INK filled x=value y=section",
    ]  # fmt: skip
    assert drawn_rows(layers(drawn)[0], "value", "low", "high", "nation")[0] == (60, 50, 70, 25)
    assert channel(drawn, "y")["sort"] == [row["section"] for row in layers(drawn)[0]["rows"]]
    assert (picture.sources, picture.flags) == (("c",), ("f",))
    assert parts(picture.subtitle) == {"place": HEGANG, "year": 2020}
    del series["location_quotient_mining"]
    assert len(output.job_structure(None, profile(series), "en").table) == 1


def test_values_of_groups_and_paths_leave_out_what_is_not_known():
    of = panel("population", (2020,), {HEGANG: (0.5,), JIXI: (np.nan,), DATONG: (0.7,)})
    found = group_values(of, {"peers": [JIXI, DATONG], "type": [HEGANG]}, "population", 2020)
    assert [tuple(row) for row in found.to_numpy()] == [("peers", DATONG, 0.7), ("type", HEGANG, 0.5)]
    assert list(found) == ["group", "place", "value"]
    numbers = tuple(counted("population", year, v) for year, v in ((2000, 1.0), (2001, 2.0), (2002, 3.0)))
    own = path(profile({"population": numbers}), "population", 2001)
    assert own.to_dict("list") == {"year": [2001, 2002], "value": [2.0, 3.0]}


@pytest.mark.parametrize(("own", "province", "sides"), [(-0.1, 0.2, ("right", "left")), (0.3, 0.2, ("left", "right")),
                                                        (0.2, 0.2, ("right", "left"))])  # fmt: skip
def test_the_city_and_its_province_are_named_on_the_outer_sides_of_their_lines(monkeypatch, own, province, sides):
    monkeypatch.setattr(population.findings, "people", lambda _: SAID)
    monkeypatch.setattr(population, "same_type", lambda _: [DATONG])
    series = {"population_change": (counted("p", 2020, own, sources=("c",), flags=("f",)),),
              "province_population_change": (counted("p", 2020, province),)}  # fmt: skip
    of = panel("population_change", (2020,), {JIXI: (0.1,), DATONG: (0.4,)})
    picture = population.population_change(of, profile(series, [JIXI]), "en")
    assert table(picture) == [("nearest peers", "Jixi", 0.1), ("same official type", "Datong", 0.4)]
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "point PEER filled x=value y=group", f"rule MUTED x={province * 100}", f"rule INK x={own * 100}",
        f"text INK 'Hegang' x={own * 100} y=-8", f"text MUTED 'Heilongjiang' x={province * 100} y=-8",
    ]  # fmt: skip
    assert tuple(each["mark"]["align"] for each in layers(drawn)[3:]) == sides
    assert [each["mark"]["dx"] < 0 for each in layers(drawn)[3:]] == [side == "right" for side in sides]
    assert drawn_rows(layers(drawn)[0], "value") == [(10.0,), (40.0,)]
    assert parts(picture.subtitle)["count"] == 1
    for missing in series:
        left = {name: path for name, path in series.items() if name != missing}
        assert population.population_change(of, profile(left, [JIXI]), "en") is None


@pytest.mark.parametrize(("language", "factor"), [("en", 1e-3), ("zh", 1e-4)])
def test_a_pyramid_has_men_on_the_left_and_three_years_in_their_inks(monkeypatch, language, factor):
    groups, sexes = len(population.GROUPS), len(population.SEXES)
    cohorts = {year: np.full((sexes, groups), float(at)) for at, year in ((1000, 2010), (2000, 2020), (5000, 2035))}
    cohorts[2035][0] += 1000.0  # more men
    monkeypatch.setattr(population, "people_by_age", lambda _: cohorts)
    picture = population.pyramid(HEGANG, language)
    assert len(picture.table) == 3 * sexes * groups
    assert table(picture)[0][1:] == (population.GROUPS[0], 2010, 1000.0)
    drawn = picture.draw(640)
    names = [say(f"charts.pyramid.{sex}", language) for sex in ("male", "female")]
    assert population.SEXES[0] == "male"
    furthest = 6000 * factor * 1.08
    bars, *ticks, _, man, woman = layers(drawn)
    assert lines(drawn)[:4] == [
        "bar PEER x=value y=group",
        "tick MUTED x=value y=group",
        "tick PLAN x=value y=group",
        "rule INK x=0",
    ]
    assert [{row["year"] for row in each["rows"]} for each in (bars, *ticks)] == [{2020}, {2010}, {2035}]
    last = {row["part"]: row["value"] for row in ticks[1]["rows"]}
    assert last == pytest.approx({names[0]: -6000 * factor, names[1]: 5000 * factor})
    assert channel(drawn, "x")["scale"]["domain"] == pytest.approx([-furthest, furthest])
    assert [each["mark"]["text"] for each in (man, woman)] == names
    assert [each["encoding"]["x"]["datum"] for each in (man, woman)] == pytest.approx([-0.6 * furthest, 0.6 * furthest])
    assert channel(drawn, "y")["sort"] == list(reversed(population.GROUPS))
    told = {name: getattr(value, "value", value) for name, value in parts(picture.title).items() if name != "place"}
    old, working = len(population.GROUPS[population.OLD]), len(population.GROUPS[population.WORKING])
    assert told == {"since": 2020, "until": 2035, "old": 11000.0 * old, "old_before": 4000.0 * old,
                    "working": 11000.0 * working, "working_before": 4000.0 * working}  # fmt: skip
    assert parts(picture.subtitle) == {"before": 2010, "since": 2020, "until": 2035}


def test_sections_of_a_country_run_to_the_share_of_all_places():
    """By hand: a share of .3 with a quotient of 1.5 is .2 everywhere; one of .1 with .5 is .2 too."""
    section = [SimpleNamespace(section="mining", share=0.3, location_quotient=1.5),
               SimpleNamespace(section="agriculture", share=0.1, location_quotient=0.5),
               SimpleNamespace(section="education", share=0.05, location_quotient=0.0)]  # fmt: skip
    (picture,) = country_pictures._structure(SimpleNamespace(sections=section), "en")
    assert picture.key == "country_structure"
    assert [row[1:] for row in table(picture)] == [
        (0.3, pytest.approx(0.2), 0.3), (0.1, 0.1, pytest.approx(0.2))
    ]  # fmt: skip
    assert (parts(picture.title)["share"].value, parts(picture.title)["whole"].value) == (0.3, pytest.approx(0.2))
    many = [SimpleNamespace(section="mining", share=0.01 * at, location_quotient=1.0) for at in range(20)]
    (most,) = country_pictures._structure(SimpleNamespace(sections=many), "en")
    assert len(most.table) == 12
    assert [*country_pictures._structure(SimpleNamespace(sections=section[2:]), "en")] == []
    drawn = picture.draw(640)
    assert lines(drawn) == ["rule MUTED x=0", "rule PEER x=low x2=high y=row", "point INK filled x=value y=row"]
    assert drawn_rows(layers(drawn)[1], "value", "low", "high")[0] == pytest.approx((30, 20, 30))


def test_entries_of_a_country_have_the_chance_and_what_became_of_those_alike():
    candidates = [
        SimpleNamespace(
            industry="2523",
            industry_name="fuels",
            probability=0.2,
            entered_when_alike=SimpleNamespace(interval_95=(0.1, 0.4)),
        ),
        SimpleNamespace(
            industry="31", industry_name="", probability=0.1, entered_when_alike=SimpleNamespace(interval_95=None)
        ),
    ]
    report = SimpleNamespace(candidates=candidates, base_rates=SimpleNamespace(all_places=0.03))
    (picture,) = country_pictures._entries(report, "en")
    assert table(picture) == [("2523 fuels", 0.2, 0.1, 0.4), ("31", 0.1, None, None)]
    assert {name: getattr(value, "value", value) for name, value in parts(picture.title).items()} == {
        "industry": "2523 fuels", "chance": 0.2, "rate": 0.03
    }  # fmt: skip
    assert [*country_pictures._entries(SimpleNamespace(candidates=[]), "en")] == []


def test_the_fan_of_a_country_is_hatched_after_the_last_scored_year():
    each = SimpleNamespace(
        quantity="population", label="People", origin=2020, opening=90.0, past_years=(2015, 2020), past=(100.0, 90.0),
        years=(2021, 2022, 2023), median=(80.0, 70.0, 60.0), p05=(75.0, 60.0, 45.0), p95=(85.0, 82.0, 79.0),
        scored_until=2022,
    )  # fmt: skip
    picture = country_pictures._fan(each, "en")
    # The newest figure is told once, as published: where the bands begin it is not told again.
    assert [row[:3] for row in table(picture)] == [
        (2015, say("charts.parts.history", "en"), 100.0), (2020, say("charts.parts.history", "en"), 90.0),
        *((year, say("charts.parts.forecast", "en"), v) for year, v in ((2021, 80.0), (2022, 70.0), (2023, 60.0))),
    ]  # fmt: skip
    assert [row[3:] for row in table(picture)][2:] == [(75.0, 85.0, "yes"), (60.0, 82.0, "yes"), (45.0, 79.0, "no")]
    told = parts(picture.title)
    assert (told["year"], told["opening"].value, told["origin"], told["label"]) == (2022, 90.0, 2020, "People")
    assert (told["median"].value, told["median"].interval_90) == (70.0, (60.0, 82.0))
    assert parts(picture.subtitle) == {"origin": 2020, "until": 2022}
    _, _, area, hatched, median, past = layers(picture.draw(640))
    assert drawn_rows(area, "year", "p05", "p95") == [(2020, 90, 90), (2021, 75, 85), (2022, 60, 82)]
    assert hatched["rows"][0]["year"] > 2022
    assert [row["year"] for row in median["rows"]] == [2020, 2021, 2022, 2023]
    assert drawn_rows(past, "year", "value") == [(2015, 100), (2020, 90)]


def depth(**more):
    return SimpleNamespace(place=HEGANG, **more)


def test_emissions_and_output_are_100_in_the_first_year_that_has_both(monkeypatch):
    monkeypatch.setattr(town, "span_sentence", lambda _: SAID)
    cells = np.array([[[np.nan], [20.0], [30.0]], [[5.0], [10.0], [12.0]]])
    at = {"quantity": ["co2_emissions", "gdp_real_index"], "year": [2009, 2010, 2011], "place": [HEGANG.code]}
    of = xr.Dataset({"value": (("quantity", "year", "place"), cells)}, coords=at)
    given = [SimpleNamespace(state="weak", sources=("a",)), SimpleNamespace(state="", sources=("b",))]
    picture = town.emissions(of, depth(decouplings=given), "en")
    co2, gdp = (say(f"charts.emissions.{name}", "en") for name in ("co2_emissions", "gdp_real_index"))
    assert table(picture) == [(co2, 2010, 100.0), (co2, 2011, 150.0), (gdp, 2010, 100.0), (gdp, 2011, 120.0)]
    assert list(picture.table) == ["quantity", "year", "value"]
    drawn = picture.draw(640)
    assert lines(drawn)[0] == "line x=year y=value color=quantity strokeDash=quantity"
    assert channel(drawn, "color")["scale"] == {"domain": [co2, gdp], "range": ["#d55e00", INK]}
    # The lower name stands below its line, the upper one above.
    assert [(each["rows"][0]["value"], each["mark"]["dy"] > 0) for each in layers(drawn)[1:]] == [
        (120, True),
        (150, False),
    ]
    assert (parts(picture.subtitle), picture.sources, picture.unit) == ({"year": 2010}, ("a",), "index")
    assert town.emissions(of, depth(decouplings=given[1:]), "en") is None


def test_neighbours_stand_after_the_city_and_kinds_have_their_middle_halves(monkeypatch):
    monkeypatch.setattr(town, "neighbours_sentence", lambda _: SAID)
    monkeypatch.setattr(town, "judgement_words", lambda _: SAID)
    changes = {HEGANG.code: -0.2, JIXI.code: 0.1}
    monkeypatch.setattr(
        town,
        "number",
        lambda _, code, name, year: (
            counted(name, year, changes[code])
            if (name, year) == ("population_change", 2020) and code in changes
            else None
        ),
    )
    around = [
        SimpleNamespace(outcome="other", neighbours=(DATONG.code,)),
        SimpleNamespace(outcome=town.CHANGE, neighbours=(JIXI.code, DATONG.code)),
    ]
    picture = town.neighbours(None, depth(surroundings=around), "en")
    assert table(picture) == [("Hegang", -0.2), ("Jixi", 0.1)]
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "rule MUTED x=0",
        "rule PEER x=low x2=high y=row",
        "point PEER filled x=value y=row",
        "point INK filled x=value y=row",
    ]
    assert [("!" in str(each["transform"]), "Hegang" in str(each["transform"])) for each in layers(drawn)[2:]] == [
        (True, True),
        (False, True),
    ]
    assert town.neighbours(None, depth(surroundings=around[:1]), "en") is None
    standing = [SimpleNamespace(quarters=None, own=0.5, definition="size", count=9),
                SimpleNamespace(quarters=(0.1, 0.2, 0.3), own=-0.2, definition="path", count=7)]  # fmt: skip
    judged = [SimpleNamespace(outcome="other", standings=[]), SimpleNamespace(outcome=town.CHANGE, standings=standing)]
    kinds = town.kinds(depth(judgements=judged), "en")
    assert [row[1:] for row in table(kinds)] == [(-0.2, 0.1, 0.2, 0.3, 7)]
    assert list(kinds.table) == ["group", "value", "low", "middle", "high", "count"]
    drawn = kinds.draw(640)
    assert lines(drawn) == [
        "rule PEER x=low x2=high y=row", "tick PEER x=middle y=row", "rule INK x=-20.0", "text INK 'Hegang' x=-20.0 y=0"
    ]  # fmt: skip
    assert drawn_rows(layers(drawn)[0], "value", "low", "middle", "high") == [(-20, 10, 20, pytest.approx(30))]
    assert channel(drawn, "y")["sort"] == [row["row"] for row in layers(drawn)[0]["rows"]]
    assert town.kinds(depth(judgements=judged[:1]), "en") is None
    assert town.kinds(depth(judgements=[SimpleNamespace(outcome=town.CHANGE, standings=standing[:1])]), "en") is None


def test_what_is_left_of_a_bust_begins_at_nothing_and_responses_are_those_of_the_nation(monkeypatch):
    monkeypatch.setattr(town, "left_sentence", lambda _: SAID)
    monkeypatch.setattr(town, "summary_sentence", lambda _: SAID)
    left = [SimpleNamespace(outcome=town.OUTPUT, year=2013, gap=-0.2, interval_90=(-0.3, -0.1)),
            SimpleNamespace(outcome="other", year=2013, gap=9.0, interval_90=(9.0, 9.0)),
            SimpleNamespace(outcome=town.OUTPUT, year=2012, gap=-0.1, interval_90=(-0.15, 0.05))]  # fmt: skip
    picture = town.left_of_bust(depth(left_of_bust=left), "en")
    assert table(picture) == [(2011, 0, 0, 0), (2012, -0.1, -0.15, 0.05), (2013, -0.2, -0.3, -0.1)]
    drawn = picture.draw(640)
    assert lines(drawn) == ["area PEER x=year y=low y2=high", "rule MUTED y=0", "line INK x=year y=value"]
    assert drawn_rows(layers(drawn)[0], "year", "value", "low", "high")[2] == (2013, -20, -30, -10)
    assert channel(drawn, "x")["axis"]["values"] == [2011, 2012, 2013]
    at = {
        "outcome": "loans",
        "start": 2012,
        "end": 2016,
        "excess": -0.1,
        "interval_90": (-0.3, 0.1),
        "count": 40,
        "group": "nation",
        "why": "",
    }
    responses = [
        SimpleNamespace(**{**at, **more}) for more in ({}, {"group": "province"}, {"why": "few"}, {"interval_90": None})
    ]
    told = town.resilience(depth(responses=responses, sources={"resilience": ("a",)}), "en")
    ((label, *numbers),) = table(told)
    assert (numbers, told.sources) == ([-0.1, -0.3, 0.1, 40], ("a",))
    assert "2012" in label
    assert "2016" in label
    assert list(told.table) == ["outcome", "value", "low", "high", "count"]
    assert drawn_rows(layers(told.draw(640))[1], "value", "low", "high") == [pytest.approx((-10, -30, 10))]


def test_sections_that_had_and_have_no_job_are_not_drawn_and_the_largest_loss_comes_first(monkeypatch):
    monkeypatch.setattr(town, "decomposition_words", lambda _: SAID)
    at = {"place_interval_90": (-4.0, 5.0), "before": 0.0, "after": 0.0}
    sections = [SimpleNamespace(**{**at, "section": name, "place": place, **more}) for name, place, more in (
        ("education", 3.0, {"before": 1.0}), ("mining", -2.0, {"after": 1.0}), ("health", 1.0, {}))]  # fmt: skip
    monkeypatch.setattr(town, "SECTION_LETTERS", {"education": "P", "mining": "B", "health": "Q"})
    picture = town.jobs_change(depth(decomposition=SimpleNamespace(sections=sections)), "en")
    assert [row[1:] for row in table(picture)] == [(-2.0, -4.0, 5.0), (3.0, -4.0, 5.0)]
    assert town.jobs_change(depth(decomposition=SimpleNamespace(sections=[])), "en") is None


def test_a_strip_names_the_unit_of_its_axis():
    with debug_mode(False):
        drawn = beside.group_strip([1.0, 2.0, 3.0], ("Hegang", 2.5), "persons", 640, "en")
    assert channel(drawn, "x")["title"] == "people"
    assert lines(drawn)[-1] == "text INK 'Hegang' x=2.5 y=0"
    assert layers(drawn)[-1]["mark"]["dy"] < 0
    assert len({INK, MUTED, PEER, PLAN, *COLOURS}) == 6
    assert len(set(SHAPES)) == len({tuple(each) for each in DASHES}) == len(COLOURS) == beside.MOST
