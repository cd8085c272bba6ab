"""Figures of levers, of a plan and of a province's run lead to their story, which ends in a row and a publication."""

import re
from html import unescape

import pytest

from relode.language import LANGUAGES, Amount, Sentence
from relode.story import Column, Table
from relode.story.html import table_html
from relode.story.words import Trace, Words
from relode.web.pages import stories
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if.simulator import Simulator

from ..fund.conftest import made_fund_record, made_fund_run

LINKED = re.compile(r'<a class="story" href="([^"]*)"><(?:span class="figure"|data) [^>]*>([^<]*)<')
NUMBERED = r'/figure/(\d+)[^"]*"><(?:span class="figure" data-value|data value)="([^"]*)"'
PLAIN = re.compile(r'(?<!">)<(?:span class="figure"|data value=)[^>]*>')
PROVINCE = "/provinces/fund-heilongjiang-done"
LEVERS = "/city/hegang/act?subsidy=0.02&retraining_coverage=0.5"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("stories")
    made_fund_run(found, "fund-heilongjiang-done", made_fund_record())
    return found


@pytest.fixture
def reading(client_of, folder):
    return client_of(Guard(application(None, PlanRuns(folder))))


def told(page):
    return page.partition("<main")[2]


def followed(reading, page, language):
    """Each figure of a page with the text of its story; nothing on the page is without one."""
    assert PLAIN.findall(told(page)) == []
    found = LINKED.findall(told(page))
    assert len(found) > 3
    for address, text in [*found[:3], *found[len(found) // 2 :][:2], found[-1]]:
        story = reading.get(f"{unescape(address)}&lang={language}" if "?" in address else f"{address}?lang={language}")
        assert story.status_code == 200, address
        yield unescape(text), story.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", [PROVINCE, f"{PROVINCE}/place/hegang"])
def test_every_figure_of_a_province_leads_to_its_story(reading, address, language):
    page = reading.get(f"{address}?lang={language}").text
    for text, story in followed(reading, page, language):
        assert f">{text}</data></p>" in unescape(story)
        assert "relode fund heilongjiang" in story
        assert f'href="{address}"' in story


def test_the_story_is_that_of_the_same_figure_in_the_other_language(reading):
    values = dict(re.findall(NUMBERED, reading.get(f"{PROVINCE}?lang=en").text))
    assert len(values) > 6
    for at in [*values][:6]:
        story = reading.get(f"{PROVINCE}/figure/{at}?in=en&lang=zh").text
        assert re.search(r'<p class="big"><data value="([^"]*)"', story)[1] == values[at]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_plan_and_of_its_page_one_leads_to_its_story(client_of, plan_runs_folder, language):
    reading = client_of(Guard(application(None, PlanRuns(plan_runs_folder))))
    run = next(plan_runs_folder.iterdir()).name
    for address in (f"/city/hegang/plans/{run}", "/city/hegang/act"):
        page = reading.get(f"{address}?lang={language}").text
        computed = [each for each in followed(reading, page, language) if "relode plan hegang" in each[1]]
        assert computed
        assert [text for text, story in computed if f">{text}</data></p>" not in unescape(story)] == []
    first = LINKED.findall(told(reading.get(f"/city/hegang/plans/{run}?lang={language}").text))
    stale = next(unescape(a) for a, _ in first if "/figure/" in a).replace("v=", "v=1")
    assert reading.get(stale).status_code == 409


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_levers_leads_to_its_story(client_of, ground, language):
    simulator = Simulator(count=8)
    simulator.grounds, simulator.state = {"": ground}, "ready"
    reading = client_of(Guard(application(simulator)))
    page = reading.get(f"{LEVERS}&lang={language}").text
    said = page.partition('id="what-if"')[2].partition('id="levers"')[0]
    assert PLAIN.findall(said) == []
    for address, text in LINKED.findall(said):
        story = reading.get(f"{unescape(address)}&lang={language}")
        assert story.status_code == 200
        assert unescape(text).strip() in unescape(story.text)
        assert "relode simulate hegang" in story.text
    moved = reading.get(f"/city/hegang/what-if.json?{LEVERS.partition('?')[2]}&lang={language}").json()
    assert len(LINKED.findall(moved["finding"])) >= 2
    assert PLAIN.findall(moved["finding"] + moved["money"]["text"] + "".join(moved["notes"].values())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_ends_in_the_row_and_the_publication(reading, language):
    story = reading.get(f"/city/hegang/number/population_change/2020?lang={language}").text
    rows = re.findall(r'href="(/facts/census/\d+)"', story)
    assert len(rows) == 2
    row = reading.get(f"{rows[-1]}?lang={language}").text
    assert "230400" in row
    assert "891271" in row
    [source] = set(re.findall(r'href="(/source/[^"]+)"', row))
    assert source == "/source/census2020"
    publication = reading.get(f"{source}?lang={language}").text
    assert "Tabulation on the 2020 Population Census" in publication
    named = {"en": "Resident population", "zh": "常住人口"}[language]
    assert named in told(story).partition("<table")[2]


def test_what_is_no_figure_row_or_publication_is_not_found(reading):
    rows = ["/source/none", *(f"/facts/{row}" for row in ("census/1", "census/0", "census/99999999", "none/2"))]
    for address in [
        *rows,
        *(f"{PROVINCE}/{figure}" for figure in ("figure/100000", "figure/-1", "place/yulin/figure/0")),
    ]:
        assert reading.get(address).status_code == 404, address


def test_a_figure_is_taken_down_with_what_it_stands_in_and_no_opener_of_a_table_holds_a_link():
    trace = Trace("/f/{}")
    words = Words("en", {}, trace=trace)
    caption = Sentence("own_page.given", {"count": Amount(3.0, "count")})
    row = type("Row", (), {"name": "Hegang", "value": Amount(5.0, "persons", None, ("census2020",))})
    columns = (Column("own_page.column.place", "name"), Column("own_page.column.own", "value"))
    table = Table(caption, columns, [row], folded=True)
    html = table_html(table, words)
    assert "<a" not in html.partition("</summary>")[0]
    [figure] = trace.figures
    assert (figure.figure.value, figure.sources) == (5.0, ("census2020",))
    assert figure.within == ("Own figures (3) beside what ships", "Hegang · Your figure")
    assert '<a class="story" href="/f/0"><span class="figure"' in html
    assert "<a" not in table_html(table, Words("en", {}))


def test_a_source_is_cited_and_the_columns_of_a_row_are_named_in_the_language_of_the_page(client):
    source = client.get("/source/census2020?lang=zh").text
    cited = re.search(r"<dt>引用格式</dt><dd>(.*?)</dd>", source)[1]
    assert "《" in cited
    assert not re.search("[A-Za-z]{4}", cited)
    row = client.get("/facts/census/5613?lang=zh").text
    heads = re.findall(r"<dt>(.*?)<code>(.*?)</code></dt>", row)
    assert {"地区", "指标"} <= {head.strip() for head, _ in heads}


def test_sources_of_a_number_are_counted_from_1_and_each_is_named_once():
    found = stories._sources(["census2020", "user", "census2010", "census2020"], "en")
    assert [(each["number"], each["key"]) for each in found] == [(1, "census2020"), (2, "census2010")]
