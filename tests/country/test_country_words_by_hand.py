"""What is said of a place of another country: which sentence, with which figures, from records made by hand."""

from types import SimpleNamespace

import pytest

from relode.country import chapter as chapter_module
from relode.country.chapter import chapters, figures_table, findings
from relode.country.outlook import NoForecast
from relode.country.policies import CountryEffect
from relode.country.records import SimulatorScore
from relode.country.standing import SectionStanding
from relode.country.text import (
    closing_words,
    evaluation_words,
    forecast_words,
    opening_words,
    outlook_words,
    simulator_words,
    standing_words,
    told_change,
    told_unit,
    unanswered_words,
)
from relode.language import Amount, Bilingual, Sentence, Word
from relode.outlook.forecasters.table_ahead import CensusScore, PastScore
from relode.story import Heading, PictureSpot
from relode.vocabulary import Label

PEOPLE = Bilingual("People", "人口")


def said(sentences):
    return [(each.key.removeprefix("country."), each.values) for each in sentences]


def record(**fields):
    return SimpleNamespace(**fields)


def forecast(**changed):
    score = PastScore(0.25, (0.1, 0.4), "places", (2015, 2016), 300, 0.88)
    return record(**{
        "quantity": "population", "label": PEOPLE, "origin": 2020, "opening": 100.0, "method": "damped_trend",
        "still": 0.3, "years": (2021, 2022, 2023), "p05": (95.0, 90.0, 85.0), "median": (101.0, 102.0, 103.0),
        "p95": (110.0, 120.0, 130.0), "scored_until": 2022, "chance_of_fall": 0.2, "places": 40, "score": score,
        "census": None, **changed,
    })  # fmt: skip


def test_a_forecast_is_told_at_its_last_scored_year_then_further_then_how_such_did():
    first, far, done = forecast_words(forecast())
    assert said([first, far]) == [
        ("forecast", {"label": PEOPLE, "origin": 2020, "opening": Amount(100.0, "1"), "year": 2022,
                      "median": Amount(102.0, "1", (90.0, 120.0)), "fall": Amount(0.2, "share")}),
        ("forecast_far", {"year": 2023, "median": Amount(103.0, "1", (85.0, 130.0))}),
    ]  # fmt: skip
    assert said([done]) == [
        ("score.rule", {"rule": Sentence("country.rule.damped_trend", {}), "still": Amount(0.3, "share"),
                        "skill": Amount(0.25, "1"), "low": Amount(0.1, "1"), "high": Amount(0.4, "1"), "origins": 2,
                        "cases": Amount(300, "count"), "held": Amount(0.88, "share")}),
    ]  # fmt: skip
    assert [each.key for each in forecast_words(forecast(scored_until=2023))] == [
        "country.forecast",
        "country.score.rule",
    ]


@pytest.mark.parametrize(
    ("method", "low", "key"),
    [("damped_trend", 0.01, "rule"), ("damped_trend", 0.0, "stays"), ("damped_trend", -0.1, "stays"),
     ("stays", 0.1, "no_rule"), ("stays", -0.1, "no_rule")],
)  # fmt: skip
def test_a_rule_is_told_as_better_where_its_gain_is_sure(method, low, key):
    done = PastScore(0.2, (low, 0.4), "places", (2015,), 3, 0.9)
    assert list(forecast_words(forecast(method=method, score=done)))[-1].key == f"country.score.{key}"


def test_an_outlook_from_counts_tells_the_last_two_or_that_its_own_third_told():
    own = CensusScore((2000, 2010, 2020), True, 0.85, (0.8, 0.9), 60, None)
    china = CensusScore((2010, 2020), False, 0.85, (0.8, 0.9), 293, 0.36)
    last = [list(forecast_words(forecast(score=None, census=each)))[-1] for each in (own, china)]
    assert said(last) == [
        ("score.own_counts", {"counts": ["2010", "2020"], "places": 40, "cases": Amount(60, "count"),
                              "held": Amount(0.85, "share"), "count": 3}),
        ("score.two_counts", {"counts": ["2010", "2020"], "places": 40, "cases": Amount(293, "count"),
                              "held": Amount(0.85, "share", (0.8, 0.9), ("assumption",)),
                              "least": Amount(0.36, "share")}),
    ]  # fmt: skip
    answers = [record(simulator=None, plan=None, outlook=record(forecasts=[forecast(), forecast(census=each)]))
               for each in (own, china)]  # fmt: skip
    assert [closing_words(each).key for each in answers] == ["country.own_evidence", "country.own_but_for_bands"]
    for engine in ({"simulator": 1, "plan": None}, {"simulator": None, "plan": 1}):
        assert closing_words(record(outlook=None, **engine)).key == "country.two_evidences"
    assert closing_words(record(simulator=None, plan=None, outlook=None)).key == "country.own_evidence"


