"""Sentences and cells on blows, jobs and emissions, each whole, from records made by hand."""

from types import SimpleNamespace as Made

import pytest

from relode.diagnosis.depth.economy_text import (
    _worth_words,
    emissions_chapter,
    jobs_chapter,
    left_sentence,
    resilience_chapter,
    span_sentence,
    summary_sentence,
)  # fmt: skip
from relode.diagnosis.depth.statistics_text import (
    ProvinceOf,
    span,
    verdict,
)  # fmt: skip
from relode.diagnosis.statistics.decomposition import Decomposition
from relode.diagnosis.statistics.emissions import Decoupling
from relode.diagnosis.statistics.employment_variety import GrowthBySector, Variety
from relode.diagnosis.statistics.place_standing import LeftOfBust, Quotient
from relode.language import Amount, Sentence, Word
from relode.places import find

from .made import response, section

HEGANG, BAOTOU, FUXIN, BEIJING = (find(name) for name in ("hegang", "baotou", "fuxin", "beijing"))


def keys(chapter):
    return [each.key.removeprefix(f"depth.{chapter.key}.") for each in chapter.sentences]


def test_a_summary_counts_what_stands_out_among_comparisons_with_the_nation():
    told = [response("above")] * 7 + [response("below")] * 3 + [response()] * 15
    others = [response("above", group="province"), response("above", change=None), response("above", why="no_figures")]
    said = summary_sentence(Made(place=HEGANG, responses=[*told, *others]))
    values = {"place": HEGANG, "told": 25, "chance": 2, "above": 7, "below": 3}
    assert said == Sentence("depth.resilience.summary", values)
    assert summary_sentence(Made(place=HEGANG, responses=others)) is None


def test_output_in_the_bust_is_told_by_province_if_it_can_and_all_that_stands_out():
    bust, of_province = response("above"), response(group="province")
    wages = response("below", outcome="average_wage")
    sudden = response("above", blow="year_2020")
    silent = response(outcome="loans")
    unusable = response(group="province", why="group_too_small")
    later = response(group="province", blow="year_2020")
    assert _worth_words([bust, of_province, wages, sudden, silent]) == [of_province, wages, sudden]
    assert _worth_words([bust, unusable, later, wages]) == [bust, wages]
    assert _worth_words([of_province, silent]) == []


def left(outcome="gdp_real_index", year=2019, gap=-0.25, ends=(-0.5, -0.125), is_told=True):
    return LeftOfBust(outcome, year, gap, ends, is_told)


def mined(share, *lefts):
    number = None if share is None else Made(value=share)
    at = {("mining_employment_share", 2010): number}
    return Made(left_of_bust=lefts, profile=Made(at=lambda *key: at.get(key)))


def test_what_is_left_of_the_bust_is_told_of_output_where_a_hundredth_of_the_jobs_was_in_mining():
    values = {"share": Amount(0.01, "share"), "year": 2019, "gap": Amount(-0.25, "share", (-0.5, -0.125))}
    found = left_sentence(mined(0.01, left(year=2016, gap=9), left(), left("loans")))
    assert found == Sentence("depth.resilience.left_persists", values)
    for ends in ((-0.5, 0.0), (-0.5, 0.5)):
        assert left_sentence(mined(0.01, left(ends=ends))).key == "depth.resilience.left_unclear"
    for none in (mined(0.0099, left()), mined(None, left()), mined(0.5, left("loans")), mined(0.5)):
        assert left_sentence(none) is None


def blown(place, *responses, lefts=()):
    about = mined(0.5, *lefts)
    return Made(place=place, responses=responses, left_of_bust=lefts, profile=about.profile,
                sources={"resilience": ("census2010",)})  # fmt: skip


