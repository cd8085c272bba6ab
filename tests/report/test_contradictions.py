"""What a brief or a document must not say against itself: sums as printed, price bases, money of one channel, dates."""

import re
from dataclasses import replace
from datetime import date

import pytest

from relode.charts.account_picture import account_picture
from relode.deals.public_works import channel_name, channel_of
from relode.decisions.chapter import asked_lines, asked_table, headline, switch_of
from relode.decisions.chapter import chapter as decisions_chapter
from relode.decisions.decision_money import cost_of, cost_said, money_of
from relode.decisions.decision_records import DecisionChannel
from relode.decisions.decision_text import date_of, decision_object, name_of, names_of, programme_of, reason_of
from relode.decisions.gains import own_size
from relode.decisions.local_facts import local_figures
from relode.decisions.programmes import programmes
from relode.decisions.projects import pot_of_channel
from relode.decisions.purses import NAMED, Purse, channel_for
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.language import Amount, Sentence, spoken
from relode.outlook import outlook
from relode.outlook.ahead.change_accounts import accounts
from relode.places import find
from relode.plan.asked.pots import pot_amount, pot_basis, pot_name
from relode.plan.making.plan_records import Failing
from relode.plan.uncertainty.records import JobsSpread, SensitivityRecord, VarianceShare
from relode.report.age_groups import age_groups
from relode.report.bureaus import asked_of_bureaus
from relode.report.document.aims import indicators
from relode.report.document.basis import outline
from relode.report.document.content import chapters_of
from relode.report.document.course import checks, risks
from relode.report.document.decided import ages_table
from relode.report.document.situation import key_figures
from relode.report.funding_calendar import WORTH_ASKING, calendar, dates
from relode.report.likely import likely, printed
from relode.story import Passage, Table
from relode.story.columns import cell_text
from relode.story.figures import text_of

from ..decisions.test_deciding import BASE
from .test_page_one import planned

PLACES = ("hegang", "fuxin", "jinchang", "baotou")
DRAWN = 8200
"""Draws of a gain: 200 futures of the accounts, as often as 8,192 draws of the evidence need."""
COUNTED = re.compile(r"([+−]?)([\d,.]+)(万?)人")


@pytest.fixture(scope="module")
def results(panel):
    """Places with decisions on plain accounts."""
    return {name: planned(panel, name) for name in PLACES}


def persons(text):
    """Numbers of people in a Chinese sentence, without intervals."""
    found = COUNTED.findall(re.sub(r"（[^）]*至[^）]*）", "", text))
    return [{"−": -1}.get(sign, 1) * float(size.replace(",", "")) * (1e4 if unit else 1) for sign, size, unit in found]


@pytest.mark.parametrize("name", PLACES)
def test_bridges_add_up_as_they_are_printed(results, name):
    """Hegang: 32.5 - 13 - 1.5 - 2.7 stood beside 14.8."""
    told = [each for each in likely(results[name]) if each.key.endswith(("_aged", "_mined"))]
    assert told
    for each in told:
        start, end, *parts = persons(spoken(each, "zh"))
        assert start + sum(parts) == pytest.approx(end, abs=1), spoken(each, "zh")


def test_the_rest_takes_what_rounding_leaves(results):
    """By hand: 89.1 less 12.8 less 10.3 is 66.0; each part is within a step of its own value but the rest."""
    account = next(each for each in accounts(results["hegang"].outlook) if each.quantity == "population")
    told = printed(replace(account, start=891_271.0, ageing=-128_400.0, mines=None, moves=-102_900.0, end=660_000.0))
    assert {name: round(value) for name, value in told.items()} == {
        "start": 891_000, "ageing": -128_000, "end": 660_000, "moves": -103_000,
    }  # fmt: skip