def test_what_cannot_be_forecast_follows_and_turns_are_told_where_years_were_scored():
    missing = NoForecast("wage", PEOPLE, "few_years")
    told = list(outlook_words(record(forecasts=(forecast(scored_until=2023),), missing=(missing,))))
    assert [each.key.removeprefix("country.") for each in told] == [
        "forecast",
        "score.rule",
        "no_forecast",
        "score.reversal",
    ]
    assert told[2].values == {"label": PEOPLE, "reason": Sentence("country.why_not.few_years", {})}
    # Of the table of planted nations, in years of a turn, by the band that ships.
    assert told[3].values["reversals"].sources == ("assumption",)
    assert told[3].values["reversals"].interval_90[0] < told[3].values["reversals"].value
    counted = forecast(score=None, census=CensusScore((1, 2), True, 1, (1, 1), 1, None))
    counts = outlook_words(record(forecasts=(counted,), missing=()))
    assert "country.score.reversal" not in [each.key for each in counts]


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("unemployment_rate", "share"),
        ("old_share", "share"),
        ("population", "1"),
        ("gdp_per_person", "1"),
        ("share_x", "1"),
    ],
)
def test_shares_are_told_per_cent(name, unit):
    assert told_unit(name) == unit


def test_a_change_is_a_share_or_stands_as_it_is():
    relative = told_change(record(relative=True, quantity="wage"), 0.5)
    assert (relative.value, relative.unit) == (pytest.approx(0.6487212707), "share")
    assert told_change(record(relative=True, quantity="wage"), 0.0, "share per year").unit == "share per year"
    assert told_change(record(relative=False, quantity="unemployment_rate"), 0.5) == Amount(0.5, "share change")
    assert told_change(record(relative=False, quantity="lemp"), 0.5) == Amount(0.5, "1")


def standing(**changed):
    sections = (SectionStanding("mining", 0.4, 2.0, 0.5), SectionStanding("education", 0.6, 0.75, None))
    return record(**{
        "sections": sections, "counted": "employment", "covered_share": 0.9, "mining_share": 0.4,
        "depends_on_mining": True, "peers": (), "no_measures": None, "missing": (), "figures": (), "measures": None,
        **changed,
    })  # fmt: skip


def words(here, currency=""):
    return said(standing_words(here, record(currency=Bilingual(currency, currency))))


def test_a_standing_tells_sections_what_they_cover_and_whether_it_depends_on_mining():
    assert words(standing()) == [
        ("sections", {"counted": Sentence("country.counted.employment", {})}),
        ("section.moved", {"section": Word("section", "B"), "share": Amount(0.4, "share"),
                           "quotient": Amount(2.0, "1"), "before": Amount(0.5, "share")}),
        ("section.alone", {"section": Word("section", "P"), "share": Amount(0.6, "share"),
                           "quotient": Amount(0.75, "1")}),
        ("covered", {"share": Amount(0.9, "share")}), ("depends", {"share": Amount(0.4, "share")}),
    ]  # fmt: skip
    keys = [key for key, _ in words(standing(covered_share=0.9995, depends_on_mining=False, mining_share=0.05))]
    assert keys == ["sections", "section.moved", "section.alone", "depends_not"]
    assert [key for key, _ in words(standing(covered_share=0.9994, mining_share=None))][-2:] == [
        "covered",
        "mining_not_known",
    ]
    peers = tuple(record(place=f"p{i}") for i in range(9))
    reason = Bilingual("why", "因")
    rest = words(standing(sections=(), peers=peers, no_measures=reason, missing=("population", "gdp_real")), "crown")
    assert [key for key, _ in rest] == ["currency", "peers", "no_measures", "missing"]
    assert rest[1][1] == {"peers": [f"p{i}" for i in range(8)]}
    assert [label.en for label in rest[3][1]["names"]] == ["Resident population", "Output, constant prices"]
    many = standing(sections=tuple(SectionStanding("mining", 0.1, 1.0, None) for _ in range(9)))
    assert [key for key, _ in words(many)].count("section.alone") == 8


