"""Runs of provinces on the page: a list, what is paid and why, and from each place the way to its city."""

import re

import pytest

from relode.fund.chapter import chapter, headline
from relode.language import LANGUAGES, spoken
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.plan_runs.run_shelf import listed
from relode.web.server.app import application
from relode.web.server.guard import Guard

from ..fund.conftest import made_fund_record, made_fund_run

BASE = "/provinces/fund-heilongjiang-done"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("provinces")
    made_fund_run(found, "fund-heilongjiang-done", made_fund_record())
    (made_fund_run(found, "fund-heilongjiang-old", made_fund_record()) / "fund.json").write_text('{"schema": "fund/0"}')
    return found


@pytest.fixture
def reading(client_of, folder):
    return client_of(Guard(application(None, PlanRuns(folder))))


def plain(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_tells_what_each_run_says_and_why_one_cannot_be_read(reading, language):
    text = plain(reading.get(f"/provinces?lang={language}").text)
    first = spoken(next(headline(made_fund_record())), language).replace("\N{NO-BREAK SPACE}", " ")
    told = ["fund/0", {"en": "Heilongjiang", "zh": "黑龙江省"}[language], first]
    assert [each for each in told if each not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_run_says_what_is_paid_and_leads_to_each_place(reading, language):
    page = reading.get(f"{BASE}?lang={language}").text
    for slug in ("hegang", "jixi"):
        assert f'href="{BASE}/place/{slug}"' in page
    captions = [spoken(each.caption, language) for each in chapter(made_fund_record()).tables]
    text = plain(page)
    assert [each for each in captions if each.replace("\N{NO-BREAK SPACE}", " ") not in text] == []
    assert not re.search(r"\{[a-z_:]*\}|\bNone\b|\bnan\b", page)
    assert reading.get(f"{BASE}/file/fund.json").json()["fund"]["province"] == "230000"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_of_a_place_is_told_with_the_way_to_the_citys_own_pages(reading, language):
    page = reading.get(f"{BASE}/place/hegang?lang={language}").text
    assert '<a href="/city/hegang">' in page
    assert {"en": "Investment subsidy open to all", "zh": "投资补助"}[language] in plain(page)


def test_what_is_not_there_is_said(reading, folder):
    assert reading.get(f"{BASE}/place/yulin?lang=en").status_code == 404
    assert reading.get("/provinces/nothing?lang=en").status_code == 404
    assert reading.get(f"{BASE}/file/page.html").status_code == 404
    old = reading.get("/provinces/fund-heilongjiang-old?lang=en")
    assert "fund/0" in old.text
    assert len(listed(folder, "fund")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["黑龙江", "黑龙江省", "Heilongjiang", "heilongjiang-province"])
def test_a_search_for_a_province_ends_at_its_runs(reading, typed, language):
    answer = reading.get(f"/find?q={typed}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/provinces?of=heilongjiang-province")
    page = reading.get(f"{answer.headers['location']}&lang={language}").text
    assert f'href="{BASE}"' in page
    assert 'href="/cities?province=230000"' in page
    assert reading.get("/city/heilongjiang-province/plans").headers["location"] == answer.headers["location"]
    other = reading.get(f"/provinces?of=shanxi&lang={language}").text
    assert f'href="{BASE}"' not in other
    assert "relode fund shanxi --budget" in other
    assert '<a href="/provinces"' in reading.get(f"/?lang={language}").text.partition("</header>")[0]
