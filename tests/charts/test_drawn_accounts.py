"""The bars of an account and the fans and dots of forecasts, drawn from a few invented figures."""

from types import SimpleNamespace

import pandas as pd
import pytest
from altair.utils.schemapi import debug_mode

from relode.charts import account_picture, ahead, change_bridge
from relode.charts.account_picture import FALLS, FIXED, RISES, bars, drawn, rows, steps
from relode.charts.deal_pictures import LOSS
from relode.charts.style import INK
from relode.language import spoken
from relode.outlook.ahead.change_accounts import Account, Counted
from relode.places import find

from .layers import channel, drawn_rows, layers, lines, parts, specified

PEOPLE = Account("population", "persons", 2020, 800_000.0, -50_000.0, None, -90_000.0, 2035, 660_000.0,
                 (600_000.0, 700_000.0), -140_000.0, ("census2020",))  # fmt: skip
JOBS = Account("employment", "persons", 2020, 300_000.0, -30_000.0, 4_000.0, -24_000.0, 2035, 250_000.0,
               (200_000.0, 320_000.0), -50_000.0, ("census2020", "wpp2024"))  # fmt: skip
BEFORE = Counted("employment", "persons", 2010, 400_000.0, None, -60_000.0, -40_000.0, 2020, 300_000.0, ("census2010",))


def test_the_bars_of_an_account_begin_where_the_one_before_ends():
    """By hand: 300 less 30 of ageing is 270, with 4 of mines 274, less 24 of moves 250 thousand."""
    columns = ("of", "label", "start", "end", "text", "kind", "behind", "low", "high", "pale")
    found = [tuple(bar[name] for name in columns) for bar in bars(JOBS, "en")]
    assert found == [
        ("employment", "jobs 2020", 0, 3e5, "300,000", "whole", 3e5, None, None, False),
        ("employment", "fewer of working age", 3e5, 2.7e5, "−30,000", "fixed", 3e5, None, None, False),
        ("employment", "mines, beyond ageing", 2.7e5, 2.74e5, "+4,000", "rises", 2.74e5, None, None, False),
        ("employment", "moves and other work", 2.74e5, 2.5e5, "−24,000", "falls", 2.74e5, None, None, False),
        ("employment", "jobs 2035", 0, 2.5e5, "about 250,000", "whole", 3.2e5, 2e5, 3.2e5, False),
    ]
    stepped = [(bar["text"], bar["pale"], bar["low"], bar["kind"]) for bar in bars(JOBS, "zh", 1000.0)]
    assert [pale for _, pale, *_ in stepped] == [False, True, True, True, False]
    past = [(bar["label"], bar["text"], bar["pale"], bar["kind"]) for bar in bars(BEFORE, "en", 1000.0)]
    assert past == [
        ("jobs 2010", "400,000", False, "whole"),
        ("mines", "−60,000", False, "falls"),
        ("all other changes", "−40,000", False, "falls"),
        ("jobs 2020", "300,000", False, "whole"),
    ]
    unchanged = Counted("population", "persons", 2010, 5e5, None, None, 0.0, 2020, 5e5, ())
    assert [bar["kind"] for bar in bars(unchanged, "en")] == ["whole", "rises", "whole"]


def test_the_table_of_an_account_has_its_start_its_causes_and_its_end():
    assert [*rows(JOBS, "en")] == [
        ("jobs", "2020", 3e5, None, None),
        ("jobs", "fewer of working age", -3e4, None, None),
        ("jobs", "mines, beyond ageing", 4e3, None, None),
        ("jobs", "moves and other work", -2.4e4, None, None),
        ("jobs", "2035", 2.5e5, 2e5, 3.2e5),
    ]
    assert [*rows(BEFORE, "en")][-1] == ("jobs", "2020", 3e5, None, None)
    assert [*steps(PEOPLE)] == [("ageing_population", -5e4), ("moves_population", -9e4)]


