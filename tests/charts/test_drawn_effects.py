"""Pictures of what past policy did and of what studies say, drawn from a few invented figures."""

from types import SimpleNamespace

import pandas as pd
import pytest

from relode.charts import past_effects
from relode.charts.style import INK, PLAN
from relode.language import Sentence

from .layers import channel, drawn_rows, layers, lines, parts


@pytest.fixture
def finding(monkeypatch):
    """An outcome in logarithms: readers are told shares, here the sizes themselves."""
    placebos = pd.DataFrame({"outcome": ["a"] * 5 + ["b"], "ratio": [-1.2, 0.4, 0.6, 1.9, -2.1, 9.0]})
    rows = [("a", "staggered", year, 0.1 * year, 0.1 * year - 0.05, 0.1 * year + 0.05) for year in range(-8, 8)]
    rows += [("a", "synthetic_control", 1, 0.7, 0.0, 0.0), ("b", "staggered", 1, 9.0, 9.0, 9.0)]
    paths = pd.DataFrame(rows, columns=["outcome", "design", "event_year", "effect", "low", "high"]).iloc[::-1]
    paths.loc[(paths["event_year"] == -1) & (paths["outcome"] == "a"), ["low", "high"]] = None
    monkeypatch.setattr(past_effects, "shipped", lambda _, name: {"placebos": placebos, "paths": paths}[name])
    monkeypatch.setattr(past_effects, "readable", lambda _, size: size)
    monkeypatch.setattr(past_effects, "unit", lambda _: "share")
    monkeypatch.setattr(past_effects, "SOURCES", {"a": ("s",)})
    monkeypatch.setattr(past_effects, "policy_name", lambda name: name)
    monkeypatch.setattr(past_effects, "size_of", lambda _, size: size)
    monkeypatch.setattr(past_effects, "sizes_of", lambda _, sizes: dict(sizes))
    return SimpleNamespace(
        policy="p", outcome="a", verdict="effect", effect=-0.3, standard_error=0.2, low=-0.5, high=-0.1, bound=0.25,
        treated=12, controls=80, horizon=4, designs={"synthetic_control": {"effect": 0.7, "low": 0.6, "high": 0.8}},
    )  # fmt: skip


def test_an_event_study_runs_from_six_years_before_to_the_horizon(finding):
    """By hand: a horizon of 4 years ends with the year 3; the year before has no interval and stands at nothing."""
    picture = past_effects._event_study(finding, "en")
    assert list(picture.table) == ["event_year", "value", "low", "high"]
    assert list(picture.table["event_year"]) == list(range(-6, 4))
    assert list(picture.table.loc[5]) == pytest.approx([-1, -0.1, 0, 0])
    assert list(picture.table.loc[9]) == pytest.approx([3, 0.3, 0.25, 0.35])
    drawn = picture.draw(640)
    assert lines(drawn) == [
        "area PEER x=event_year y=low y2=high",
        "rule MUTED y=0",
        "rule MUTED x=-0.5",
        "line INK x=event_year y=value",
    ]
    assert drawn_rows(layers(drawn)[0], "value", "low", "high")[9] == pytest.approx((30, 25, 35))
    assert layers(drawn)[3]["mark"]["point"]["color"] == INK
    axes = [channel(picture.draw(width), "x")["axis"] for width in (480, 479)]
    assert [each["tickCount"] for each in axes] == [12, 6]
    assert (axes[0]["format"], axes[0]["grid"], axes[0]["tickMinStep"]) == ("d", False, 1)
    assert (picture.title.key, picture.sources, picture.unit) == ("findings.past.effect", ("s",), "share")
    told = {name: value for name, value in parts(picture.title).items() if name != "outcome"}
    assert told == {
        "policy": "p", "effect": -0.3, "low": -0.5, "high": -0.1, "bound": 0.25, "treated": 12, "controls": 80,
        "horizon": 4,
    }  # fmt: skip


