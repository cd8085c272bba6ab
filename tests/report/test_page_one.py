"""Page one: what it says, in which order, that figures stand in report and records, and that no two places share it."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from types import SimpleNamespace

import pytest

from relode.bureaus import bureaus_of
from relode.deals.file import project_sheet
from relode.deals.public_works import channel_name
from relode.decisions.deciding import decided
from relode.decisions.decision_text import PROJECTS
from relode.decisions.local_facts import local_figures
from relode.decisions.projects import listed_projects
from relode.diagnosis import profile
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.language import LANGUAGES, Sentence, sentence_keys, spoken
from relode.needs import of as needs_of
from relode.pathways.industries.concordance import read
from relode.places import by_code, find
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import purses
from relode.plan.making.planning import head, planning
from relode.report import brief_html, funding_calendar, plan_record, report_html, result_of
from relode.report.brief_html import LISTED, PRINT, ROOM, letters, page_two
from relode.report.bureaus import asked_of_bureaus
from relode.report.choices import choices
from relode.report.content import city_record
from relode.report.funding_calendar import applications
from relode.report.likely import jobs_exceed, likely
from relode.report.page_one import how_sure, known_for, message, page_one, stands, surest
from relode.story import Heading, Passage, Table

from ..deals.test_list_of_projects import forty, workbook
from ..decisions.test_deciding import accounts

PLACES = ("hegang", "baotou", "yulin", "jinchang", "fuxin", "daqing")


def planned(panel, name, listed=None):
    """The result of a place whose decisions rest on plain accounts: money does what services do."""
    place, asked = find(name), PlanRequest()
    money = command(panel, place, asked)
    figures, needs = local_figures(panel, place, asked.horizon), needs_of(panel, place, asked.horizon, asked.seed)
    pots, draws = purses(money.pots, 10), shipped_draws()
    decisions = decided(place.code, needs, figures, pots, accounts, draws, asked.horizon, 1, listed)
    result = result_of(panel, profile(panel, place), (), date(2026, 1, 1))
    return replace(result, planned=replace(head(place, asked, money, ""), decisions=decisions))


@pytest.fixture(scope="module")
def of(panel):
    """Name -> the result of the place."""
    return cache(lambda name: planned(panel, name))


@pytest.fixture(scope="module")
def hegang(of):
    return of("hegang")


@pytest.fixture(scope="module")
def county(panel):
    """A place of which nothing is simulated."""
    record = next(planning(panel, find("renqiu"), PlanRequest(), lambda *_: None))
    return replace(result_of(panel, profile(panel, find("renqiu")), (), date(2026, 1, 1)), planned=record)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_has_its_parts_in_order(hegang, language):
    page = brief_html(hegang, language)
    heads = {"en": ["Do now", "Money from above", "Choose", "Leave", "Fill in first"],
             "zh": ["现在办理", "争取资金", "接续替代产业选择", "暂不办理", "先补充资料"]}[language]  # fmt: skip
    found = re.findall(r"<h2>(.*?)</h2>", page)
    assert [any(one.startswith(head) for one in found) for head in heads] == [True] * 5
    assert [found.index(next(one for one in found if one.startswith(head))) for head in heads] == [0, 1, 2, 3, 4]
    for word in ("draws", "variance", "job-year", "抽样", "方差", "岗位·年"):
        assert word not in page


def test_every_row_to_do_or_to_apply_for_names_step_bureau_and_channel(hegang):
    decisions = hegang.planned.decisions
    blocks = page_one(hegang).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [len(each.rows) for each in tables] == [3, 2, 3]
    assert all(cell is not None for table in tables[:2] for row in table.cells() for cell in row)
    found = applications(hegang, decisions)
    assert {each.channel for each in tables[1].rows} == {each.channel for each in found if each.sum is not None}
    asked = next(each.said[0] for each in blocks if isinstance(each, Passage) and each.said[0].key == "brief.apply_ask")
    named = [each.values["channel"] for each in asked.values["channels"].parts]
    assert named == [channel_name(each.channel) for each in found if each.sum is None]
    wanted = {each.channel.channel for kind in ("do", "do_if_granted", "try_small", "fill_in")
              for each in decisions.of(kind)} - {""}  # fmt: skip
    assert {each.channel for each in found} == wanted


def test_every_channel_that_a_measure_names_has_words_of_filing_and_dates():
    named = {key.rpartition(".")[2] for key in sentence_keys() if key.startswith("channels.file.")}
    assert named == {key.rpartition(".")[2] for key in sentence_keys() if key.startswith("channels.when.")}
    from relode.decisions.programmes import programmes
    from relode.needs.service import remedies

    channels = {channel for each in programmes() for channel in each.channels} | {"special_bonds"}
    channels |= {channel for each in remedies().values() for channel in each.channels}
    assert channels <= named
    assert named - {"other"} <= {row["id"] for row in rows("funding_channels")}


def english(said):
    """Sentences with plain spaces."""
    return " ".join(spoken(each, "en") for each in said).replace("\N{NO-BREAK SPACE}", " ")


def test_the_place_is_told_by_its_own_facts(of):
    told = english(stands(of("hegang")))
    assert "working coal mines on the Global Coal Mine Tracker: 6 (12.5 million t a year)" in told
    assert "development zones: 3 (they name, among others: Processing of farm products and feed" in told
    assert "850,000 residents in 2023" in told
    told = english(stands(of("baotou")))
    assert "national cluster" in told
    assert "Baotou rare earth new materials" in told
    assert "rare earths, niobium" in told
    assert "listed firms: 6 (" in told


def test_zones_and_firms_of_a_county_are_told_as_those_of_its_prefecture(county):
    """Renqiu's page told the fifteen zones of Cangzhou as its own."""
    said = {each.key: each for each in known_for(county)}
    assert said["brief.known.zones_of"].values["unit"].slug == "cangzhou"
    assert not {"brief.known.zones", "brief.known.firms"} & said.keys()