def test_a_bridge_of_jobs_says_that_its_mines_are_beyond_ageing(results):
    """Jinchang's mines gained 1,100 jobs in the bridge and lost 2,287 in the forecast: of both ageing took its part."""
    jobs = next(each for each in accounts(results["jinchang"].outlook) if each.quantity == "employment")
    mining = results["jinchang"].outlook.quantities["mining_employment"]
    assert jobs.mines > 0 > mining.quantiles["median"][-1] - mining.opening
    said = next(each for each in likely(results["jinchang"]) if each.key == "brief.likely.employment_mined")
    assert "老龄化之外" in spoken(said, "zh")
    assert "beyond their part of ageing" in spoken(said, "en")
    drawn = account_picture(results["jinchang"].outlook, "zh").table
    assert "采矿业（老龄化之外）" in set(drawn["part"])
    assert "采矿业" not in set(drawn["part"])


@pytest.mark.parametrize("name", PLACES)
def test_money_of_a_forecast_stands_at_prices_of_a_year_and_says_of_which(results, name):
    """The debt of 2024 stood in prices of 2020 beside the published one."""
    outlook = results[name].outlook
    rows = {row[0].values["quantity"].key: row for row in indicators(results[name]).rows
            if row[0].key == "document.aims.at_prices"}  # fmt: skip
    based = {f"outlook.target.{each.quantity}" for each in outlook.forecasts if each.price_base}
    assert rows.keys() == based
    assert "outlook.target.debt" in rows
    debt = outlook.quantities["debt"]
    assert debt.price_base == debt.origin  # so the opening is the published figure of its year


@pytest.mark.parametrize("name", PLACES)
def test_one_channel_has_one_sum_in_a_place(results, name):
    """The same transfer stood as 260 to 430 million yuan and as not known in one table."""
    rooms = {}
    for each in results[name].planned.decisions.decisions:
        if each.channel.channel:
            rooms.setdefault(each.channel.channel, set()).add(each.channel.room)
    assert {channel: found for channel, found in rooms.items() if len(found) > 1} == {}


def test_a_need_names_no_channel_that_only_other_places_get(results):
    """Baotou was sent to the transfer of exhausted cities, which it is not."""
    named = {each.channel.channel for each in results["baotou"].planned.decisions.decisions if each.kind == "need"}
    held = {pot.channel for pot in results["baotou"].planned.pots}
    assert not (named & set(NAMED)) - held
    transfer = Purse("granted", "exhausted_transfer", "known", (1.0, 2.0), "cell")
    assert channel_for(("exhausted_transfer", "central_budget_investment_2026"), (transfer,)) == "exhausted_transfer"
    bonds = Purse("bonds", "special_bonds", "known", (1.0, 2.0), "cell")
    other = channel_for(("exhausted_transfer", "central_budget_investment_2026"), (bonds,))
    assert other == "central_budget_investment_2026"


@pytest.mark.parametrize("name", PLACES)
def test_reason_and_gain_of_a_programme_speak_of_one_outcome(results, name):
    """A verdict was given on income and explained by jobs."""
    units = {"jobs": "person-years", "output": "yuan", "income": "yuan"}
    from relode.decisions.decision_text import reason_of

    seen = 0
    for each in results[name].planned.decisions.decisions:
        if each.gain is None:
            continue
        assert units[each.gain.outcome].split("-")[0].rstrip("s") in each.gain.gain.unit.replace("persons", "person")
        told = [v for v in reason_of(each).values.values() if isinstance(v, Amount)] if isinstance(
            reason_of(each), Sentence) else []  # fmt: skip
        assert {v.unit for v in told} <= {units[each.gain.outcome], "share", "yuan", "persons", "count"}
        seen += 1
    assert seen > 3