@pytest.mark.parametrize(("width", "room"), [(640, 1.32), (312, 2.1)])
def test_an_account_is_drawn_in_two_groups_with_room_for_the_numbers(width, room):
    shown = pd.DataFrame([bar for of in (PEOPLE, JOBS) for bar in bars(of, "en", 1000.0)])
    with debug_mode(False):
        found = drawn(shown, width, "en")
    assert lines(found) == [
        "bar x=start x2=end y=row color=kind opacity=0.85",
        "rule MUTED x=low x2=high y=row",
        "text INK x=behind y=row text=text",
    ]
    keys = [row["row"] for row in layers(found)[0]["rows"]]
    assert [key[:3] for key in keys] == [f"{i:02d}|" for i in range(9)]
    assert channel(found, "y")["sort"] == [*keys[:4], "gap| ", *keys[4:]] == channel(found, "y")["scale"]["domain"]
    assert channel(found, "x")["scale"]["domain"] == [0, pytest.approx(room * 800_000)]
    assert channel(found, "color")["scale"] == {
        "domain": ["whole", "falls", "rises", "fixed"], "range": [INK, FALLS, RISES, FIXED]
    }  # fmt: skip
    assert channel(found, "color")["legend"] is None
    pale = layers(found)[0]["encoding"]["opacity"]["condition"]
    assert (pale["test"], pale["value"] < 0.85) == ("datum.pale", True)
    assert drawn_rows(layers(found)[1], "low", "high") == [(6e5, 7e5), (2e5, 3.2e5)]
    axis = channel(found, "y")["axis"]
    assert (axis["labelOverlap"], axis["ticks"], axis["domain"]) == (False, False, False)
    assert "|')[1]" in axis["labelExpr"]
    two_lines = any("\n" in key for key in keys)
    assert two_lines == (width < 480)
    assert specified(found)["height"] >= 10 * (30 if two_lines else 20)


def test_the_account_and_the_bridge_need_people_and_jobs(monkeypatch):
    outlook = SimpleNamespace(place=find("hegang"))
    for module in (account_picture, change_bridge):
        monkeypatch.setattr(module, "accounts", lambda _: (PEOPLE, JOBS))
    monkeypatch.setattr(change_bridge, "counted", lambda _: (BEFORE,))
    picture = account_picture.account_picture(outlook, "en")
    assert (picture.key, picture.unit, picture.sources) == ("account", "persons", ("census2020", "wpp2024"))
    assert list(picture.table.iloc[3]) == ["people", "2035", 6.6e5, 6e5, 7e5]
    said = spoken(picture.title, "en").replace("\N{NO-BREAK SPACE}", " ")
    assert said.endswith("by 2035 if nothing is done: people 800,000 to about 660,000, jobs 300,000 to about 250,000")
    assert picture.subtitle.key == "charts.account.subtitle_aged"
    assert parts(picture.subtitle) == {"since": 2020, "until": 2035}
    bridge = change_bridge.change_bridge(outlook, "en")
    assert (bridge.key, bridge.unit) == ("bridge", "persons")
    assert bridge.sources == ("census2020", "census2010", "wpp2024")
    assert list(bridge.table["part"]) == [
        "2020", "births, ageing, deaths", "moves", "2035",
        "2010", "mines", "all other changes", "2020", "fewer of working age", "mines, beyond ageing",
        "moves and other work", "2035",
    ]  # fmt: skip
    assert bridge.title.key == "charts.bridge.title_ahead"
    assert {name: getattr(of, "value", of) for name, of in parts(bridge.title).items() if name != "place"} == {
        "before": 2010, "since": 2020, "until": 2035, "population": 8e5, "population_ahead": 6.6e5,
        "employment": 3e5, "employment_ahead": 2.5e5, "employment_before": 4e5,
    }  # fmt: skip
    past, to_come = parts(bridge.subtitle)["past"], parts(bridge.subtitle)["ahead"]
    assert (past.key, to_come.key) == ("charts.bridge.past_none", "charts.bridge.ahead_parted")
    assert (parts(to_come)["population_end"].value, parts(to_come)["employment_end"].interval_90) == (
        6.6e5,
        (2e5, 3.2e5),
    )
    texts = [row["text"] for row in layers(bridge.draw(640))[0]["rows"]]
    # All jobs are printed to the third digit of the smallest whole, 250,000: to thousands.
    assert texts[4:8] == ["400,000", "−60,000", "−40,000", "300,000"]
    for module, picture_of in ((account_picture, "account_picture"), (change_bridge, "change_bridge")):
        assert getattr(module, picture_of)(None, "en") is None
        monkeypatch.setattr(module, "accounts", lambda _: (PEOPLE,))
        assert getattr(module, picture_of)(outlook, "en") is None


