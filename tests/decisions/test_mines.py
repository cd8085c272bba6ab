"""Mines of a place: people, ends, who retires anyway, duties after a notice, jobs by year, by hand."""

from collections.abc import Iterator

import pytest

from relode.decisions.mines import (
    DUTIES,
    PAST,
    mine_decisions,
    mine_facts,
    mine_table,
    mines_decided,
    mining_jobs,
    retired_by,
)
from relode.facts import rows as table
from relode.language import LANGUAGES, Sentence, plain_value
from relode.needs.own_cells import OwnCells
from relode.places import by_code, official

from ..tables_read import cases

HEGANG, FUXIN = "230400", "210900"
FULI, XINLU = "黑龙江龙煤矿业集团股份有限公司鹤岗分公司富力煤矿", "Xinlu Coal Mine"
RETIRED = {20: 96 / 483, 35: 96 / 303}
"""Youngest miner -> part retired by November 2035. Months of birth from January 1965 on are 1, 2, ...; month n retires
n - 1 + n / 4 (rounded up) months after January 2025: at work in November 2025 from 9 on, retired ten years later up to
104; 20 years old in 2025 are those of month 491, 35 years old those of month 311."""


def said(text, key) -> Iterator[dict]:
    """The values of each sentence with a key inside a text."""
    if isinstance(text, Sentence):
        if text.key == f"mine_rows.{key}":
            yield text.values
        for value in text.values.values():
            yield from said(value, key)


def rows_of(panel, code, cells=None):
    place = by_code()[code]
    found = mine_decisions(panel, place) if cells is None else mine_decisions(panel, place, cells=cells)
    return {row.id: row for row in found}


@pytest.mark.parametrize("case", cases("mine_decisions"), ids=lambda case: f"{case['place']} {case['what']}")
def test_mines_by_hand(case, panel):
    place, what = by_code()[case["place"]], case["what"]
    expected = tuple(float(case[name]) for name in ("low", "middle", "high"))
    facts = mine_facts(place, panel)
    mines, rows = mine_table(facts["coal_mines"]), rows_of(panel, place.code)
    if what == "ending_2035":
        row = rows.get("mine:ends")
        found = (0.0, 0.0, 0.0) if row is None else (row.interval_90[0], row.amount, row.interval_90[1])
        assert found == expected
        return
    found = {
        "working": len(mines),
        "people": sum(each.people or 0 for each in mines),
        "past": sum(PAST in each.flags for each in mines),
        "owner": sum(each.owner_group == "longmay" for each in mines) / len(mines) if mines else 0,
        "land": rows["mine:land"].amount if "mine:land" in rows else 0,
        "others": mining_jobs(panel, place).others,
    }[what]
    assert expected[0] <= found <= expected[2]


def test_who_retires_anyway_by_hand(panel):
    for youngest, part in RETIRED.items():
        assert retired_by(2035, youngest) == pytest.approx(part)
        assert retired_by(2025, youngest) == 0
    for code, most in ((HEGANG, 4371), ("610800", 35724), (FUXIN, 3337)):
        (split,) = said(rows_of(panel, code)["mine:ends"].reason, "reason.split")
        assert split["year"] == 2035
        assert split["retire_low"].value == pytest.approx(most * RETIRED[20])
        assert split["retire_high"].value == pytest.approx(most * RETIRED[35])
        assert split["place_low"].value + split["retire_high"].value == pytest.approx(most)
        assert split["place_high"].value + split["retire_low"].value == pytest.approx(most)
    assert not rows_of(panel, "150200").get("mine:ends")


def test_nothing_is_a_duty_to_mines_at_work_before_a_notice(panel):
    places = [place for place in by_code().values() if place.level == "prefecture"]
    assert len({place.code for place in places} & set(official())) > 100
    every = [row for place in places for row in mine_decisions(panel, place)]
    assert len(every) > 100
    for row in every:
        assert row.id in {"mine:ends", "mine:land", "mine:small"}
        assert not set(DUTIES) & set(row.article)
        assert (row.recommendation == "do") == (row.id == "mine:land")
        if row.id == "mine:ends":
            assert (row.group, row.recommendation, row.article, row.payer) == ("here", "more_data", (), "")
            assert [each.cell for each in row.asks] == ["closing_mines"]
            assert any(
                True for part in ("central", "provincial", "other") for _ in said(row.first_step, f"step.{part}")
            )