@pytest.mark.parametrize("name", PLACES)
def test_cost_and_effect_of_a_programme_are_of_one_dose(results, name):
    """Yulin's 3.45 billion yuan at .454 % of output stood beside the effect of .64 %."""
    result, seen = results[name], 0
    output = local_figures(result.panel, result.place, 2035).output
    for each in result.planned.decisions.decisions:
        if each.gain is None:
            continue
        cost, gain, lever = cost_of(each).value, each.gain, programme_of(each)
        assert gain.gain.value == pytest.approx(gain.gain_per_million * cost / 1e6)
        if lever.price.per == "output":
            # Accounts of these tests pay half of the request on average, and .6 of the outcome a log point.
            assert cost == pytest.approx(gain.doses * lever.price.value * output / 2)
            size = own_size(shipped_draws(), lever.lever, lever.family, gain.doses, DRAWN, 1, None, result.place.code)
            own = 0.6 * BASE[gain.outcome] * size.here.mean() - size.holds_money * gain.money_effect.value
            assert gain.own_effect.value == pytest.approx(own)
            seen += 1
    assert seen > 2


def test_checks_are_proposed_for_a_day_ahead(results):
    """A document of 28 November 2026 began in 2026."""
    late = checks(replace(results["hegang"], made=date(2026, 11, 28)))
    assert late.rows[0][3].proposal.values == {"year": 2027}
    assert checks(replace(results["hegang"], made=date(2026, 2, 1))).rows[0][3].proposal.values == {"year": 2026}


def test_risks_name_causes_in_words_and_no_share_of_variance(results):
    """Brief and document gave first-order and total shares under one name: the document gives none."""
    causes = [("world", "prices and demand", "价格与需求", 0.59), ("start", "the opening year", "起始年", 0.31)]
    groups = tuple(VarianceShare(name, {"en": en, "zh": zh}, share, 0.01, share + 0.06, 0.01)
                   for name, en, zh, share in causes)  # fmt: skip
    jobs = JobsSpread(1e5, 1e4, 1e4, 0.2, 0.01, 512, True, 0.01, 0.01, groups, (), (), ())
    sensitivity = SensitivityRecord("employment", 2035, 9, jobs, {"en": (), "zh": ()})
    for result in results.values():
        with_causes = replace(result, planned=replace(result.planned, sensitivity=sensitivity))
        told = [each for row in risks(with_causes).blocks[-1].rows for each in row[1:2]]
        said = next(each for each in told if isinstance(each, Sentence) and each.key == "document.risk.basis.unknowns")
        text = spoken(said, "zh")
        assert "价格与需求、起始年" in text
        assert "方差" not in text
        assert "%" not in text


def test_what_is_sure_of_a_need_is_one_figure_in_headline_and_row(results):
    """2,451.6 teachers were 2,500 in the headline and, rounded twice, 2,400 in the row."""
    record = results["hegang"].planned.decisions
    sure = next(each for each in record.of("do") if each.amount)
    odd = replace(sure, amount=2451.6)
    whole = spoken(headline(replace(record, decisions=(odd,)), results["hegang"].place), "en")
    assert "at least 2,500 by" in whole
    assert "at least 2,500 more" in text_of(reason_of(odd), "en")


def test_two_rows_on_the_same_teachers_do_not_give_two_figures_for_one_thing(results):
    """At least 2,000 and at least 610 too many stood below each other, both "by every norm in 2030"."""
    told = {each.name: reason_of(each) for each in results["hegang"].planned.decisions.of("do")}
    whole, left = told["replace_one_leaver_in_n"], told["teachers_to_other_work"]
    assert whole.key != left.key
    assert "if nobody who leaves is replaced" in spoken(left, "en")
    assert "即使退休离岗一律不补" in spoken(left, "zh")


def test_room_for_bonds_is_told_as_limit_less_balance(results):
    """ "303 M yuan, published" did not say that it is what the debt limit leaves."""
    pot = next(each for each in results["hegang"].planned.pots if each.name == "bonds")
    assert pot.how == "observed"
    assert "债务限额" in spoken(pot_amount(pot), "zh")
    assert "limit of statutory debt less its balance" in spoken(pot_basis(pot).parts[0], "en")


@pytest.mark.parametrize("name", PLACES)
def test_the_table_of_newest_figures_has_the_residents_that_page_one_tells(results, name):
    """Daqing had 2.66 million in 2024 on the first page and 2.78 million in 2020 below "newest year"."""
    opening = results[name].outlook.quantities["population"]
    value, year = key_figures(results[name]).rows[0][1:3]
    assert (value.value, year) == (opening.opening, str(opening.origin))