def test_the_table_of_blows_has_a_row_a_phase_and_a_cell_for_each_group():
    few = response("cannot tell", group="province", why="group_too_small", interval_90=None, excess=0.125, count=3,
                   flags=("spike", "imputed"))  # fmt: skip
    later = response("below", outcome="loans", blow="year_2020", phase="recovery", start=2020, end=2023, change=-0.5,
                     group="province")  # fmt: skip
    chapter = resilience_chapter(
        blown(HEGANG, few, response("above"), later, response(change=None, outcome="deposits"))
    )
    [table] = chapter.tables
    gap = Sentence("depth.cell.gap", {"excess": Amount(0.2, "share", (0.1, 0.3)), "count": 9})
    flagged = {"verdict": verdict("above"), "flags": [Word("flag", "spike"), Word("flag", "imputed")]}
    assert list(table.cells()) == [
        (Sentence("diagnosis.outcome.gdp_real_index", {}), Sentence("depth.phase.price_bust_resistance", {}),
         span(2012, 2016), Amount(0.5, "share"),
         Sentence("depth.cell.gap_few", {"excess": Amount(0.125, "share"), "count": 3}), gap,
         Sentence("depth.cell.flagged", flagged)),
        (Sentence("diagnosis.outcome.loans", {}), Sentence("depth.phase.year_2020_recovery", {}), span(2020, 2023),
         Amount(-0.5, "share"), gap, None, verdict("cannot tell")),
    ]  # fmt: skip
    assert span(2012, 2016) == Sentence("depth.cell.span", {"start": 2012, "end": 2016})
    assert verdict("cannot tell") == Sentence("depth.verdict.cannot_tell", {})


@pytest.mark.parametrize(
    ("place", "key", "start", "end"),
    [(FUXIN, "revised", 2015, 2016), (HEGANG, "revised", 2013, 2014), (BAOTOU, "stepped", 2017, 2017)],
)
def test_provinces_that_revised_their_figures_of_the_bust_are_told(place, key, start, end):
    said = resilience_chapter(blown(place, response())).sentences
    assert said[-1] == Sentence(f"depth.resilience.{key}", {"province": ProvinceOf(place), "start": start, "end": end})
    assert ProvinceOf(place).name("en") == place.province_en != ProvinceOf(place).name("zh") == place.province_zh
    assert keys(resilience_chapter(blown(BEIJING, response())))[0] == "summary"
    assert len(resilience_chapter(blown(BEIJING, response())).sentences) == 2
    assert resilience_chapter(blown(place)).blocks == ()


def test_what_is_left_is_explained_and_its_table_has_the_years_that_are_told():
    lefts = (left("loans", 2015, is_told=False), left("loans", 2016, 0.5, (0.25, 0.75)), left())
    chapter = resilience_chapter(blown(BEIJING, lefts=lefts))
    assert keys(chapter) == ["left_persists", "left_means"]
    assert chapter.sentences[1].values == {"place": BEIJING}
    outcomes = [Sentence(f"diagnosis.outcome.{name}", {}) for name in ("loans", "gdp_real_index")]
    gaps = Amount(0.5, "share", (0.25, 0.75)), Amount(-0.25, "share", (-0.5, -0.125))
    assert list(chapter.tables[0].cells()) == [(outcomes[0], 2016, gaps[0]), (outcomes[1], 2019, gaps[1])]


def jobs(*sections, place=BEIJING, quotients=(), variety=(), growth=()):
    return Made(place=place, decomposition=Decomposition(place, sections, "no_two_censuses"), quotients=quotients,
                variety=variety, growth_by_sector=growth, sources={"jobs": ("census2020",)})  # fmt: skip


def test_parts_of_a_city_that_are_sure_are_told_the_largest_four_and_all_stand_in_the_table():
    sections = [
        section("mining", -3000.0, (-3500.0, -2500.0)),
        section("education", 250.0, (0.0, 500.0)),
        section("health", 500.0, (250.0, 750.0)),
        section("culture", -250.0, (-500.0, 0.0)),
        section("construction", 4000.0, (3000.0, 5000.0)),
        section("finance", 125.0, (100.0, 150.0)),
        section("transport", -1000.0, (-1500.0, -500.0)),
    ]
    quotients = (Quotient("mining", 4.5, 4.0, (3.0, 5.0)), Quotient("health", 1.5, 1.25, (1.0, 2.0)))
    chapter = jobs_chapter(jobs(*sections, quotients=quotients))
    told = {"construction": sections[4], "mining": sections[0], "transport": sections[6], "health": sections[2]}
    letters = {"construction": "E", "mining": "B", "transport": "G", "health": "Q"}
    parts = [
        Sentence("depth.jobs.own_part", {"section": Word("section", letters[name]),
                                         "part": Amount(one.place, "persons", one.place_interval_90)})
        for name, one in told.items()
    ]  # fmt: skip
    assert chapter.sentences[1] == Sentence("depth.jobs.own_parts", {"sections": parts})
    quotient = Amount(4.0, "ratio", (3.0, 5.0))
    above = [Sentence("depth.jobs.quotient", {"section": Word("section", "B"), "quotient": quotient})]
    assert chapter.sentences[2] == Sentence("depth.jobs.quotients", {"sections": above})
    rows = list(chapter.tables[0].cells())
    assert [row[0] for row in rows] == [Word("section", letter) for letter in "BGRJPQE"]
    common = Amount(4.0, "1"), Amount(5.0, "1"), Amount(0.25, "1"), Amount(0.5, "1")
    assert rows[0] == (Word("section", "B"), *common, Amount(-3.0, "1", (-3.5, -2.5)), quotient)
    assert rows[2][-1] is None