def test_industries_of_firms_are_those_that_have_a_listed_firm(of):
    """Yulin's one listed firm is in coal chemicals; its power industry has none of its own listings row."""
    industries = of("yulin").pathways.industries
    here = [row for row in rows("listed_firm_industries") if row["place"] == find("yulin").code]
    assert {unit.industry for unit in industries.firm_industries} == {
        code for row in here for code in read("listings", row["industry"])
    }


def test_what_births_and_deaths_alone_change_is_the_account_of_the_outlook(hegang):
    fixed = next(each for each in stands(hegang) if each.key == "brief.stands.fixed")
    people = hegang.outlook.quantities["population"]
    start = dict(people.history)[2020]
    assert fixed.values["ageing"].value == pytest.approx(people.ageing_alone[-1] - start)
    assert fixed.values["ageing"].value < 0


def test_industries_that_zones_name_and_whose_material_is_here_come_first(hegang):
    """Hegang has graphite and coal and a zone that names both: farm products, named by most zones, come after."""
    assert [one.unit.industry for one in choices(hegang)] == ["252", "309", "13"]
    assert [(one.at_hand, len(one.named_by)) for one in choices(hegang)] == [
        (("coal",), 1),
        (("graphite",), 1),
        ((), 2),
    ]


def test_letters_in_print_shrink_with_the_root_of_what_a_side_of_paper_holds():
    """Four times the text in letters of half the height; no smaller and no larger than can be read and fits."""
    room = ROOM["en"][0]
    assert letters(f"<p><b>{'a' * room}</b></p>", room) == 9
    assert letters("a" * round(room * 1.21), room) == pytest.approx(9 / 1.1, abs=0.05)
    assert (letters("a" * room * 9, room), letters("a", room)) == PRINT