def test_own_money_is_told_to_the_bureau_that_knows_what_of_it_is_bound(results):
    """The human resources bureau read how much money the city has at most."""
    lines = asked_of_bureaus(results["jinchang"], results["jinchang"].planned.decisions)
    own = pot_of_own(results["jinchang"])
    told = {one.bureaus[0] for one in lines if own in [spoken(each, "en") for each in one.known]}
    assert told == {"finance"}
    assert all(one.known or one.known_cell is None for one in lines)


def pot_of_own(result):
    """Own money, as a decision says it."""
    paid = next(each for each in result.planned.decisions.decisions if each.channel.pot == "own" and each.channel.room)
    return spoken(money_of(paid), "en")


def test_works_are_filed_when_the_channel_that_pays_them_takes_them(results):
    """A zone that central investment pays was to be filed with the bonds of October."""
    zone = next(each for each in results["hegang"].planned.decisions.decisions if each.name == "cluster_support")
    dates = {}
    for channel in ("special_bonds", "subsidence_mining_district", ""):
        paid = replace(zone, channel=DecisionChannel("granted", channel, False, None))
        date = date_of(paid)
        dates[channel] = text_of(date, "en") if isinstance(date, Sentence) else date.en
    assert "October" in dates["special_bonds"]
    assert "June" in dates["subsidence_mining_district"]
    assert "bonds" not in dates["subsidence_mining_district"] + dates[""]


MONTH = re.compile("January|February|March|April|May|June|August|September|October|December")


@pytest.mark.parametrize("name", PLACES)
def test_what_own_money_pays_begins_in_months_of_the_budget(results, name):
    """Rows had "before next year's budget", and the page of dates nothing of the budget."""
    own = [each for each in results[name].planned.decisions.decisions if each.channel.pot == "own"]
    by_budget = [each for each in own if (date := date_of(each)) and "budget" in text_of(date, "en")]
    assert by_budget
    for each in by_budget:
        assert len(MONTH.findall(text_of(date_of(each), "en"))) == 2
        assert len(re.findall(r"\d+月\d+日", text_of(date_of(each), "zh"))) == 2
        assert decision_object(each)["date"]["en"] == text_of(date_of(each), "en")
    dated = {due.month: text_of(due.said, "en") for due in dates() if due.channel == "own_budget"}
    assert dated.keys() == {1, 6}
    table = calendar(results[name])
    wanted = [table.columns[3].value(due) or [] for due in table.rows if due.channel == "own_budget"]
    paid = {name_of(each).zh for each in own if each.verdict in WORTH_ASKING and not each.channel.channel}
    assert [{each.zh for each in names} for names in wanted] == [paid, paid]


def test_own_money_has_one_figure_in_pots_and_rows(results):
    """The row had 15 billion where the pot had 14.6."""
    for result in results.values():
        pot = next(each for each in result.planned.pots if each.name == "own")
        of_pot = text_of(pot_amount(pot), "zh")
        paid = [
            each
            for each in result.planned.decisions.decisions
            if each.channel.pot == "own" and each.channel.room and not each.channel.channel
        ]
        assert paid
        for each in paid:
            assert text_of(money_of(each), "zh").endswith(of_pot)


def test_a_place_without_coal_is_sent_to_no_money_for_coal_subsidence(results, panel):
    daqing = planned(panel, "daqing")
    for language, coal in (("en", "coal"), ("zh", "采煤")):
        for result, has in ((daqing, False), (results["hegang"], True)):
            name = channel_name("subsidence_mining_district", result.place.code)
            assert (coal in getattr(name, language)) == has
            pots = [pot_name(pot, result.place.code) for pot in result.planned.pots if pot.channel]
            paid = [money_of(each, result.place.code) for each in result.planned.decisions.decisions]
            told = [text_of(each, language) for each in (*pots, *filter(None, paid))]
            assert any(coal in each for each in told) == has


