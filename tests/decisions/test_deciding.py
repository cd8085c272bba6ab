"""Decisions of a place: what it has, what pays, what is asked, and words for all of it."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

import relode as rl
from relode.bureaus import bureaus_of
from relode.decisions import programmes as programme_files
from relode.decisions import rule
from relode.decisions.chapter import asked_lines, chapter, headline, notes
from relode.decisions.deciding import decided, judged
from relode.decisions.decision_money import money_of
from relode.decisions.decision_records import Decisions
from relode.decisions.decision_text import cell_word, is_beyond_print, reason_of
from relode.decisions.gains import break_even
from relode.decisions.local_facts import local_figures
from relode.decisions.money_account import MoneyAccount
from relode.decisions.programme_decisions import NOMINAL, programme_grounds, programmed, switch
from relode.decisions.programmes import programmes
from relode.decisions.purses import Purse, purse_for, uses_of
from relode.decisions.rule import NeedGrounds, thresholds
from relode.errors import RelodeError
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.language import sentence_keys, spoken
from relode.panel.coal_mines import mines_of
from relode.places import by_code, find, official
from relode.record import decoded
from relode.stated_files import of_text
from relode.story.text import chapter_text

HEGANG = find("hegang")
BASE = {"jobs": 3e5, "output": 4e10, "income": 2e10}
OWN = Purse("own", "", "at_most", (0.0, 2e9), "own_revenue_bound")
TRANSFER = Purse("granted", "exhausted_transfer", "known", (2.5e8, 4.3e8), "exhausted_city_transfer_received")
ASKED = Purse("granted", "subsidence_mining_district", "ask", None, "subsidence_investment_received")
BONDS = Purse("bonds", "special_bonds", "known", (3e7, 3e7), "government_debt_limit")
PURSES = (OWN, TRANSFER, ASKED, BONDS)


def accounts(requests):
    """Money that does in every future what services do: a job for 120,000 yuan, a yuan of output for a yuan."""
    return [account(each) for each in requests]


def account(request, count=200):
    yuan = request.yuan * np.full(count, 0.5)
    money = yuan * {"jobs": 1 / 120_000, "output": 1.0, "income": 0.5}[request.outcome]
    base = np.full(count, BASE[request.outcome])
    years = tuple(range(2026, request.horizon + 1))
    payer = {"own": "city", "bonds": "city", "granted": "centre"}[request.pot]
    return MoneyAccount(
        request, base, money, base * 0.6, money, yuan, years, {payer: (request.yuan / 2,) * len(years)}, 0.0
    )


@pytest.fixture(scope="module")
def panel():
    return rl.panel.load()


@pytest.fixture(scope="module")
def figures(panel):
    return local_figures(panel, HEGANG, 2035)


@pytest.fixture(scope="module")
def needs(panel):
    return rl.needs.of(panel, HEGANG)


@pytest.fixture(scope="module")
def record(needs, figures):
    return decided(HEGANG.code, needs, figures, PURSES, accounts, shipped_draws(), 2035, 1)


def of(record, name):
    return next(each for each in record.decisions if each.name == name)


def test_every_need_and_programme_is_decided_on_once_and_best_first(record, needs):
    names = [each.name for each in record.decisions]
    assert sorted(names) == sorted([*(m.name for m in needs.measures), *(p.lever for p in programmes())])
    order = [each.verdict for each in record.decisions]
    assert order == sorted(order, key=["do", "do_if_granted", "try_small", "fill_in", "leave"].index)


def test_own_money_and_yardstick_add_up(record):
    """Total = own + money and gain = total - yardstick, on average and to the digit."""
    found = [each.gain for each in record.decisions if each.gain is not None]
    assert len(found) == 7
    for each in found:
        total = each.own_effect.value + each.money_effect.value
        assert each.gain.value == pytest.approx(total - each.yardstick.value, rel=1e-9)
        assert each.gain.interval_90[0] < each.gain.value < each.gain.interval_90[1]


def test_a_million_yuan_of_a_training_course_by_hand(record, figures):
    """2,083 miners at 6,000 yuan over five years are 2.4996 million a year, half of it on average over ten years."""
    course = of(record, "retraining_coverage")
    persons = figures.facts["closing_mines"].amount
    assert persons == 1515 + 568  # Xinlu to 2031, and Fuli past its printed end of 2022
    assert course.cost.yuan_a_year == pytest.approx(6000 * persons / 5 / 2)
    assert course.gain.gain_per_million == pytest.approx(course.gain.gain.value / (course.cost.yuan_a_year / 1e6))
    assert (course.cost.low, course.cost.high) == pytest.approx((2083 * 2000 / 10, 2083 * 20000 / 10))


def test_more_schools_are_not_needed_where_teachers_are_surely_too_many(record):
    assert (of(record, "schooling_spending").verdict, of(record, "schooling_spending").reason) == ("leave", "no_need")


def test_a_card_on_assumed_prices_is_never_do(record):
    unpriced = {each.lever for each in programmes() if not each.price.printed}
    assert unpriced
    assert {each.verdict for each in record.decisions if each.name in unpriced} & {"do", "do_if_granted"} == set()


def test_needs_that_are_sure_and_cost_nothing_are_to_do_and_what_only_the_city_knows_is_asked(record):
    assert of(record, "replace_one_leaver_in_n").verdict == "do"
    asked = of(record, "hospital_to_nursing_beds")
    assert asked.verdict == "fill_in"
    assert {"norm", "use_of_beds"} == {each.cell for each in asked.fill_in}


def test_damaged_land_decides_and_a_figure_of_the_citys_own_settles_it(panel, needs, record):
    asked = of(record, "remediation_spending")
    assert [(e.cell, e.verdict_low, e.verdict_high) for e in asked.fill_in] == [
        ("damaged_land", "leave", "do_if_granted")
    ]
    for hectares, kind in ((0.0, "leave"), (800.0, "do_if_granted")):
        own = local_figures(panel, HEGANG, 2035, {"damaged_land": hectares})
        told = decided(HEGANG.code, needs, own, PURSES, accounts, shipped_draws(), 2035, 1)
        assert of(told, "remediation_spending").verdict == kind


def test_money_that_nobody_knows_of_here_is_asked_for_and_never_taken_for_granted(needs, figures, monkeypatch):
    """At a line that the evidence of training passes: .93 of the draws are above 0."""
    low = {**thresholds(), "average_above": replace(thresholds()["average_above"], value=0.8)}
    monkeypatch.setattr(rule, "thresholds", lambda: low)
    record = decided(HEGANG.code, needs, figures, PURSES, accounts, shipped_draws(), 2035, 1)
    course = of(record, "retraining_coverage")
    assert (course.verdict, [each.cell for each in course.fill_in]) == ("fill_in", ["channel_employment_subsidy"])
    known = (*PURSES, Purse("granted", "employment_subsidy", "known", (1e7, 2e7), "x"))
    told = decided(HEGANG.code, needs, figures, known, accounts, shipped_draws(), 2035, 1)
    assert of(told, "retraining_coverage").verdict == "do_if_granted"
    none = (*PURSES, Purse("granted", "employment_subsidy", "known", (0.0, 0.0), "x"))
    told = decided(HEGANG.code, needs, figures, none, accounts, shipped_draws(), 2035, 1)
    assert of(told, "retraining_coverage").verdict == "leave"


def test_the_dose_is_what_the_pot_pays_and_never_beyond_the_one_studied(figures):
    zone = next(each for each in programmes() if each.lever == "cluster_support")
    small = programmed(zone, figures, PURSES, 2035)
    assert small.request.pot == "bonds"
    assert small.request.yuan == pytest.approx(3e7)
    assert small.doses == pytest.approx(3e7 / (0.02 * figures.output))
    rich = programmed(zone, figures, (replace(BONDS, room=(1e12, 1e12)),), 2035)
    assert rich.doses == 1.0


def test_a_pot_that_may_not_pay_services_has_works_as_its_yardstick():
    assert uses_of(OWN) == "services"
    assert uses_of(TRANSFER) == "works"
    assert uses_of(Purse("granted", "employment_subsidy", "ask", None, "x")) == "services"


def test_money_that_a_decision_names_says_whence_its_sum_is(needs, figures):
    held = (*(each for each in PURSES if each != TRANSFER), replace(TRANSFER, sources=("exhausted_transfers_2020",)))
    told = decided(HEGANG.code, needs, figures, held, accounts, shipped_draws(), 2035, 1).decisions
    paid = [each for each in told if each.channel.channel == "exhausted_transfer"]
    assert paid
    for each in paid:
        assert {amount.sources for amount in (money_of(each).values["low"], money_of(each).values["high"])} == {
            ("exhausted_transfers_2020",)
        }


def test_money_is_taken_from_what_names_the_use(figures):
    for each in programmes():
        purse = purse_for(each, PURSES)
        if purse is not None and purse.channel and purse.pot == "granted":
            uses = next(row["uses"] for row in rows("funding_channels") if row["id"] == purse.channel)
            assert set(uses.split(";")) & set(each.uses)
            assert purse.channel in each.channels
    told = Purse("granted", "", "known", (9e8, 9e8), "")
    by_grants = next(each for each in programmes() if "exhausted_transfer" in each.channels)
    assert purse_for(by_grants, (TRANSFER,)) == TRANSFER
    assert purse_for(by_grants, (TRANSFER, told)) == told
    assert purse_for(by_grants, (Purse("granted", "", "ask", None, ""),)).known == "ask"
    bonds_only = next(each for each in programmes() if each.lever == "subsidy")
    assert purse_for(bonds_only, (BONDS,)) is None
    assert programmed(bonds_only, figures, (BONDS,), 2035).persons == NOMINAL


def test_what_a_need_costs_in_all_is_spread_over_the_years_until_it_must_be_met(needs, record):
    measure = next(each for each in needs.measures if each.cost is not None and each.cost.value)
    cost = of(record, measure.name).cost
    assert list(cost.by_year) == [str(year) for year in range(2026, measure.year + 1)]
    assert sum(cost.by_year.values()) == pytest.approx(measure.cost.value)
    assert cost.yuan_a_year == pytest.approx(measure.cost.value / (measure.year - 2025))


def test_cells_that_decide_alone_come_first_and_each_is_asked_once(record):
    lines = asked_lines([record])
    cells = [each.cell.cell for each in lines]
    assert sorted(set(cells)) == sorted(cells)
    assert {c.cell for d in record.of("fill_in") for c in d.fill_in} == set(cells)
    counts = [len(each.alone) for each in lines]
    assert counts == sorted(counts, reverse=True)
    for line in lines:
        assert all(len(each.fill_in) == 1 for each in line.alone)
        assert all(len(each.fill_in) > 1 for each in line.among)
    few = [len(each.fill_in) for each in record.of("fill_in")]
    assert few == sorted(few)


def _joined_keys(said):
    if said.key == "decisions.why.and":
        yield from (key for part in ("first", "second") for key in _joined_keys(said.values[part]))
    else:
        yield said.key


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_row_that_is_left_says_what_an_expected_gain_lacks(record, language):
    left = [each for each in record.decisions if each.because]
    assert left
    for each in left:
        assert each.gain.gain_per_million > 0
        told = reason_of(each)
        said = told.values["why"] if told.key == "decisions.reason.and_counted" else told
        assert list(_joined_keys(said.values["why"])) == [
            f"decisions.why.{'any_price' if key == 'price' and each.gain.break_even is None else key}"
            for key in each.because
        ]
        assert not re.search(r"\{\w+", spoken(told, language))


def test_what_differs_from_what_studies_looked_at_is_said_where_a_gain_is_told(record):
    told = [said.values["name"].en for said in notes(record) if said.key == "decisions.how.differs"]
    assert told == ["Development zone or industry park"]
    zones = {row["place"] for row in rows("development_zones_2018")}
    assert all(code in zones for code in official() if by_code()[code].level == "prefecture")


def test_what_no_study_of_money_prints_is_named(record):
    """By hand: gain and yardstick together above five yuan of output for a yuan."""
    beyond = [each for each in record.decisions if is_beyond_print(each)]
    for each in beyond:
        assert each.gain.gain_per_million + each.gain.yardstick_per_million > 5e6
    keys = [said.key for said in notes(record)]
    assert ("decisions.how.beyond_print" in keys) == bool(beyond)
    none = replace(record, decisions=tuple(each for each in record.decisions if each not in beyond))
    assert "decisions.how.beyond_print" not in [said.key for said in notes(none)]


def test_a_price_turns_a_verdict_where_the_expected_gain_is_nothing(figures):
    found = judged(HEGANG.code, figures, PURSES, accounts, shipped_draws(), 2035, 1)
    gain = next(each.gain for each in found if each.asked.programme.lever == "cluster_support")
    assert switch("price_cluster_support", gain) == break_even(gain) > 0
    assert switch("industry", gain) is None
    assert switch("price_talent_subsidy", None) is None


def test_a_hectare_is_repaired_once_within_the_years_of_its_programme(panel):
    """By hand: 100 hectares of 250,000 yuan in five years are 5 million a year."""
    own = local_figures(panel, HEGANG, 2035, {"damaged_land": 100.0})
    told = decided(HEGANG.code, None, own, PURSES, accounts, shipped_draws(), 2035, 1)
    assert of(told, "remediation_spending").cost.yuan_a_year == pytest.approx(5e6)


def test_a_price_that_nobody_prints_leaves_open_whether_the_cost_of_a_need_is_known(figures):
    found = judged(HEGANG.code, figures, PURSES, accounts, shipped_draws(), 2035, 1)
    asked = next(each.asked for each in found if each.asked.programme.lever == "talent_subsidy")
    missing = {each.cell: each for each in programme_grounds(asked, None, None).missing}
    ends = missing["price_talent_subsidy"]
    assert (ends.low.need, ends.high.need) == (NeedGrounds(True, False), NeedGrounds(True, True))


def test_without_accounts_needs_are_told_alone(needs, figures):
    told = decided(HEGANG.code, needs, figures, PURSES, None, shipped_draws(), 2035, 1)
    assert ({each.kind for each in told.decisions}, told.futures) == ({"need"}, 0)


def test_the_same_seed_gives_the_same_bits_and_another_moves_nothing_from_do_to_leave(needs, figures, record):
    again, other = (
        decided(HEGANG.code, needs, figures, PURSES, accounts, shipped_draws(), 2035, seed) for seed in (1, 2)
    )
    assert again == record
    pairs = [(each.verdict, of(other, each.name).verdict) for each in record.decisions]
    assert sum(a == b for a, b in pairs) >= 0.9 * len(pairs)
    assert ("do", "leave") not in pairs
    assert ("leave", "do") not in pairs


def test_a_record_is_written_and_read_again(record):
    assert decoded(Decisions, json.loads(json.dumps(record.record()))) == record


@pytest.mark.parametrize("language", ["en", "zh"])
def test_chapter_and_headline_are_said_in_both_languages(record, language):
    text = chapter_text(chapter(record), language)
    assert len(text) > 3000
    assert not re.search(r"\{\w+\}", text)
    assert spoken(headline(record, HEGANG), language)


def test_every_cell_has_words_and_a_bureau():
    cells = {each.cell for each in programmes() if each.cell} | {"norm"}
    cells |= {f"channel_{name}" for each in programmes() for name in each.channels[:1]}
    cells |= {cell for service in rl.needs.services() for measure in service.measures for cell in measure.missing}
    keys = set(sentence_keys())
    assert [cell for cell in cells if f"decisions.cell.{cell}" not in keys] == []
    assert all(bureaus_of(cell) for cell in cells)


def test_no_shipped_fact_is_contradicted_in_any_listed_prefecture(panel):
    """Clusters, listed firms, zones with named industries and mines: none of them is called absent or unknown."""
    hosts = {row["place"] for row in rows("cluster_hosts")}
    firms = {row["place"] for row in rows("listed_firm_industries")}
    zones = {row["place"] for row in rows("development_zones_2018") if row["industries"]}
    places = [by_code()[code] for code in official() if by_code()[code].level == "prefecture"]
    assert len(places) == 126
    for place in places:
        facts = local_figures(panel, place, 2035).facts
        if place.code in hosts | firms | zones:
            assert facts["industry"].state == "present", place.slug
        if any(mine.status == "Operating" for mine in mines_of(place.code)):
            assert facts["mining"].state == "present", place.slug
            assert facts["closing_mines"].state != "absent", place.slug
        assert facts["damaged_land"].state == "unknown"


def test_a_place_without_output_is_asked_for_it(figures):
    with pytest.raises(RelodeError, match="none is published for this place"):
        programmed(programmes()[1], replace(figures, output=None), PURSES, 2035)


def test_one_file_adds_a_lever(needs, figures, record, tmp_path, monkeypatch):
    """A file of a new name has a decision of its own, in words, cells and figures; its lever and law are the file's."""
    shutil.copytree(str(programme_files.FOLDER), tmp_path, dirs_exist_ok=True)
    known = next(each for each in programmes() if each.lever == "connectivity_spending")
    text = (tmp_path / "connectivity_spending.toml").read_text(encoding="utf-8")
    for ours, own in (
        (known.name.en, "Night trains"),
        (known.name.zh, "夜间列车"),
        (known.price.asked.en, "fare of a berth"),
        (known.price.asked.zh, "每张卧铺票价"),
        ("value = 0.02", "value = 0.01"),
    ):
        assert text.count(ours) == 1
        text = text.replace(ours, own)
    (tmp_path / "night_trains.toml").write_text(f'lever = "connectivity_spending"\n{text}', encoding="utf-8")
    monkeypatch.setattr(programme_files, "FOLDER", tmp_path)
    try:
        programmes.cache_clear()
        added = decided(HEGANG.code, needs, figures, PURSES, accounts, shipped_draws(), 2035, 1)
        told = {language: chapter_text(chapter(added), language) for language in ("en", "zh")}
        asked = [spoken(cell_word("price_night_trains"), language) for language in ("en", "zh")]
    finally:
        programmes.cache_clear()
    own, ours = of(added, "night_trains"), of(added, "connectivity_spending")
    assert len(added.decisions) == len(record.decisions) + 1
    assert ours == of(record, "connectivity_spending")
    yuan_a_dose = [each.cost.yuan_a_year / each.gain.doses for each in (own, ours)]
    assert yuan_a_dose[0] == pytest.approx(yuan_a_dose[1] / 2, rel=1e-9)
    assert "Night trains" in told["en"]
    assert "夜间列车" in told["zh"]
    assert asked == ["fare of a berth", "每张卧铺票价"]


@pytest.mark.parametrize("lacks", ["law", "asked", "bureau"])
def test_a_file_that_lacks_what_a_lever_needs_is_refused_by_its_field(lacks):
    text = programme_files.FOLDER.joinpath("talent_subsidy.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(f"{lacks} =")]
    assert len(lines) == len(text.splitlines()) - 1
    with pytest.raises(RelodeError, match=lacks):
        of_text(programme_files.Programme, "talent_subsidy.toml", "\n".join(lines))