def test_where_nothing_can_be_begun_the_headline_names_the_bureau_to_ask_first(county):
    """The education bureau has what five of Renqiu's decisions turn on: schools, nursery rooms, teachers."""
    said = message(county)
    assert said.key == "decisions.headline.ask_first"
    turning = {each.name for each in county.planned.decisions.decisions for cell in each.fill_in
               if bureaus_of(cell.cell)[0] == "education"}  # fmt: skip
    assert said.values["count"] == len(turning) == 5
    assert "请教育局提供资料（5项取决于此）" in spoken(said, "zh")


def test_a_place_with_nothing_to_do_now_is_told_what_is_surest(hegang):
    """By hand: Hegang had 10,558 children in kindergarten in 2023; of their places 3,251 surely are too many."""
    told = {each.values["name"].en: each for each in surest(hegang.needs)}
    places = told["Kindergarten (3 to 5)"]
    assert (places.key, places.values["there"].value) == ("brief.surest.surplus", pytest.approx(10_558))
    assert places.values["amount"].value == pytest.approx(hegang.needs.service("kindergarten").at(2030).sure)
    assert "Hospital beds" not in told
    unsure = replace(hegang.needs, services=tuple(replace(each, capacity=None) for each in hegang.needs.services))
    (users,) = surest(unsure)
    assert (users.key, users.values["first"], users.values["year"]) == ("brief.surest.users", 2023, 2030)


def test_what_is_known_of_a_cell_is_told_beside_it(hegang):
    """The bureau of education has its pupils, that of natural resources jobs in mining, that of finance its money."""
    lines = {spoken(each.bureau, "en"): each for each in asked_of_bureaus(hegang, hegang.planned.decisions)}
    pupils = next(
        each
        for each in lines["education bureau"].known
        if each.values.get("name") == hegang.needs.service("primary").name
    )
    assert pupils.values["now"].value == hegang.needs.service("primary").at(2023).users.value
    mining = lines["natural resources bureau"].known[0]
    assert mining.values["value"].value == hegang.outlook.quantities["mining_employment"].opening
    assert {each.key for each in lines["finance bureau"].known} <= {"decisions.money.at_most", "decisions.money.known"}
    housing = lines["housing bureau, heating company, power company"]
    assert {one.cell.cell for one in housing.lines} == {"heated_area", "homes_without_light"}


def test_page_two_has_each_cell_with_every_measure_that_it_decides_on(hegang):
    waiting = hegang.planned.decisions.of("fill_in")
    rows_of = page_two(hegang).tables[-1].rows
    lines = [one for row in rows_of for one in row.lines]
    assert len({row.bureaus[0] for row in rows_of}) == len(rows_of)
    assert {each.cell.cell for each in lines} == {cell.cell for each in waiting for cell in each.fill_in}
    assert sum(len(each.decisions) for each in lines) == sum(len(each.fill_in) for each in waiting)


def test_how_sure_is_one_sentence_with_the_band_of_the_place(hegang, county):
    (said,) = how_sure(hegang)
    people = hegang.outlook.quantities["population"]
    assert said.key == "brief.sure.programmes"
    assert said.values["held"].value == people.coverage_90
    assert said.values["end"].interval_90 == tuple(people.quantiles[end][-1] for end in ("p05", "p95"))
    assert [each.key for each in how_sure(county)] == ["brief.sure.people"]


def test_a_county_is_told_who_will_be_there(county):
    chapter = page_one(county)
    heads = [block.said.key for block in chapter.blocks if isinstance(block, Heading)]
    assert heads[0] == "brief.heading.ahead"
    assert heads[-1] == "brief.heading.fill_in"
    lines = page_two(county).tables[-1].rows
    assert sum(len(each.lines) for each in lines) == 9, "the cells of its eight needs"
    assert "children of primary school age" in english(list(stands(county)))
    ages = next(block for block in chapter.blocks if isinstance(block, Table))
    told = {each.service for each in ages.rows}
    assert told >= {"nursery", "primary", "junior", "senior", "working_age", "pensions"}
    assert not told & {"kindergarten", "hospital_beds", "homes"}, "of these a capacity is counted elsewhere"
    industries = next(each for each in chapter.sentences if each.key == "brief.choose_of")
    assert industries.values["unit"].slug == "cangzhou"


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_of_a_place_that_nothing_is_forecast_for_has_no_picture(hegang, language):
    page = brief_html(replace(hegang, outlook=None), language)
    assert "<figure" not in page
    assert "page_two" in page


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