@pytest.mark.parametrize(
    ("before", "key"),
    [
        (None, "none"),
        (BEFORE, "whole"),
        (Counted("population", "persons", 2010, 1.0, 2.0, None, 3.0, 2020, 6.0, ()), "parted"),
    ],
)
def test_the_subtitle_of_a_bridge_says_which_parts_of_each_stretch_are_known(before, key):
    ahead_of = {
        "population": Account("population", "persons", 2020, 8.0, None, None, 1.0, 2035, 9.0, (8.0, 10.0), 1.0, ())
    }
    found = change_bridge._subtitle(ahead_of, before)
    assert (parts(found)["past"].key, parts(found)["ahead"].key) == (
        f"charts.bridge.past_{key}", "charts.bridge.ahead_whole"
    )  # fmt: skip
    assert {name: parts(parts(found)["ahead"])[name] for name in ("before", "since", "until")} == {
        "before": 2010, "since": 2020, "until": 2035
    }  # fmt: skip


def forecast(**more):
    values = {
        "quantity": "population", "unit": "persons", "origin": 2024, "opening": 500.0, "price_base": None,
        "history": ((2020, 700.0), (2024, 500.0)), "scored_until": 2026, "coverage_90": 0.85, "tags": ("a_tag",),
        "sources": ("census2020",), "furthest": SimpleNamespace(horizon=2),
        "quantiles": {
            "p05": (None, 1.0, 2.0, 3.0), "p25": (None, 11.0, 12.0, 13.0), "median": (None, 21.0, 22.0, 23.0),
            "p75": (None, 31.0, 32.0, 33.0), "p95": (None, 41.0, 42.0, 43.0),
        },
    }  # fmt: skip
    return SimpleNamespace(**{**values, **more})


YEARS = (2024, 2025, 2026, 2027)
OUTLOOK = SimpleNamespace(place=find("hegang"), years=YEARS, forecasts=(forecast(),))


def test_bands_hold_history_the_newest_fact_and_each_later_year():
    columns = ["quantity", "unit", "year", "part", "value", "measured", "p05", "p25", "p75", "p95"]
    table = ahead.bands(OUTLOOK)
    assert list(table) == columns
    own = ("population", "persons")
    none = [None] * 4
    assert [tuple(row) for row in table.astype(object).where(table.notna(), None).to_numpy()] == [
        (*own, 2020, "history", 700.0, True, *none),
        (*own, 2024, "history", 500.0, True, *none),
        (*own, 2024, "forecast", 500.0, True, *[500.0] * 4),
        (*own, 2025, "forecast", 21.0, True, 1.0, 11.0, 31.0, 41.0),
        (*own, 2026, "forecast", 22.0, True, 2.0, 12.0, 32.0, 42.0),
        (*own, 2027, "forecast", 23.0, False, 3.0, 13.0, 33.0, 43.0),
    ]