def test_placebos_are_counted_in_halves_and_those_as_far_out_are_told(finding):
    """By hand: the own ratio is -.3 / .2 = -1.5; of -1.2, .4, .6, 1.9, -2.1 two are as far from nothing: 40 per cent.

    Halves run from -3 to 2: one of the draws in [-2.5, -2), one in [-1.5, -1), [0, .5), [.5, 1) and [1.5, 2].
    """
    picture = past_effects._placebos(finding, "en")
    assert list(picture.table["low"]) == [-3 + at / 2 for at in range(10)]
    assert list(picture.table["high"]) == [-2.5 + at / 2 for at in range(10)]
    assert list(picture.table["draws"]) == [0, 1, 0, 1, 0, 0, 1, 1, 0, 1]
    told = parts(picture.title)
    assert (told["share"].value, told["own"].value, told["draws"]) == (pytest.approx(0.4), pytest.approx(-1.5), 5)
    drawn = picture.draw(640)
    assert lines(drawn)[0] == "rect PEER x=low x2=high y=draws y2=0"
    assert layers(drawn)[1]["encoding"]["x"]["datum"] == pytest.approx(-1.5)
    assert layers(drawn)[1]["mark"]["color"] == INK
    finding.effect = -0.6  # a ratio of -3 lies beyond all draws
    assert past_effects._placebos(finding, "en").table["low"].iloc[0] == -3
    finding.effect = 0.9
    assert past_effects._placebos(finding, "en").table["high"].iloc[-1] == 5


def test_the_synthetic_control_is_a_line_in_the_colour_of_another_design(finding):
    picture = past_effects._synthetic(finding, "en")
    assert picture.table.to_dict("list") == {"event_year": [1], "value": [0.7]}
    told = parts(picture.title)
    assert [told[f"synthetic_{name}"] for name in ("effect", "low", "high")] == [0.7, 0.6, 0.8]
    drawn = picture.draw(640)
    assert lines(drawn) == ["rule MUTED y=0", "rule MUTED x=-0.5", "line PLAN x=event_year y=value"]
    assert (layers(drawn)[2]["mark"]["point"]["color"], layers(drawn)[2]["rows"][0]["value"]) == (PLAN, 70)


@pytest.mark.parametrize(("unit", "factor"), [("share", 100), ("share change", 100), ("ratio", 1)])
def test_a_forest_has_a_row_for_each_study_and_the_two_forecasts(monkeypatch, unit, factor):
    monkeypatch.setattr(past_effects, "rows_behind", lambda *_: rows)
    monkeypatch.setattr(past_effects, "readers_size", lambda _, size: size)
    monkeypatch.setattr(past_effects, "readers_unit", lambda _: unit)
    monkeypatch.setattr(past_effects, "effect_told", lambda row: row.told)
    monkeypatch.setattr(past_effects, "named", lambda row: row.name)
    monkeypatch.setattr(past_effects, "with_label", lambda *both: both[1])
    monkeypatch.setattr(past_effects, "forest_key", lambda _: "forest")
    monkeypatch.setattr(past_effects, "lever_words", lambda lever: lever)
    rows = [
        SimpleNamespace(value=0.1, low=0.05, high=0.2, told=None, name="one"),
        SimpleNamespace(value=None, low=None, high=None, told=Sentence("charts.sectors.primary", {}), name="two"),
    ]
    average, here = (SimpleNamespace(median=at, p05=at - 0.1, p95=at + 0.2) for at in (0.3, 0.4))
    effect = SimpleNamespace(family="jobs", lever="subsidy", average=average, here=here)
    picture = past_effects.forest(None, effect, "en")
    assert list(picture.table["study"][:2]) == ["one", "primary"]
    cells = picture.table[["value", "low", "high"]].to_numpy()
    assert [*cells[0], *cells[2], *cells[3]] == pytest.approx([0.1, 0.05, 0.2, 0.3, 0.2, 0.5, 0.4, 0.3, 0.6])
    assert pd.isna(cells[1]).all()
    drawn = picture.draw(640)
    assert lines(drawn)[1:] == [
        "rule PEER x=low x2=high y=row",
        "point PEER filled x=value y=row",
        "point INK filled x=value y=row",
    ]
    assert drawn_rows(layers(drawn)[1], "value", "low", "high")[3] == pytest.approx(
        (0.4 * factor, 0.3 * factor, 0.6 * factor)
    )
    assert (picture.key, picture.unit) == ("forest", unit)