def shown(value):
    """A number as a page may have it: whole, or to two or three digits."""
    return {value, *(float(f"{value:.{digits}e}") for digits in (1, 2))}


def missing_figures(result, language):
    """Figures of a brief that stand neither in the report nor in its records."""
    told, of = figures(brief_html(result, language)), result.planned
    needs = needs_of(result.panel, result.place, of.horizon, of.seed)
    made = [plan_record(result, "run"), city_record(result), needs.record()]
    records = set().union(*map(shown, numbers(json.loads(json.dumps(made)))))
    assert len(told) >= 4
    return (told - records) | (told - figures(report_html(result, language)))


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_every_figure_of_a_brief_is_found_in_the_report_and_in_its_records(hegang, language):
    assert missing_figures(hegang, language) == set()


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_brief_of_a_county_is_found_in_the_report_and_in_its_records(county, language):
    assert missing_figures(county, language) == set()


def sentences(result, language):
    """Sentences, bullets and rows of a brief, without names of places."""
    left_out = r"<(svg|style|thead|head|figure|caption)\b.*?</\1>|<p class=\"brand\">.*?</p>|<h\d>.*?</h\d>"
    page = re.sub(left_out, " ", brief_html(result, language).replace("\n", " "), flags=re.S)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</(?:p|li|tr)>|(?<=[.。]) ", "\n", page))
    for place in by_code().values():
        text = text.replace(place.name(language), "@")
    return {" ".join(line.split()) for line in text.splitlines() if len(line.strip()) > 8}


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_of_two_places_is_not_the_same_page(of, language):
    """Of all that stands in two briefs less than half stands in both."""
    told = {name: sentences(of(name), language) for name in PLACES}
    shares = {pair: len(told[pair[0]] & told[pair[1]]) / min(len(told[each]) for each in pair)
              for pair in combinations(PLACES, 2)}  # fmt: skip
    assert max(shares.values()) < 0.5, max(shares, key=shares.get)


def test_more_jobs_than_people_of_working_age_are_never_told_without_saying_so(panel):
    def result(name):
        return result_of(panel, profile(panel, find(name)), (), date(2026, 1, 1))

    panzhihua, usual = result("panzhihua"), result("hegang")
    assert jobs_exceed(usual) is None
    assert any(said.key == "brief.likely.age_15_59" for said in likely(usual))
    said = jobs_exceed(panzhihua)
    assert said.values["jobs"].value > said.values["people"].value
    assert not any(each.key == "brief.likely.age_15_59" for each in likely(panzhihua))
    assert said in list(likely(panzhihua))
    assert not any(each.key == said.key for each in likely(usual))


@pytest.mark.parametrize(
    ("jobs", "people", "said"),
    [((9.0, 5.0), (10.0, 6.0), False), ((11.0, 5.0), (10.0, 6.0), True), ((9.0, 7.0), (10.0, 6.0), True)],
)
def test_more_jobs_than_people_now_or_later_are_told(monkeypatch, jobs, people, said):
    told = [
        SimpleNamespace(quantity=name, opening=at[0], end=at[1], unit="persons", origin=2020, sources=())
        for name, at in (("employment", jobs), ("age_15_59", people))
    ]
    monkeypatch.setattr("relode.report.likely.expected", lambda _: told)
    assert (jobs_exceed(SimpleNamespace(outlook=True)) is not None) == said