def test_the_title_of_a_fan_tells_its_last_year_and_what_such_bands_held():
    found = ahead.title(forecast(price_base=2023), OUTLOOK)
    assert found.key == "findings.ahead.population"
    outcome, held = parts(found)["outcome"], parts(found)["held"]
    assert {k: v for k, v in parts(found).items() if k not in ("place", "outcome", "held")} == {
        "year": 2027, "base": 2023, "ahead": 2, "scored": 2026
    }  # fmt: skip
    assert (outcome.value, outcome.interval_90, outcome.year) == (23.0, (3.0, 43.0), 2027)
    assert outcome.flags == ("of_the_future", "a_tag")
    assert (held.value, held.year, held.interval_90, held.flags) == (0.85, 2024, None, ("of_the_past",))


@pytest.mark.parametrize(("language", "unit", "factor"), [("en", "persons", 1e-3), ("zh", "persons", 1e-4),
                                                          ("en", "100 million yuan", 0.1), ("zh", "t", 1)])  # fmt: skip
def test_a_fan_is_drawn_in_the_units_of_its_axis_with_its_parts_in_their_inks(language, unit, factor):
    outlook = SimpleNamespace(place=find("hegang"), years=YEARS, forecasts=(forecast(unit=unit),))
    (picture,) = ahead.fans(outlook, language)
    yes, no = {"en": ("yes", "no"), "zh": ("是", "否")}[language]
    assert list(picture.table["measured"]) == ["", "", yes, yes, yes, no]
    assert list(picture.table) == ["year", "part", "value", "measured", "p05", "p25", "p75", "p95"]
    assert (picture.key, picture.unit) == ("ahead_population", unit)
    assert parts(picture.subtitle) == {"origin": 2024, "until": 2026}
    drawn_one = picture.draw(640)
    *_, label, outer, inner, hatch, hatch_in, median, past = layers(drawn_one)
    text = label["mark"]["text"]
    assert lines(drawn_one) == [
        "rule MUTED x=2024",
        f"text MUTED '{text}' x=2024 y=-16",
        "area PLAN x=year y=p05 y2=p95",
        "area PLAN x=year y=p25 y2=p75",
        "rule PLAN x=year y=p05 y2=p95",
        "rule PLAN x=year y=p25 y2=p75",
        "line PLAN x=year y=value",
        "line INK x=year y=value",
    ]
    assert "2024" in text
    assert drawn_rows(outer, "year", "p05", "p95") == [
        (2024, pytest.approx(500 * factor), pytest.approx(500 * factor)),
        (2025, pytest.approx(factor), pytest.approx(41 * factor)),
        (2026, pytest.approx(2 * factor), pytest.approx(42 * factor)),
    ]
    assert hatch["rows"][-1]["year"] == 2027
    assert hatch["rows"][-1]["p95"] == pytest.approx(43 * factor)
    assert [row["value"] for row in median["rows"]] == pytest.approx([v * factor for v in (500, 21, 22, 23)])
    assert drawn_rows(past, "year", "value") == [
        (2020, pytest.approx(700 * factor)),
        (2024, pytest.approx(500 * factor)),
    ]
    assert past["mark"]["point"]["color"] == INK
    assert channel(drawn_one, "x")["scale"]["domain"] == [2020, 2027]
    # What was measured is fainter than its hatching, and nine in ten fainter than the half.
    shades = [each["mark"]["opacity"] for each in (outer, inner, hatch, hatch_in)]
    assert shades[0] < shades[1] < 1
    assert shades[0] < shades[2] < shades[3] < 1


def test_only_quantities_that_move_are_drawn():
    asked = [("population", ()), ("population", ("flat",)), ("debt", ()), ("gdp_real", ("nominal",))]
    assert [ahead.has_picture(forecast(quantity=q, tags=t)) for q, t in asked] == [True, False, False, True]


def test_what_falls_has_the_colour_of_a_loss_and_not_that_of_what_rises():
    assert FALLS == LOSS != RISES