def test_a_notice_makes_a_duty_with_article_and_pay(panel):
    """Fuli ends in 2028 with 600 people by its notice, Xinlu (by its English name) in 2030 with those of the list."""
    cells = OwnCells(filled=("closing_mines",), notices={FULI: (2028, 600.0), XINLU: (2030, 0.0)})
    rows = rows_of(panel, HEGANG, cells)
    row = rows["mine:closure"]
    assert (row.group, row.recommendation, row.payer) == ("law", "do", "firm")
    assert (row.amount, row.unit, row.year) == (600 + 1515, "persons", 2028)
    laws = {each["id"] for each in table("law")}
    assert row.article
    assert set(row.article) <= laws
    for text, language in (("one month of pay per year", "en"), ("in arrears", "en"), ("fund pays", "en"),
                           ("经济补偿", "zh"), ("拖欠工资", "zh"), ("失业保险基金支付", "zh")):  # fmt: skip
        assert text in plain_value(row.reason, language)
    assert {fact.key for fact in row.facts} == {"coal_mines", "own:closing_mines"}
    assert [values["notice"] for line in row.options for values in said(line, "line.notice")] == [2028, 2030]
    ends = rows["mine:ends"]
    assert (ends.recommendation, ends.interval_90) == ("more_data", (0, 2288))
    assert not list(said(ends.reason, "reason.past"))
    assert "mine:closure" not in rows_of(panel, HEGANG, OwnCells(notices={FULI: (2036, 600.0)}))


def test_a_mine_past_its_printed_end_that_works_is_said_to_be_doubtful(panel):
    for code, name in ((HEGANG, "Fuli Coal Mine"), (FUXIN, "Ping'an")):
        row = rows_of(panel, code)["mine:ends"]
        (past,) = said(row.reason, "reason.past")
        assert past["count"] == 1
        assert name in plain_value(row.reason, "en")
        assert "存疑" in plain_value(row.reason, "zh")
    assert not list(said(rows_of(panel, "370982")["mine:ends"].reason, "reason.past"))


@pytest.mark.parametrize("code", [HEGANG, "610800", "150200", FUXIN, "140181", "211281", "150581"])
def test_mining_jobs_are_those_of_the_list_and_others(code, panel):
    """The picture, the outlook and the row take the same people: what goes in the row is not in the list of a year."""
    place = by_code()[code]
    jobs, row = mining_jobs(panel, place), rows_of(panel, code).get("mine:ends")
    people = sum(each.people or 0 for each in mine_table(mine_facts(place, panel)["coal_mines"]))
    assert jobs.others == pytest.approx(jobs.counted.value - people)
    before = (people,) * 3
    for year in range(2026, 2036):
        low, middle, high = jobs.listed[str(year)]
        assert jobs.total(year) == pytest.approx((low + jobs.others, middle + jobs.others, high + jobs.others))
        assert low <= middle <= high <= people
        assert all(now <= then for now, then in zip((low, middle, high), before, strict=True))
        if row is not None:
            gone = row.by_year[str(year)]
            assert (people - low, people - middle, people - high) == pytest.approx(tuple(reversed(gone)))
        before = low, middle, high
    assert jobs.total(2040) is None


def test_mines_of_a_county_are_those_with_its_name_in_their_address(panel):
    addresses = {row["gem_id"]: row["location_zh"] for row in table("coal_mines_gem")}
    for code in ("140181", "370681", "431081", "370982", "211281", "620111", "410181", "520123", "150581", "511681"):
        place = by_code()[code]
        facts = mine_facts(place, panel)
        assert facts["coal_mines"]
        assert all(place.name_zh in addresses[mine.mine_id] for mine in facts["coal_mines"])
        for row in mines_decided(facts):
            fact = next(each for each in row.facts if each.key == "coal_mines")
            assert (fact.place, fact.value) == (code, len(facts["coal_mines"]))
            assert "by_address" in fact.flags
            assert (row.recommendation == "do") == (row.id == "mine:land")
            for text in (row.name, row.reason, row.first_step, *row.options):
                assert all("{" not in plain_value(text, language) for language in LANGUAGES)
