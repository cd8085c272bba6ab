"""The brief: short, of this city alone, and every figure of it found in the report and in plan.json."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from types import SimpleNamespace

import pytest

from relode.diagnosis import profile
from relode.language import LANGUAGES, Amount, Sentence, spoken
from relode.places import by_code, find
from relode.plan.asked.plan_asked import PlanAsked
from relode.plan.making.measure_rows import by_lever, measure_rows, plan_row, to_measure
from relode.plan.making.planning import planning
from relode.plan.uncertainty.uncertainty_records import VarianceShare
from relode.report import brief_html, plan_record, report_html, result_of
from relode.report.brief_content import brief_of, experiments, jobs_exceed, likely

WORDS, CHARACTERS = 450, 800


@pytest.fixture(scope="module")
def hegang(panel, record):
    """The result of Hegang with its plan."""
    return replace(result_of(panel, profile(panel, find("hegang")), (), date(2026, 1, 1)), planned=record)


@pytest.fixture(scope="module")
def counties(panel):
    """Results of two county-level places with what their money buys at published costs."""
    return [replace(result_of(panel, profile(panel, find(name)), (), date(2026, 1, 1)),
                    planned=next(planning(panel, find(name), PlanAsked(), lambda *_: None)).record)
            for name in ("renqiu", "gejiu")]  # fmt: skip


def read(page):
    """What a reader sees beside picture and table."""
    inside = re.sub(r"<(svg|style|table|figure|title)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"<p class=\"brand\">.*?</p>|<[^>]+>", " ", inside, flags=re.S)


def named_away(text, language):
    """A text without names of places."""
    for place in by_code().values():
        text = text.replace(place.name(language), "@")
    return text


def sentences(result, language, table=True):
    """Every sentence of a brief, without the name of the place, and the cells of its table but their heads."""
    page = re.sub(r"<(svg|style|thead|head)\b.*?</\1>|<p class=\"brand\">.*?</p>", " ", brief_html(result, language),
                  flags=re.S)  # fmt: skip
    page = page if table else re.sub(r"<table\b.*?</table>", " ", page, flags=re.S)
    page = re.sub(r"<h2>.*?</h2>|<th .*?</th>|<figcaption>.*?</figcaption>", "\n", page, flags=re.S)
    text = re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li|td|th|h3)>", "\n", re.sub(r"<h1>.*?</h1>", "", page)))
    text = named_away(text, language)
    return {" ".join(line.split()) for line in re.split(r"\n|(?<=[.。]) ", text) if len(line.strip()) > 12}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_is_short_in_every_state_of_a_run(hegang, counties, steps, language):
    states = [*(replace(hegang, planned=step.record) for step in steps), *counties, replace(hegang, planned=None)]
    for result in states:
        text = read(brief_html(result, language))
        count = len(re.findall(r"[\u4e00-\u9fff]", text)) if language == "zh" else len(text.split())
        assert 30 < count <= (CHARACTERS if language == "zh" else WORDS), (result.place.slug, count)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_of_a_place_that_nothing_is_forecast_for_has_no_picture_and_all_its_other_parts(hegang, language):
    page = brief_html(replace(hegang, outlook=None), language)
    assert "<figure" not in page
    assert "<svg" not in page
    assert re.findall(r'<section id="(\w+)"', page) == ["measures", "take", "sure", "measure"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_the_last_line_stands_in_every_brief(hegang, counties, language):
    same = set.intersection(*(sentences(result, language) for result in [hegang, *counties]))
    assert len(same) == 1, same
    assert "2020" in next(iter(same))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_without_a_figure_stands_in_the_briefs_of_planned_cities_but_a_common_finding(hegang, others, language):
    """Figures of plans in eighty futures may be alike by chance, and so may verdicts and the finding; text may not."""
    every = [hegang, *others]
    same = set.intersection(*(sentences(result, language, table=False) for result in every))
    plain = {text for text in same if not re.search(r"\d", text)}
    findings = [named_away(spoken(brief_of(result).headline, language), language) for result in every]
    assert all(any(text in finding for finding in findings) for text in plain), plain
    assert any("2020" in text for text in same)


@pytest.fixture(scope="module")
def others(panel):
    """Results of two more cities with small plans."""
    found = []
    for name in ("yulin", "fuxin"):
        *_, last = planning(panel, find(name), PlanAsked(futures=80), lambda *_: None)
        result = result_of(panel, profile(panel, find(name)), (), date(2026, 1, 1))
        found.append(replace(result, planned=last.record))
    return found


def figures(page):
    """Values that a page carries for machines."""
    return {float(value) for value in re.findall(r'(?:data-value|<data value)="([^"]+)"', page)}


def numbers(found):
    """Every number in a JSON object."""
    if isinstance(found, dict):
        return set().union(*map(numbers, found.values()))
    if isinstance(found, list):
        return set().union(*map(numbers, found))
    return {float(found)} if isinstance(found, int | float) else set()


def every_figure_is_found(result, language):
    """Whether the figures of a brief stand in the report and in plan.json."""
    told = figures(brief_html(result, language))
    assert len(told) >= 6
    assert told - figures(report_html(result, language)) == set()
    in_json = numbers(json.loads(json.dumps(plan_record(result, "run"))))
    leads = [plan for plan in (result.planned.plan, result.planned.granted_plan) if plan is not None]
    in_json |= {sum(each.yuan for each in plan.payments) for plan in leads}  # all payers together
    assert {value for value in told if value not in in_json} == set(), result.place.slug


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_every_figure_of_a_brief_is_found_in_the_report_and_in_plan_json(hegang, language):
    every_figure_is_found(hegang, language)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_brief_of_a_county_is_found_in_the_report_and_in_plan_json(counties, language):
    for result in counties:
        every_figure_is_found(result, language)


def amounts(value):
    """Every figure of a sentence, and of the sentences in it."""
    if isinstance(value, Sentence):
        for each in value.values.values():
            yield from amounts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from amounts(each)
    elif hasattr(value, "interval_90"):
        yield value


def test_a_figure_with_an_interval_is_the_median_inside_it(hegang):
    brief = brief_of(hegang)
    rows = [row.effect for row in brief.rows if row.effect is not None]
    told = [each for said in (brief.headline, *brief.likely, *brief.take, *brief.measure, *rows)
            for each in amounts(said) if each.interval_90 is not None]  # fmt: skip
    assert len(told) > 8
    assert [each for each in told if not each.interval_90[0] <= each.value <= each.interval_90[1]] == []


def test_headline_and_table_tell_the_plan_by_the_same_figures(hegang):
    lead = hegang.planned.plan or hegang.planned.granted_plan
    first, headline = brief_of(hegang).rows[0], brief_of(hegang).headline
    assert lead is not None
    assert first.kind == ("plan" if hegang.planned.plan else "granted")
    assert headline.values["jobs"] is first.effect.values["effect"]
    assert headline.values["total"].value == first.money.value == sum(each.yuan for each in lead.payments)


def test_a_plan_holds_only_measures_that_are_to_be_done(record):
    verdicts = {card.name: card.verdict.kind for card in record.cards}
    for plan, kind in ((record.plan, "do"), (record.granted_plan, "do_if_granted")):
        assert plan is None or {verdicts[step.name] for step in plan.steps} <= {kind, "do"}


def test_money_by_pot_is_all_the_money_of_the_headline_and_grants_are_named(hegang):
    lead = hegang.planned.plan or hegang.planned.granted_plan
    # Yuan to the cent, each rounded.
    assert sum(part.yuan for part in lead.pots) == pytest.approx(sum(each.yuan for each in lead.payments), abs=1.0)
    told = {each.value for said in brief_of(hegang).take for each in amounts(said)}
    assert next(part.yuan for part in lead.pots if part.pot == "granted") in told


@pytest.mark.usefixtures("undrawn")
def test_people_and_jobs_of_the_last_year_have_one_value_in_the_report(hegang):
    page, ends = figures(report_html(hegang, "en")), {each.quantity: each for each in hegang.planned.nothing}
    for name in ("population", "employment", "working_age_people"):
        assert ends[name].nothing["median"][-1] not in page
    assert hegang.outlook.quantities["employment"].quantiles["median"][-1] in page


def test_more_jobs_than_people_of_working_age_are_never_told_without_saying_so(panel):
    def result(name):
        return result_of(panel, profile(panel, find(name)), (), date(2026, 1, 1))

    panzhihua, usual = result("panzhihua"), result("hegang")
    assert jobs_exceed(usual) is None
    assert any(said.key == "brief.likely.age_15_59" for said in likely(usual))
    said = jobs_exceed(panzhihua)
    assert said.values["jobs"].value > said.values["people"].value
    assert not any(each.key == "brief.likely.age_15_59" for each in likely(panzhihua))


@pytest.mark.parametrize(
    ("jobs", "people", "said"),
    [((9.0, 5.0), (10.0, 6.0), False), ((11.0, 5.0), (10.0, 6.0), True), ((9.0, 7.0), (10.0, 6.0), True)],
)
def test_more_jobs_than_people_now_or_later_are_told(monkeypatch, jobs, people, said):
    told = [
        SimpleNamespace(quantity=name, opening=at[0], end=at[1], unit="persons", origin=2020, sources=())
        for name, at in (("employment", jobs), ("age_15_59", people))
    ]
    monkeypatch.setattr("relode.report.brief_content.expected", lambda _: told)
    assert (jobs_exceed(SimpleNamespace(outlook=True)) is not None) == said


def test_measures_left_for_one_reason_share_a_line_and_a_lever_its_name(record):
    rows = measure_rows(record)
    left = [row for row in rows if row.kind == "leave"]
    assert len(left) == len({card.verdict.reason for card in record.kinds("leave")})
    told = [spoken(each, "en") for row in left for each in row.measures]
    assert len([text for text in told if text.startswith("subsidy")]) <= len(left)
    cards = [card for card in record.cards if card.lever == "subsidy"]
    assert len(list(by_lever(cards))) == 1
    assert spoken(next(by_lever(cards)), "en").count(",") == len(cards) - 1


def test_the_rest_of_the_measures_have_a_line_each(record):
    lead = record.plan or record.granted_plan
    alone = {lead.steps[0].name} if lead and len(lead.steps) == 1 else set()
    others = [card.name for card in record.cards if card.verdict.kind != "leave" and card.name not in alone]
    assert len([row for row in measure_rows(record) if row.kind not in ("plan", "granted", "leave")]) == len(others)
    if lead is not None:
        assert plan_row(lead, record).money == Amount(sum(each.yuan for each in lead.payments), "yuan")


def test_figures_to_measure_are_three_and_each_once(record):
    found = to_measure(record, 3)
    assert 1 <= len(found) <= 3
    assert len({each.label.en for each in found}) == len(found)
    assert all(0 < each.share.value <= 1 for each in found)


def test_where_fewer_are_worth_measuring_those_whose_part_is_surely_above_nothing_follow():
    found = [("luck", 0.6, 0.1), ("hiring", 0.2, 0.1), ("firing", 0.05, 0.06), ("wage_curve", 0.1, 0.02),
             ("norm_response", 0.3, 0.1), ("rest", 0.2, 0.01)]  # fmt: skip
    singles = [VarianceShare(name, {"en": name, "zh": name}, first, half, first, half) for name, first, half in found]
    outcome = SimpleNamespace(singles=singles, worth_measuring_first=["wage_curve"])
    told = SimpleNamespace(cards=(), sensitivity=SimpleNamespace(outcomes={"gain": outcome}))
    # paths of prices and luck, and the rest, are nothing to go and measure; the interval of firing holds 0
    assert [each.label.en for each in to_measure(told, 5)] == ["wage_curve", "norm_response", "hiring"]
    assert [each.share.value for each in to_measure(told, 2)] == [0.1, 0.3]


def test_how_experiments_went_is_that_of_the_shipped_table():
    with files("relode.examination").joinpath("results.csv").open(encoding="utf-8") as table:
        went = [row["standing"] for row in csv.DictReader(table)
                if "public_services_spending" in row["levers"].split(";")]  # fmt: skip
    passed, failed = went.count("passed"), went.count("not_passed")
    steps = [SimpleNamespace(lever="public_services_spending"), SimpleNamespace(lever="research_spending")]
    met, none = experiments(SimpleNamespace(steps=steps))
    assert f"public services {passed} of {passed + failed}." in spoken(met, "en")
    assert (passed, failed) != (0, 0)
    assert "research" in spoken(none, "en")


def test_a_county_whose_ages_ship_is_not_sent_to_count_its_old(counties):
    told = [each.values["label"].quantity for each in brief_of(counties[0]).measure]
    assert "age_60_plus_share" in {each.quantity for each in counties[0].profile.missing}
    assert len(told) == len(set(told)) == 3
    assert "age_60_plus_share" not in told


def test_published_costs_that_are_equal_share_a_line(counties):
    (found, *_) = counties
    rows = measure_rows(found.planned)
    assert {row.kind for row in rows} == {"cannot_tell"}
    assert sum(len(row.measures) for row in rows) == len(found.planned.published.measures)
    assert len(rows) == len({(each.bought, each.low, each.high) for each in found.planned.published.measures})
    assert all(row.money.value == found.planned.published.budget for row in rows)