def test_posts_that_are_not_filled_again_say_what_they_save_and_who_has_the_pay(results):
    decisions = {each.name: each for each in results["hegang"].planned.decisions.decisions}
    fewer, training = decisions["replace_one_leaver_in_n"], decisions["teachers_to_other_work"]
    assert cost_of(fewer).value == 0
    # Of those too many some leave and others are trained for other work: those keep their pay.
    assert training.amount
    assert "每少补充一个岗位，节约一名教师的工资" in text_of(cost_said(fewer), "zh")
    assert "education bureau" in text_of(cost_said(fewer), "en")
    assert cost_said(training) == cost_of(training)


def test_a_risk_sends_to_a_chapter_that_is_in_the_document_and_has_what_it_names(results):
    """The number of the chapter was typed: it would have been another one after any change of their order."""
    fails = Failing(("employment>=0.5",), "none_found", (), 0.0, 0.0, None, 0.4, 128)
    result = replace(results["hegang"], planned=replace(results["hegang"].planned, fails=fails))
    chapters = {text_of(each.heading, "zh"): each for each in chapters_of(result, frozenset())}
    answers = [row[2] for row in risks(result).blocks[-1].rows]
    named = [text_of(each.values["chapter"], "zh") for each in answers if "chapter" in each.values]
    assert named == ["十二、监测评估与年度考核"]
    captions = [each.caption.key for each in chapters[named[0]].blocks if isinstance(each, Table)]
    assert captions == ["document.watch.table"]


def test_retraining_is_not_refused_by_figures_that_tell_a_surplus(results):
    """In Baotou teachers were too many in one row, and by the next the figures pointed the other way."""
    decisions = {each.name: each for each in results["baotou"].planned.decisions.decisions}
    assert decisions["replace_one_leaver_in_n"].verdict == "do"
    training = decisions["teachers_to_other_work"]
    assert training.verdict == "do"
    assert "other way" not in text_of(reason_of(training), "en")


@pytest.mark.parametrize("name", PLACES)
def test_a_target_is_proposed_with_the_digits_of_the_band_beside_it(results, name):
    """38 (19 to 73) stood beside "at least 37.7": one figure, told twice."""
    for row in indicators(results[name]).rows:
        for band, target in ((row[2], row[3]), (row[4], row[5])):
            if isinstance(band, Amount) and "assigned" not in target.proposal.key:
                told = text_of(band, "zh").partition("（")[0]
                assert told in text_of(target.proposal, "zh"), (name, text_of(row[0], "zh"))


def test_a_field_with_several_proposals_is_listed_with_none_of_them(results):
    """The list of fields had the target of people as that of all indicators."""
    (listed,) = (table for table in to_fill_tables(results["fuxin"]))
    fields = {row[0].key.rpartition(".")[2]: row[2] for row in listed.rows}
    assert fields["target_2030"].proposal.key == "document.appendix.several"
    assert fields["miners_by_age"].proposal.key == "document.people.oldest"


def to_fill_tables(result):
    """The table of fields of the document of a place."""
    blocks = [block for chapter in chapters_of(result, frozenset()) for block in chapter.blocks]
    return [
        each for each in blocks if isinstance(each, Table) and each.caption.key == "document.appendix.to_fill_table"
    ]


def test_men_and_women_add_up_to_all_as_they_are_printed():
    """1.94 and 1.85 stood beside 3.8."""
    table = ages_table(age_groups(find("jinchang")))
    for row in table.rows:
        men, women, both = (number_in(cell_text(column.value(row), column, "zh")) for column in table.columns[1:4])
        assert men + women == pytest.approx(both)


def test_a_list_in_a_cell_has_one_capital(results):
    """ "Pay and pensions of people whose mine closes, Free kindergarten rooms to nursery groups" stood in a cell."""
    listed = [each for each in results["hegang"].planned.decisions.decisions if each.project is None][:3]
    said = [each.en for each in names_of(listed)]
    assert [each[0].isupper() for each in said] == [True, False, False]
    assert [each.lower() for each in said] == [name_of(each).en.lower() for each in listed]


