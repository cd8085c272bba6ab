"""Runs of provinces on the page: a list, what is paid and why, and from each place the way to its city."""

import json
import re
import sys
import time

import pytest

from relode.fund.chapter import chapter, headline
from relode.language import LANGUAGES, spoken
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.plan_runs.stored_runs import listed
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
    assert {"en": "Only here", "zh": "本市特有"}[language] in plain(page)


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


PAGE = {"sec-fetch-site": "same-origin"}
ASKED = {"province": "heilongjiang-province", "budget": "3B", "horizon": "2035"}
WORKS = """
import json, sys, threading, os, time
order = json.loads(sys.stdin.readline())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(130)), daemon=True).start()
print(json.dumps(dict(what="places", done=1, of=4)), flush=True)
time.sleep(600)
"""
"""Stands in for the process of a run: one of four places is judged, and no more."""


@pytest.fixture
def begun(client_of, tmp_path):
    plans = PlanRuns(tmp_path / "runs", [sys.executable, "-c", WORKS])
    yield client_of(Guard(application(None, plans)))
    plans.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_is_begun_followed_and_stopped_on_the_page(begun, language):
    assert 'action="/provinces"' in begun.get(f"/provinces?of=heilongjiang&lang={language}").text
    answer = begun.ask("POST", "/provinces", data=ASKED, headers=PAGE)
    assert answer.status_code == 303
    at = answer.headers["location"]
    assert at.startswith("/provinces/fund-heilongjiang-")
    end = time.monotonic() + 20
    while (told := begun.get(f"{at}/progress.json?lang={language}").json())["what"] != "places":
        assert time.monotonic() < end
        time.sleep(0.05)
    assert (told["state"], told["share"]) == ("running", 0.25)
    assert "1" in told["text"]
    page = begun.get(f"{at}?lang={language}").text
    assert told["text"] in page
    assert f'href="{at}"' in begun.get("/provinces").text
    assert begun.ask("POST", "/provinces", data=ASKED, headers=PAGE).status_code == 303
    assert begun.ask("POST", f"{at}/cancel", headers=PAGE).headers["location"] == at
    assert f'action="{at}/cancel"' not in begun.get(at).text


@pytest.mark.parametrize(
    "other",
    [{"budget": ""}, {"budget": "x"}, {"horizon": "2036"}, {"size": "huge"}, {"province": "hegang"}, {"a": "b"}],
)
def test_what_cannot_be_asked_begins_nothing(begun, other):
    answer = begun.ask("POST", "/provinces", data=ASKED | other, headers=PAGE)
    assert answer.status_code in (400, 404)
    assert begun.get("/provinces").text.count("fund-") == 0


def test_a_run_that_nobody_began_is_not_followed_or_stopped(begun):
    assert begun.get("/provinces/none/progress.json").status_code == 404
    assert begun.ask("POST", "/provinces/none/cancel", headers=PAGE).status_code == 404
    assert begun.ask("POST", "/provinces", data=ASKED).status_code == 403


@pytest.mark.slow
def test_the_run_that_is_begun_there_is_that_of_the_command(client_of, tmp_path):
    """The page and the command write the same record."""
    from relode.fund.request import FundRequest
    from relode.runs import fund_runs
    from relode.runs.fund_folder import read_fund

    plans = PlanRuns(tmp_path / "runs")
    reading = client_of(Guard(application(None, plans)))
    at = reading.ask("POST", "/provinces", data=ASKED | {"province": "hainan"}, headers=PAGE).headers["location"]
    end = time.monotonic() + 900
    while "<progress" in reading.get(at).text:
        assert time.monotonic() < end
        time.sleep(0.5)
    plans.close()
    record, _ = fund_runs.run(
        FundRequest(province="hainan", budget="3B"), tmp_path / "other", fund_runs.FundProgress("en")
    )
    found = read_fund(tmp_path / "runs" / at.rpartition("/")[2])
    assert found.record() == json.loads(json.dumps(record.record()))
    assert "<progress" not in reading.get(at).text