@pytest.fixture(scope="module")
def forty_listed(panel, tmp_path_factory):
    """The same place with a list of forty projects: a third without a basis, a third whose basis is not stated."""
    rows = [{**row, "project.name": f"年产{at}万吨石墨负极材料一体化项目"} for at, row in enumerate(forty()[0])]
    for at, row in enumerate(rows):
        if "give.basis" in row and at % 3:
            row["give.basis"] = "none" if at % 3 == 1 else None
    sheet = project_sheet(workbook(tmp_path_factory.mktemp("list") / "list.xlsx", rows))
    return planned(panel, "hegang", listed_projects(sheet, find("hegang"), 2035, 1))


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_forty_leaves_names_and_steps_to_the_annex(forty_listed, language):
    """Two projects are named in a sentence or cell, three have their steps; how many more there are is said."""
    page = brief_html(forty_listed, language)
    decisions = forty_listed.planned.decisions
    later = [each for kind in ("do_if_granted", "do_on_terms", "try_small") for each in decisions.of(kind)]
    listed = [each.name for each in later if each.project is not None]
    left = [each.name for each in decisions.of("leave") if each.project is not None]
    assert len(listed) > LISTED
    assert len(left) > PROJECTS
    assert spoken(Sentence("brief.projects_more", {"count": len(listed) - LISTED}), language) in page
    assert spoken(Sentence("brief.projects_named", {"count": len(left) - PROJECTS}), language) in page
    second = page.partition('id="page_two"')[2]
    assert sum(name in second for name in listed) <= LISTED + PROJECTS


def test_the_calendar_has_every_channel_of_a_measure_by_month(hegang):
    """By the rules: bonds in February, May, August and October; what runs all year first, what has no date last."""
    calendar, channels = funding_calendar.chapter(hegang).tables
    months = [each.month for each in calendar.rows]
    assert months == sorted(months)
    assert [each.month for each in calendar.rows if each.channel == "special_bonds"] == [2, 5, 8, 10]
    # 30 days of the centre and 30 of the province after the national budget of March
    assert [each.month for each in calendar.rows if each.channel == "exhausted_transfer"] == [5, 12]
    named = {each["id"] for each in channels.rows}
    assert named == {each.channel for each in calendar.rows}
    assert {each.channel for each in applications(hegang, hegang.planned.decisions)} <= named
    by_channel = dict(zip((each["id"] for each in channels.rows), channels.cells(), strict=True))
    assert by_channel["special_bonds"][1].key == "channels.kind.bond"
    most = by_channel["mine_ecology_demo"][4].values["most"]
    assert (most.value, most.unit) == (3e8, "yuan")
    of_city = by_channel["urban_renewal_contest"][4].values  # 8 to 12 times 10^8 yuan
    assert (of_city["low"].value, of_city["high"].value) == (8e8, 1.2e9)
    of_nation = by_channel["subsidence_mining_district"][4].values  # 41 times 10^8 yuan in 2021
    assert (of_nation["total"].value, of_nation["year"]) == (4.1e9, "2021")
    assert by_channel["exhausted_transfer"][4].key == "plans.pot.amount.a_year"


def test_what_is_repaid_is_never_called_a_grant():
    told = {row["id"]: (row["repaid"], funding_calendar.kind_of(row).key.rpartition(".")[2])
            for row in rows("funding_channels") if row["repaid"]}  # fmt: skip
    assert {kind for repaid, kind in told.values() if repaid.startswith("yes")} == {"bond", "equity", "loan"}
    assert told["policy_bank_loans"] == ("yes", "loan")


def test_whether_a_channel_is_open_is_told_by_the_lists_that_ship(hegang, panel):
    lijiang = result_of(panel, profile(panel, find("lijiang")), (), date(2026, 1, 1))
    told = {name: [funding_calendar.open_here(channel, result).key.rpartition(".")[2] for result in (hegang, lijiang)]
            for name, channel in (("transfer", "exhausted_transfer"), ("northeast", "northeast_revival"),
                                  ("mines", "coal_mine_safety"), ("bonds", "special_bonds"))}  # fmt: skip
    assert told == {"transfer": ["listed", "ask_alike"], "northeast": ["northeast", "not_northeast"],
                    "mines": ["mines", "no_mines"], "bonds": ["all", "all"]}  # fmt: skip