def effect(**changed):
    return CountryEffect(**{
        "policy": "grant", "quantity": "lemp", "label": PEOPLE, "relative": False, "practical": 0.1,
        "clusters": "places", "treated": 6, "verdict": "effect",
        "reasons": (), "effect": 0.5, "interval_95": (0.25, 0.75), "bound": 0.8,
        "controls": 24, **changed,
    })  # fmt: skip


def test_an_effect_is_told_by_its_verdict_and_with_what_weakens_it():
    values = {"policy": "grant", "label": PEOPLE, "effect": Amount(0.5, "1"), "low": Amount(0.25, "1"),
              "high": Amount(0.75, "1"), "treated": 6, "controls": 24}  # fmt: skip
    assert said(evaluation_words((effect(),))) == [("effect.effect", values)]
    assert said(evaluation_words((effect(verdict="no_effect_beyond"),))) == [
        ("effect.none", {**values, "bound": Amount(0.8, "1")})
    ]  # fmt: skip
    weak = effect(verdict="not_identified", reasons=("pre_trend", "wild_bootstrap"), treated_from_start=3,
                  design="synthetic_control")  # fmt: skip
    reasons = [Sentence("country.check.pre_trend", {}), Sentence("country.check.wild_bootstrap", {})]
    assert said(evaluation_words((weak,))) == [
        ("effect.not_identified", {**values, "reasons": reasons}),
        ("effect.from_start", {"policy": "grant", "label": PEOPLE, "count": 3}),
        ("effect.few", {"policy": "grant", "label": PEOPLE, "treated": 6}),
    ]
    why = Bilingual("too few", "太少")
    refused = said(evaluation_words((effect(refused=why, treated_from_start=2),)))
    assert refused == [("effect.refused", {"policy": "grant", "label": PEOPLE, "reason": why})]


OPENED = {"opening": (), "opening_year": 2020, "held_places": 0}


def test_a_simulation_tells_paths_and_how_it_did_beside_no_change():
    path = record(quantity="population", years=(2020, 2021, 2035), nothing={
        "p05": (9.0, 8.0, 7.0), "median": (10.0, 11.0, 12.0), "p95": (13.0, 14.0, 15.0)})  # fmt: skip
    ends = ((0.1, 0.3), (-0.3, -0.1), (-0.1, 0.3), (0.0, 0.2))
    scores = tuple(SimulatorScore("employment", 2015, 5, 0.02, 0.04, 0.5, each) for each in ends)
    told = said(simulator_words(record(paths=(path,), scores=scores, **OPENED)))
    assert [key for key, _ in told] == ["uncalibrated", "opening.always", "path", *["simulator_score"] * 4]
    assert told[2][1] == {"label": Label("population"), "first": 2020, "last": 2035, "opening": Amount(10.0, "1"),
                          "median": Amount(12.0, "1", (7.0, 15.0))}  # fmt: skip
    assert told[3][1] == {"origin": 2015, "horizon": 5, "error": Amount(0.02, "1"), "without": Amount(0.04, "1"),
                          "skill": Amount(0.5, "1"), "low": Amount(0.1, "1"), "high": Amount(0.3, "1"),
                          "label": Label("employment"), "judged": Sentence("country.judged.better", {})}  # fmt: skip
    judged = [values["judged"].key.rpartition(".")[2] for _, values in told[3:]]
    assert judged == ["better", "worse", "alike", "alike"]
    assert said(simulator_words(record(paths=(), scores=(), **OPENED)))[-1] == ("no_simulator_score", {})


def test_places_that_were_held_down_are_counted_last():
    assert said(opening_words(record(**{**OPENED, "held_places": 2})))[-1] == ("opening.held", {"count": 2})


def test_chapters_that_cannot_be_answered_are_named_with_what_is_lacking():
    why = Bilingual("no counts", "无")
    assert said(unanswered_words(record(unanswered=(record(chapter="pathways", reason=why),)))) == [
        ("unanswered", {"chapter": Sentence("country.chapter.pathways", {}), "reason": why})
    ]  # fmt: skip


FIGURE = {"quantity": "old_share", "label": PEOPLE, "value": 0.25, "year": 2020, "rank": 2, "places": 9,
          "median": 0.2, "peers_median": 0.3,
          "first_year": 2010, "change": 0.01, "change_median": -0.02, "relative": False}  # fmt: skip


