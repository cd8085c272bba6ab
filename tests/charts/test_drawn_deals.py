"""Deals, needs and next industries, drawn from a few invented figures: marks, inks, rows, axes."""

from types import SimpleNamespace

import pandas as pd
import pytest
from altair.utils.schemapi import debug_mode

from relode.charts import deal_pictures, needs_pictures, next_industries, style
from relode.charts.style import INK, MUTED, PEER, PLAN
from relode.language import LANGUAGES, Clauses, Sentence, number_text
from relode.places import find

from .layers import channel, drawn_rows, layers, lines, parts


@pytest.fixture(autouse=True)
def quickly():
    with debug_mode(False):
        yield


def deal(**more):
    steps = [SimpleNamespace(name=name, jobs=jobs) for name, jobs in (("promised", 500.0), ("net", 120.0))]
    years = [
        SimpleNamespace(year=2026, tax=2e6, back=3e6, paid=4e6, net=1e6),
        SimpleNamespace(year=2027, tax=5e6, back=0.0, paid=1e6, net=4e6),
    ]
    terms = [
        SimpleNamespace(term="all", yuan=9e6),
        SimpleNamespace(term="clawback", yuan=2e6),
        SimpleNamespace(term="job_floor", yuan=3e6),
    ]
    values = {
        "steps": steps,
        "year_of_jobs": 2030,
        "by_year": years,
        "mean": -2e6,
        "terms": terms,
        "map": [[1e6, 2e6], [-3e6, 4e6]],
        "break_even": 0.4,
        "at": (0.26, 0.71),
    }
    return deal_pictures.DealShown(**{**values, **more})


@pytest.mark.parametrize(("language", "money"), [("en", 1e6), ("zh", 1e4)])
def test_the_rows_of_a_deal_are_counted_in_what_their_axis_says(language, money, monkeypatch):
    monkeypatch.setattr(deal_pictures, "say", lambda key, language, **_: f"{language}:{key}")
    rows = deal_pictures.deal_rows(deal(), language)
    assert rows["steps"][0] == {
        "key": "promised",
        "value": 500.0,
        "text": number_text(500.0, "persons", language, "round bare"),
        "measure": f"{language}:deals.step.promised",
    }
    assert [(row["key"], row["year"], row["value"] * money, row["part"]) for row in rows["years"]][:4] == [
        ("2026_tax", 2026, 2e6, f"{language}:deals.money.tax"),
        ("2026_back", 2026, 3e6, f"{language}:deals.money.back"),
        ("2026_paid", 2026, -4e6, f"{language}:deals.money.paid"),
        ("2027_tax", 2027, 5e6, f"{language}:deals.money.tax"),
    ]
    assert rows["net"] == [
        {"key": "2026", "year": 2026, "value": 1e6 / money},
        {"key": "2027", "year": 2027, "value": 4e6 / money},
    ]
    assert rows["terms"][1] == {
        "key": "clawback",
        "value": 2e6 / money,
        "text": number_text(2e6, "yuan", language, "+bare"),
        "measure": f"{language}:deals.term.clawback",
    }
    assert rows["map"] == [
        {"key": "0_0", "but_for": 0, "on_jobs": 0, "value": 1e6 / money},
        {"key": "1_0", "but_for": 0.1, "on_jobs": 0, "value": 2e6 / money},
        {"key": "0_1", "but_for": 0, "on_jobs": 0.1, "value": -3e6 / money},
        {"key": "1_1", "but_for": 0.1, "on_jobs": 0.1, "value": 4e6 / money},
    ]
    assert rows["at"] == [{"key": "at", "but_for": 0.3, "on_jobs": 0.7}]
    assert deal_pictures.deal_numbers(deal(at=None), language)["at"] == []