def test_without_quotients_above_one_it_says_so_and_without_sections_nothing():
    chapter = jobs_chapter(jobs(quotients=(Quotient("health", 1.5, 1.25, (1.0, 2.0)),)))
    assert chapter.sentences == (Sentence("depth.jobs.no_quotients", {"place": BEIJING}),)
    assert jobs_chapter(jobs()).blocks == ()
    many = tuple(Quotient("mining", 4.5, 4.0, (3.0, 5.0)) for _ in range(6))
    assert len(jobs_chapter(jobs(quotients=many)).sentences[0].values["sections"]) == 4


def test_variety_of_one_census_or_of_both_and_growth_by_sector():
    first = Variety(2010, 0.5, (0.25, 0.75), 1.5, (1.25, 1.75))
    second = Variety(2020, 0.625, (0.5, 0.875), 2.5, (2.25, 2.75))
    own, beside = Amount(0.5, "nats", (0.25, 0.75)), Amount(1.5, "nats", (1.25, 1.75))
    one = {"year": 2010, "unrelated": own, "related": beside}
    assert jobs_chapter(jobs(variety=(first,))).sentences == (Sentence("depth.jobs.variety", one),)
    both = {"unrelated": own, "related": beside, "unrelated_end": Amount(0.625, "nats", (0.5, 0.875)),
            "related_end": Amount(2.5, "nats", (2.25, 2.75))}  # fmt: skip
    assert jobs_chapter(jobs(variety=(first, second))).sentences == (Sentence("depth.jobs.variety_both", both),)
    parts = {"primary": 0.125, "secondary": 0.25, "tertiary": -0.5}
    growth = GrowthBySector(2010, 2018, -0.125, parts)
    amounts = {name: Amount(value, "share change") for name, value in parts.items()}
    said = Sentence("depth.jobs.growth", {"start": 2010, "end": 2018, "growth": Amount(-0.125, "share"), **amounts})
    assert jobs_chapter(jobs(growth=(growth,), place=HEGANG)).sentences == (said,)
    revised = Sentence("depth.jobs.revised", {"province": ProvinceOf(HEGANG)})
    assert jobs_chapter(jobs(growth=(growth,) * 2, place=HEGANG)).sentences == (said, said, revised)
    assert jobs_chapter(jobs(growth=(growth,) * 2)).sentences == (said, said)


def test_a_span_of_emissions_is_told_with_its_figures():
    each = Decoupling(HEGANG, 2003, 2012, 0.25, 0.5, 0.75, "weak_decoupling", 5, 8, (), "")
    values = {"start": 2003, "end": 2012, "emissions": Amount(0.25, "share"), "output": Amount(0.5, "share"),
              "elasticity": Amount(0.75, "ratio"), "state": Sentence("depth.state.weak_decoupling", {}),
              "alike": 5, "tried": 8}  # fmt: skip
    assert span_sentence(each) == Sentence("depth.emissions.span", values)
    untold = Decoupling(HEGANG, 2012, 2016, None, None, None, None, 0, 0, (), "no_figures")
    assert span_sentence(untold).values["elasticity"] == "–"
    chapters = [
        emissions_chapter(Made(decouplings=d, sources={"emissions": ("x",)})) for d in ((each, untold), (untold,))
    ]
    assert [keys(chapter) for chapter in chapters] == [["span", "caveat"], []]