def test_a_row_of_figures_has_value_rank_medians_and_changes_in_this_order():
    lacking = dict.fromkeys(("peers_median", "first_year", "change", "change_median"))
    table = figures_table([record(**FIGURE), record(**{**FIGURE, **lacking})])
    whole, bare = table.cells()
    assert whole == (
        Sentence("country.label", {"label": PEOPLE}), Amount(0.25, "share"), "2020",
        Sentence("country.rank", {"rank": 2, "places": 9}), Amount(0.2, "share"), Amount(0.3, "share"), "2010",
        Amount(0.01, "1"), Amount(-0.02, "1"),
    )  # fmt: skip
    assert bare[5:] == (None, None, None, None)
    assert [column.name.rpartition(".")[2] for column in table.columns] == [
        "figure", "value", "year", "rank", "median", "peers", "since", "change", "others",
    ]  # fmt: skip
    assert [column.format for column in table.columns] == ["level"] * 7 + ["sign"] * 2
    grown = record(**{**FIGURE, "relative": True})
    assert next(figures_table([grown]).cells())[7].unit == "share per year"


def answer(**parts):
    empty = dict.fromkeys(("diagnosis", "pathways", "outlook", "needs", "simulator", "plan", "evaluation"))
    return record(**{**empty, "currency": Bilingual("crown", "克朗"), **parts})


def test_pictures_stand_where_they_are_drawn_and_sections_are_then_not_told_again():
    whole = answer(diagnosis=standing(), outlook=record(forecasts=(forecast(), forecast(quantity="wage")), missing=()))
    plain, ahead = chapters(whole)
    drawn, ahead_drawn = chapters(whole, ("country_structure", "country_wage"))
    assert [chapter.key for chapter in (plain, ahead)] == ["diagnosis", "outlook"]
    assert [each.key.removeprefix("country.") for each in plain.sentences] == [
        "currency", "sections", "section.moved", "section.alone", "covered", "depends",
    ]  # fmt: skip
    assert [each.key.removeprefix("country.") for each in drawn.sentences] == ["currency", "covered", "depends"]
    spots = [
        [block.picture for block in each.blocks if isinstance(block, PictureSpot)]
        for each in (drawn, ahead_drawn, plain)
    ]
    assert spots == [["country_structure"], ["country_wage"], []]


def test_what_a_reader_should_know_first_is_mining_and_the_first_forecast():
    whole = answer(diagnosis=standing(), outlook=record(forecasts=(forecast(), forecast(quantity="wage", origin=2000))))
    assert [(key, values.get("origin")) for key, values in said(findings(whole))] == [
        ("depends", None),
        ("forecast", 2020),
    ]
    assert findings(answer(outlook=record(forecasts=()))) == []


def test_entry_begins_with_two_sentences_then_the_picture_then_candidates(monkeypatch):
    told = [Sentence(f"country.{key}", {}) for key in ("currency", "depends", "peers", "missing")]
    monkeypatch.setattr(chapter_module, "entry_sentences", lambda _: told)
    (chapter,) = chapters(answer(pathways="entry"), ("country_entry",))
    assert chapter.key == "pathways"
    first, second, picture, heading, third, fourth = chapter.blocks
    assert [block.said for block in (first, second, third, fourth)] == [(each,) for each in told]
    assert (picture, heading) == (PictureSpot("country_entry"), Heading(Sentence("country.candidates", {})))
    assert first.sources == ("own_table",)


def test_needs_say_from_which_count_of_ages_they_are(monkeypatch):
    services = [record(years=[record(year=2019), record(year=2020)]), record(years=[record(year=2030)])]
    monkeypatch.setattr(chapter_module, "own_chapter", lambda needs, how: record(blocks=(needs, how)))
    (chapter,) = chapters(answer(needs=record(services=services)))
    assert (chapter.key, chapter.heading) == ("needs", Sentence("country.page.needs", {}))
    assert chapter.blocks[1] == Sentence("country.how_needs", {"counted": 2019})


def test_chapters_stand_in_the_order_of_a_citys_report(monkeypatch):
    monkeypatch.setattr(chapter_module, "plan_chapter", lambda plan: plan)
    run = record(paths=(), scores=(), **OPENED)
    made = chapters(
        answer(simulator=run, plan=record(key="plan"), evaluation=(effect(),), diagnosis=standing(measures=None))
    )
    assert [each.key for each in made] == ["diagnosis", "simulator", "plan", "evaluation"]
    assert made[3].sentences[0].key == "country.effect.effect"