def test_the_pictures_of_a_deal_have_their_marks_and_titles(monkeypatch):
    monkeypatch.setattr(deal_pictures, "say", lambda key, language, **_: f"{language}:{key}")
    steps, years, terms, field = deal_pictures.drawn_deal(deal(), "en")
    assert [each.key for each in (steps, years, terms, field)] == ["deal_steps", "deal_years", "deal_terms", "deal_map"]
    for picture in (steps, terms):
        drawn = picture.draw(640)
        assert lines(drawn) == ["bar PLAN x=value y=measure", "text INK x=value y=measure text=text"]
        assert channel(drawn, "y")["sort"] == [row["measure"] for row in layers(drawn)[0]["rows"]]
    assert {name: value.value for name, value in parts(steps.title).items()} == {"promised": 500.0, "net": 120.0}
    assert parts(steps.subtitle) == {"year": 2030}
    best = parts(terms.title)
    assert (best["term"].key, best["yuan"].value) == ("deals.term.job_floor", 3e6)
    drawn = years.draw(640)
    assert lines(drawn) == ["bar x=year y=value color=part", "line INK x=year y=value"]
    assert channel(drawn, "color")["scale"] == {
        "domain": [f"en:deals.money.{part}" for part in ("tax", "back", "paid")],
        "range": [PLAN, "#56b4e9", "#d55e00"],
    }
    assert [channel(years.draw(width), "x")["axis"]["labelExpr"][:16] for width in (640, 312)] == [
        "datum.value % 2 ",
        "datum.value % 5 ",
    ]
    drawn = field.draw(640)
    assert [each["mark"]["type"] for each in layers(drawn)] == ["rect", "point"]
    assert all(
        (each["encoding"]["x"]["field"], each["encoding"]["y"]["field"]) == ("but_for", "on_jobs")
        for each in layers(drawn)
    )
    assert channel(drawn, "y")["sort"] == "descending"
    assert channel(drawn, "color")["scale"] == {
        "domain": [-4, 0, 4],
        "range": ["rgb(213,94,0)", "rgb(255,255,255)", "rgb(0,114,178)"],
        "interpolate": "rgb",
        "clamp": True,
    }
    assert layers(drawn)[1]["mark"]["filled"] is False
    assert (field.title.key, field.subtitle.key) == ("deals.chart.map_title", "deals.chart.map_at")
    never = deal_pictures.drawn_deal(deal(break_even=None, at=None), "en")[-1]
    assert (never.title.key, never.subtitle.key) == ("deals.chart.map_never", "deals.chart.map_subtitle")
    assert len(layers(never.draw(640))) == 1
    assert [each.key for each in deal_pictures.drawn_deal(deal(steps=[], terms=[]), "en")] == ["deal_years"]
    level = deal_pictures.drawn_deal(deal(map=[[0.0, 0.0]]), "en")[-1]
    assert channel(level.draw(640), "color")["scale"]["domain"] == [-1, 0, 1]
    for picture in (steps, years, terms, field):
        assert not {"key", "text"} & set(picture.table)
    assert deal_pictures.deal_pictures(SimpleNamespace(kind="public_works"), "en") == ()


@pytest.mark.parametrize(("width", "columns"), [(700, 2), (699, 1)])
def test_two_names_of_services_stand_side_by_side_from_700_pixels(width, columns):
    assert needs_pictures._legend(width).to_dict()["columns"] == columns


def service(key, values, sure=(), capacity=10.0):
    years = [
        SimpleNamespace(year=2024 + at, users=SimpleNamespace(value=v), alive_share=alive, sure=s)
        for at, ((v, alive), s) in enumerate(zip(values, sure or [0.0] * len(values), strict=True))
    ]
    named = {name: SimpleNamespace(name=lambda _, of=name: of) for name in (f"{key} name", f"users of {key}")}
    return SimpleNamespace(
        name=named[f"{key} name"],
        users_name=named[f"users of {key}"],
        years=years,
        at=lambda year: next(each for each in years if each.year == year),
        capacity=None if capacity is None else SimpleNamespace(value=capacity),
    )


