"""Runs of provinces on the page: a list, who gets what and why, gross and net, and from each card to its city."""

import re

import pytest
from markupsafe import escape

from relode.language import LANGUAGES, say, spoken
from relode.plan.verdicts.verdict_text import kind_words, reason_words
from relode.report.fund_sections import sections
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.plan_runs.run_shelf import listed, passed_over
from relode.web.server.app import application
from relode.web.server.guard import Guard

from ..fund.conftest import made_card, made_fund_record, made_fund_run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("provinces")
    made_fund_run(found, "fund-heilongjiang-done", made_fund_record(), (made_card(),))
    made_fund_run(found, "fund-heilongjiang-going")
    (made_fund_run(found, "fund-heilongjiang-old", made_fund_record()) / "fund.json").write_text('{"schema": "fund/0"}')
    return found


@pytest.fixture
def reading(client_of, folder):
    return client_of(Guard(application(None, PlanRuns(folder))))


def plain(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_tells_what_each_run_found_and_why_one_cannot_be_read(reading, language):
    text = plain(reading.get(f"/provinces?lang={language}").text)
    told = {"en": ["Heilongjiang", "101 M yuan go to 1 of 2 places: Hegang", "stopped", "fund/0"],
            "zh": ["黑龙江省", "1.01亿元投向2个地区中的1个：鹤岗市", "已停止", "fund/0"]}[language]  # fmt: skip
    assert [each for each in told if each not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_run_says_who_gets_what_gross_and_net_and_leads_to_each_city(reading, language):
    page = reading.get(f"/provinces/fund-heilongjiang-done?lang={language}").text
    assert all(f'id="{section.key}"' in page for section in sections(made_fund_record()))
    for slug in ("hegang", "jixi"):
        assert f'<a href="/city/{slug}">' in page
        assert f'href="/provinces/fund-heilongjiang-done/place/{slug}"' in page
    told = {"en": ["1,000 job-years", "400 job-years"], "zh": ["1000岗位·年", "400岗位·年"]}[language]
    assert [each for each in told if each not in plain(page)] == []
    assert not re.search(r"\{[a-z_:]*\}|\bNone\b|\bnan\b", page)
    without = [each for each in re.findall(r'data-sources="([^"]*)"', page.partition("</h1>")[2]) if not each]
    assert without == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_of_a_place_has_its_verdict_and_reason_and_leads_to_the_citys_own_pages(reading, language):
    page = reading.get(f"/provinces/fund-heilongjiang-done/place/hegang?lang={language}").text
    card = made_card()
    words = re.sub(r"\W+", "", plain(page))
    for said in (kind_words(card.verdict), reason_words(card.verdict)):
        assert re.sub(r"\W+", "", str(escape(spoken(said, language)))) in words
    assert all(f'href="/city/hegang{more}"' in page for more in ("", "/act", "/plans"))
    assert say("fund.verdict.counts", language, fund=2, leave=9, cannot_tell=13) in plain(page)


def test_the_map_and_the_files_of_a_run_can_be_kept(reading):
    base = "/provinces/fund-heilongjiang-done"
    assert reading.get(f"{base}/picture/funded_places.svg?width=narrow").text.startswith("<svg")
    assert "Hegang" in reading.get(f"{base}/picture/funded_places.csv?lang=en").text
    assert reading.get(f"{base}/file/fund.csv").text == "place\n"
    assert reading.get(f"{base}/file/fund.json").json()["fund"]["province"] == "230000"


def test_what_is_not_there_is_told(reading):
    base = "/provinces/fund-heilongjiang-done"
    for address in ("/provinces/nothing", "/provinces/..%2fetc", f"{base}/picture/other.svg", f"{base}/file/manifest",
                    f"{base}/file/brief.docx", f"{base}/place/fuxin", f"{base}/place/nowhere",
                    "/provinces/fund-heilongjiang-going/picture/funded_places.svg"):  # fmt: skip
        assert reading.get(address).status_code == 404, address
    going = reading.get("/provinces/fund-heilongjiang-going?lang=en").text
    assert "--resume runs/fund-heilongjiang-going" in going
    old = reading.get("/provinces/fund-heilongjiang-old?lang=en")
    assert old.status_code == 400
    assert "fund/0" in old.text


def test_runs_of_provinces_are_no_broken_plans_of_cities(folder):
    assert listed(folder) == []
    assert passed_over(folder) == []
    assert len(listed(folder, "fund")) == 3