def test_names_of_channels_have_no_blank_and_no_remark_in_chinese():
    """ "改造提升 中央预算内投资" and "（总额）" are how the table of channels notes them, not how anybody says it."""
    named = {each["id"]: channel_name(each["id"]) for each in rows("funding_channels")}
    asked = {due.channel for due in dates()} | {name for each in programmes() for name in each.channels}
    for channel in asked:
        assert " " not in named[channel].zh, channel
        assert "（总额）" not in named[channel].zh, channel
    assert (
        channel_of("中央预算内投资")[0] == channel_of("中央预算内投资（总额）")[0] == "central_budget_investment_2026"
    )
    assert [pot_of_channel(each) for each in ("own_budget", "special_bonds", "employment_subsidy")] == [
        "own", "bonds", "granted"
    ]  # fmt: skip


def test_the_northeast_is_left_out_elsewhere_and_asked_in_the_east_of_inner_mongolia(results):
    """Gansu was told to look at the east of Inner Mongolia."""
    answers = {name: outline(results[name]).rows[1][2] for name in ("jinchang", "baotou", "fuxin")}
    assert answers["jinchang"].key == "document.basis.not_northeast"
    assert answers["baotou"].key == "document.basis.east_of_inner_mongolia"
    assert isinstance(answers["fuxin"], list)


def test_a_column_that_no_row_fills_is_left_out(results):
    """Where nothing turns at a sum of money there was a column of dashes."""
    lines = asked_lines([results["jinchang"].planned.decisions])
    turning = [line for line in lines if switch_of(line)]
    assert 0 < len(turning) < len(lines)
    rest = [line for line in lines if line not in turning]
    has = [
        "decisions.column.switch" in [column.name for column in asked_table(some, ()).columns]
        for some in (lines, turning, rest)
    ]
    assert has == [True, True, False]


def test_no_table_of_decisions_is_wider_than_a_printed_page(results):
    """That of gains had seventeen columns, twice as wide as A4; nine fit at the size that print has."""
    for result in results.values():
        tables = [each for each in decisions_chapter(result.planned.decisions).blocks if isinstance(each, Table)]
        assert sum("gains" in each.caption.key for each in tables) == 3
        assert all(len(each.columns) <= 9 for each in tables), [each.caption.key for each in tables]


@pytest.mark.parametrize("name", [*PLACES, "xiaoyi", "zaozhuang", "yulin"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bars_of_the_picture_add_up_as_they_are_printed(panel, name, language):
    """Xiaoyi: 17.3 - 0.63 - 2.7 stood beside 13.9."""
    picture = account_picture(outlook(panel, find(name)), language)
    bars = max(picture.draw(620).to_dict()["datasets"].values(), key=len)
    for of in ("population", "employment"):
        start, *parts, end = (number_in(row["text"]) for row in bars if row["of"] == of)
        assert start + sum(parts) == pytest.approx(end), (of, [row["text"] for row in bars])


def number_in(text):
    """A printed number of people."""
    sign, size, unit = re.search(r"([+−]?)([\d,.]+)\s*(万|million|billion)?", text).groups()
    return (
        {"−": -1}.get(sign, 1) * float(size.replace(",", "")) * {"万": 1e4, "million": 1e6, "billion": 1e9}.get(unit, 1)
    )


def test_children_who_turn_15_are_set_off_by_no_other_years(results):
    """Jinchang's working age was told to grow by 0.07 % a year, beside a fall from 29.7 to 21.1 by ageing alone."""
    for language in ("en", "zh"):
        said = [text_of(each, language) for each in problems(results["jinchang"]) if each.key == "depth.people.balance"]
        assert len(said) == 1
        assert "%" not in said[0]


def problems(result):
    """Sentences of the chapter on the situation."""
    (chapter,) = (each for each in chapters_of(result, frozenset()) if each.key == "situation")
    passages = [block for block in chapter.blocks if isinstance(block, Passage)]
    return [said for block in passages for said in block.said if isinstance(said, Sentence)]