def test_waves_are_in_per_cent_of_the_first_year_and_grey_where_fewer_than_half_are_born(monkeypatch):
    monkeypatch.setattr(needs_pictures, "FIRST", 2024)
    values = [(200.0, 1.0), (150.0, 0.5), (50.0, 0.49)]
    record = SimpleNamespace(place=find("hegang"), year=2026, sources=("a",), service=lambda key: service(key, values))
    picture = needs_pictures.waves(record, "en")
    assert parts(picture.title)["fall"].value == 0.75
    assert {name: value for name, value in parts(picture.title).items() if name not in ("fall", "place")} == {
        "year": 2026,
        "base": 2024,
    }
    assert list(picture.table["value"][:3]) == [1.0, 0.75, 0.25]
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "rule INK y=100",
        "line MUTED x=year y=value detail=service",
        "line x=year y=value color=service",
    ]
    assert drawn_rows(layers(drawn)[1], "year", "value", "born")[:3] == [
        (2024, 100, True),
        (2025, 75, True),
        (2026, 25, False),
    ]
    assert [row["year"] for row in layers(drawn)[2]["rows"]][:3] == [2024, 2025, 2024]
    names = ["kindergarten name", "primary name", "junior name", "senior name", "users of care_homes"]
    assert channel(drawn, "color")["scale"] == {"domain": names, "range": list(needs_pictures.WAVES.values())}


def test_what_is_sure_is_drawn_of_services_that_are_counted_and_sure_in_some_year():
    values = [(1.0, 1.0), (1.0, 1.0)]
    services = [
        service("a", values, (0.0, -5.0)),
        service("b", values),
        service("c", values, (1.0, 1.0), None),
        service("d", values, (2.0, 0.0)),
    ]
    record = SimpleNamespace(place=find("hegang"), year=2025, sources=("a",), services=services)
    picture = needs_pictures.sure_by_year(record, "en")
    assert [tuple(row) for row in picture.table.to_numpy()] == [
        ("a name", 2024, 0.0),
        ("a name", 2025, -0.5),
        ("d name", 2024, 0.2),
        ("d name", 2025, 0.0),
    ]
    assert (picture.title.key, parts(picture.title)["year"]) == ("charts.needs_sure.title", 2025)
    assert parts(picture.title)["found"] == Clauses(
        (Sentence("charts.needs_sure.shortage", {"names": [services[0].name]}),)
    )
    drawn = picture.draw(640)
    assert lines(drawn) == ["rule INK y=0", "line x=year y=value color=service"]
    assert channel(drawn, "color")["scale"] == {
        "domain": ["a name", "d name"],
        "range": list(needs_pictures.WAVES.values())[:2],
    }
    assert (layers(drawn)[1]["mark"]["interpolate"], channel(drawn, "y")["axis"]["format"]) == ("step-after", "%")
    record.services = services[1:3]
    assert needs_pictures.sure_by_year(record, "en") is None


def test_the_field_of_industries_leaves_an_eighth_beside_its_dots_and_marks_the_counts_that_it_holds():
    dots = pd.DataFrame(
        {
            "industry": ["a", "b", "c"],
            "own": [-10.0, 40.0, 20.0],
            "listings": [4.0, 80.0, 0.0],
            "text": ["a", "b", "c"],
            "is_lead": [False, True, False],
            "is_named": [True, False, False],
        }
    )
    drawn = next_industries._beside(dots, 620, "en")
    assert channel(drawn, "x")["scale"]["domain"] == pytest.approx([-16, 46])
    ups = next(each["encoding"]["y"] for each in layers(drawn) if "scale" in each["encoding"].get("y", {}))
    assert (ups["scale"]["type"], ups["scale"]["domain"]) == ("sqrt", pytest.approx([-2, 100]))
    assert ups["axis"]["values"] == [0, 1, 5, 20, 50, 100]
    found = layers(drawn)
    assert (found[0]["mark"]["type"], found[0]["mark"]["color"], found[0]["encoding"]["x"]["datum"]) == (
        "rule",
        PEER,
        0,
    )
    points = [(each["transform"][0]["filter"], each["mark"]["color"], each["mark"]["filled"]) for each in found[-4:]]
    assert points == [
        ("datum.is_lead == false && datum.is_named == true", PEER, True),
        ("datum.is_lead == false && datum.is_named == false", PEER, False),
        ("datum.is_lead == true && datum.is_named == true", INK, True),
        ("datum.is_lead == true && datum.is_named == false", INK, False),
    ]
    names = {each["rows"][0]["text"]: each["mark"] for each in found if each["mark"]["type"] == "text"}
    assert {text: (mark["color"], mark["fontWeight"]) for text, mark in names.items()} == {
        "a": (MUTED, "normal"),
        "b": (INK, "bold"),
        "c": (MUTED, "normal"),
    }
    # All three have room to the right: 2 + 6 pixels from the dot, half of a line of 13 above its middle.
    assert {mark["align"] for mark in names.values()} == {"left"}
    assert [at for mark in names.values() for at in (mark["dx"], mark["dy"])] == pytest.approx([8, -6.5] * 3)
    near = next_industries._beside(dots.assign(own=[1.0, 2.0, 3.0], listings=[0.0, 1.0, 2.0]), 620, "en")
    assert channel(near, "x")["scale"]["domain"] == pytest.approx([-1.2, 11.2])
    assert next(e["encoding"]["y"] for e in layers(near) if "scale" in e["encoding"].get("y", {}))["scale"][
        "domain"
    ] == pytest.approx([-0.1, 5])


def candidate(key, own, recent, **more):
    unit = SimpleNamespace(name=lambda _: key)
    return SimpleNamespace(
        **{
            "unit": unit,
            "own_conditions": own,
            "recent": recent,
            "probability": 0.1,
            "score": 1.0,
            "rivals": 3,
            "named_by": (),
            **more,
        }
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_leading_industry_is_listed_most_of_those_with_more_here(monkeypatch, language):
    monkeypatch.setattr(next_industries, "candidate_chance", lambda _: style.Sentence("charts.sectors.primary", {}))
    given = [
        candidate("a", 0.5, 3),
        candidate("b", 0.1, 9, named_by=("zone",)),
        candidate("c", -0.1, 99),
        candidate("d", 0.2, 0),
        candidate("e", None, 5),
        candidate("f", 0.9, 999, score=None),
    ]
    picture = next_industries.next_industries(SimpleNamespace(candidates=given, unit=find("hegang")), language)
    assert list(picture.table) == ["industry", "own", "chance", "listings", "rivals"]
    assert [tuple(row)[:2] for row in picture.table.to_numpy()] == [
        ("a", 0.5),
        ("b", 0.1),
        ("c", -0.1),
        ("d", 0.2),
        ("e", 0.0),
    ]
    told = parts(picture.title)
    assert (told["count"], told["scored"], told["industry"], told["recent"].value) == (3, 5, given[1].unit, 9)
    assert picture.title.key == "findings.next_industries.lead"
    assert (picture.subtitle.key, parts(picture.subtitle)) == (
        "charts.next_industries.subtitle_some",
        {"all": 6, "unscored": 1},
    )
    rows = layers(picture.draw(640))[-1]["rows"]
    assert [(row["industry"], row["own"], row["is_lead"], row["is_named"]) for row in rows][:2] == [
        ("a", 50, False, False),
        ("b", 10, True, True),
    ]
    phone = picture.draw(312)
    assert lines(phone)[1:] == [
        "rule PEER x=low x2=high y=row",
        "point PEER filled x=value y=row",
        "point INK filled x=value y=row",
    ]
    alone = next_industries.next_industries(SimpleNamespace(candidates=given[2:4], unit=find("hegang")), language)
    assert (alone.title.key, alone.subtitle.key) == (
        "findings.next_industries.alone",
        "charts.next_industries.subtitle",
    )
    assert lines(alone.draw(312))[1:] == ["rule PEER x=low x2=high y=row", "point INK filled x=value y=row"]
    assert next_industries.next_industries(None, language) is None
    assert next_industries.next_industries(SimpleNamespace(candidates=given[5:], unit=None), language) is None
