"""Own figures of browser sessions: checked as on the command line, used whole or not at all, seen by nobody else."""

import html
import json
import re
import shutil
import subprocess
import sys
import time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from relode.language import LANGUAGES
from relode.panel.overrides import Override
from relode.web.own_figures.sessions import COOKIE, MOST, Sessions
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard

PAGE = {"sec-fetch-site": "same-origin"}
HEAD = "place,quantity,year,value,note\n"
FIGURES = f"{HEAD}hegang,population,2020,880000,own count\n"
OTHERS = f"{HEAD}hegang,population,2020,870000,another count\n"
RUN = {"budget": "5%", "horizon": "2035"}
KEEPS = """
import json, pathlib, sys
order = json.loads(sys.stdin.readline())
pathlib.Path({path!r}).write_text(json.dumps(order["overrides"]))
sys.stdin.read()
"""
"""Stands in for the process of a run: writes down the own figures of its order, and waits."""


@pytest.fixture
def app(tmp_path):
    plans = PlanRuns(tmp_path / "runs", [sys.executable, "-c", KEEPS.format(path=str(tmp_path / "order.json"))])
    yield application(None, plans)
    plans.close()


@pytest.fixture
def asking(client_of, app):
    return client_of(Guard(app))


class Browser:
    """A browser that keeps the cookie of its session."""

    def __init__(self, client):
        self.client, self.cookie = client, {}

    def ask(self, method, address, headers=(), **more):
        answer = self.client.ask(method, address, headers={**PAGE, **self.cookie, **dict(headers)}, **more)
        if COOKIE in answer.headers.get("set-cookie", ""):
            key = answer.headers["set-cookie"].partition(f"{COOKIE}=")[2].partition(";")[0].strip('"')
            self.cookie = {"cookie": f"{COOKIE}={key}"} if key else {}
        return answer

    def get(self, address):
        return self.ask("GET", address)

    def give(self, content, name="own.csv"):
        answer = self.ask("POST", "/own", files={"file": (name, content)})
        assert answer.status_code == 303, answer.text
        return answer


def give(asking, name, content, language="en"):
    files = {"file": (name, content)}
    return asking.ask("POST", f"/own?lang={language}", files=files, headers=PAGE)


def workbook(asking, cells, language="zh"):
    book = load_workbook(BytesIO(asking.get(f"/own/template.xlsx?lang={language}").content))
    sheet = book.worksheets[0]
    for at, value in cells.items():
        sheet[at] = value
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_two_browsers_never_see_each_others_figures(asking):
    """Hegang had 891,271 people in 2020; one browser says 880,000, the other 870,000, a third nothing."""
    first, second, third = Browser(asking), Browser(asking), Browser(asking)
    said = first.give(FIGURES, "人口.csv").headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "max-age" not in said
    second.give(OTHERS, "second.csv")
    assert first.cookie != second.cookie
    for browser, own, foreign in (
        (first, "880,000", ("870,000", "second.csv", "another count")),
        (second, "870,000", ("880,000", "人口.csv", "own count")),
        (third, "891,271", ("880,000", "870,000", "人口.csv", "second.csv", "own count", "another count")),
    ):
        pages = {each: browser.get(each).text for each in ("/own?lang=en", "/city/hegang/stand?lang=en", "/?lang=en")}
        assert own in pages["/city/hegang/stand?lang=en"]
        assert not [text for text in foreign for page in pages.values() if text in page]
        is_own = browser is not third
        assert [('id="own-banner"' in page) for page in pages.values()] == [is_own] * 3
        value = browser.get("/api/explain/hegang/population/2020").json()["value"]
        assert f"{value:,.0f}" == own
        change = browser.get("/api/diagnose/hegang").json()["quantities"]["population_change"]["value"]
        assert change == pytest.approx(value / 1058665 - 1, rel=1e-12)  # one division in double precision
    listed = first.get("/own?lang=en").text
    assert "891,271" in listed  # beside the published figure
    assert 'href="/city/hegang/number/population_change/2020"' in listed.partition('id="moved"')[2]


def test_a_browser_that_takes_its_figures_away_sees_published_ones_again(asking):
    first, second = Browser(asking), Browser(asking)
    first.give(FIGURES)
    second.give(OTHERS)
    assert first.ask("POST", "/own/forget").headers["location"] == "/own"
    assert first.cookie == {}
    assert first.get("/api/explain/hegang/population/2020").json()["value"] == 891271
    assert 'id="own-banner"' not in first.get("/own").text
    assert second.get("/api/explain/hegang/population/2020").json()["value"] == 870000


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_that_the_server_no_longer_has_are_never_replaced_in_silence(asking, language):
    browser = Browser(asking)
    browser.cookie = {"cookie": f"{COOKIE}=of-an-earlier-start"}
    said = {"en": "no longer has the figures of your own", "zh": "服务器已没有您的自有数据"}[language]
    for address in ("/", "/city/hegang", "/cities.csv", "/city/hegang/tables.xlsx", "/api/diagnose/hegang"):
        answer = browser.get(f"{address}?lang={language}")
        assert answer.status_code == 410
        assert said in (answer.json()["detail"] if "/api" in address else answer.text)
    page = browser.get(f"/own?lang={language}")
    assert (page.status_code, said in page.text) == (200, True)
    assert 'action="/own/forget"' in page.text
    browser.ask("POST", "/own/forget")
    assert browser.get("/city/hegang").status_code == 200


def test_beyond_so_many_sessions_the_first_one_is_told_that_its_figures_are_gone(asking):
    browsers = [Browser(asking) for _ in range(MOST + 1)]
    for browser in browsers:
        browser.give(FIGURES)
    assert [browser.get("/cities.csv").status_code for browser in browsers] == [410] + [200] * MOST


def test_a_run_has_the_figures_of_its_browser_and_no_other_browser_sees_it(asking, tmp_path):
    first, second, third = Browser(asking), Browser(asking), Browser(asking)
    first.give(FIGURES)
    second.give(OTHERS)
    address = first.ask("POST", "/city/hegang/plans", data=RUN).headers["location"]
    name, order = address.rpartition("/")[2], tmp_path / "order.json"
    end = time.monotonic() + 60
    while not order.exists() or not order.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    (record,) = json.loads(order.read_text())
    assert (record["value"], record["before"]) == (880000, 891271)
    assert name in first.get("/city/hegang/plans").text
    assert first.get(address).status_code == 200
    progress = f"/api/plans/hegang/{name}/progress"
    for other in (second, third):
        assert name not in other.get("/city/hegang/plans").text
        assert name not in other.get("/city/hegang/act").text
        answers = [other.get(address), other.get(progress), other.ask("POST", f"{address}/cancel")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert other.ask("POST", "/city/fuxin/plans", data=RUN).status_code == 503
    assert first.get(progress).json()["state"] == "running"


def test_a_stored_run_is_listed_while_the_figures_that_it_was_made_with_are_shown(
    client_of, undrawn_plan_runs_folder, tmp_path
):
    name = next(undrawn_plan_runs_folder.iterdir()).name
    shutil.copytree(undrawn_plan_runs_folder / name, tmp_path / name)
    plans = PlanRuns(tmp_path, [sys.executable, "-c", KEEPS.format(path=str(tmp_path / "order.json"))])
    client = client_of(Guard(application(None, plans)))
    first, other = Browser(client), Browser(client)
    assert [each["run"] for each in other.get("/api/plans/hegang").json()["runs"]] == [name]
    first.give(FIGURES)
    assert first.get("/api/plans/hegang").json()["runs"] == []
    first.ask("POST", "/city/hegang/plans", data=RUN)
    order, end = tmp_path / "order.json", time.monotonic() + 60
    while not order.exists() or not order.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    plans.close()
    path = tmp_path / name / "manifest.json"
    about = json.loads(path.read_text())
    about["settings"]["overrides"] = json.loads(order.read_text())
    path.write_text(json.dumps(about))
    assert [each["run"] for each in first.get("/api/plans/hegang").json()["runs"]] == [name]
    assert other.get("/api/plans/hegang").json()["runs"] == []
    for part in ("", "/report", "/brief", "/tables.xlsx", "/one", "/embed"):
        assert first.get(f"/city/hegang/plans/{name}{part}").status_code == 200, part
        assert other.get(f"/city/hegang/plans/{name}{part}").status_code == 404, part
    assert name not in other.get("/runs.json").text
    assert name in first.get("/runs.json").text


def test_figures_of_the_start_are_shown_to_every_browser(client_of, tmp_path):
    own = [Override("230400", "population", 2020, 880000.0, "own count")]
    client = client_of(Guard(application(None, PlanRuns(tmp_path), "en", Sessions(own))))
    first, other = Browser(client), Browser(client)
    assert first.get("/api/explain/hegang/population/2020").json()["value"] == 880000
    page = first.get("/own?lang=en").text
    assert "The figures that this server was started with" in page
    assert 'id="own-banner"' in page
    first.give(OTHERS)
    assert first.get("/api/explain/hegang/population/2020").json()["value"] == 870000
    assert other.get("/api/explain/hegang/population/2020").json()["value"] == 880000


EVERYTHING = HEAD + "".join(
    f"hegang,{quantity},{year},{value},\n"
    for quantity, year, value in (
        ("population", 2020, 800000),
        ("population", 2010, 1100000),
        ("gdp_nominal", 2021, 400),
        ("budget_revenue", 2022, 30),
        ("house_price", 2020, 3000),
    )
)
"""Several quantities and years of one city."""


@pytest.mark.parametrize("content", [FIGURES, EVERYTHING])
def test_no_address_fails_with_own_figures(asking, content):
    """Every address that pages of a city, map and table lead to; without a simulator levers answer 503."""
    browser = Browser(asking)
    answer = browser.ask("POST", "/own", files={"file": ("own.csv", content)})
    if answer.status_code == 422:
        pytest.fail(re.sub("<[^>]*>", " ", answer.text)[-3000:])
    pages = ["/", "/own", "/cities", "/compare?a=hegang&b=fuxin", "/deal?place=hegang", "/provinces", "/api"]
    pages += [f"/city/hegang/{part}" for part in ("stand", "next", "ahead", "act", "past", "unknown", "plans")]
    pages += [f"/api/{part}/hegang" for part in ("diagnose", "pathways", "outlook")]
    found = {}
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        for address in re.findall(r'(?:href|src|srcset|data-live)="(/[^"#]*)', answer.text):
            shape = re.sub(r"\d+", "0", address.partition("?")[0])
            if "/city/" not in shape or "hegang" in shape:
                found.setdefault(shape, html.unescape(address))
    assert len(found) > 60
    failing = {address: browser.get(address).status_code for address in found.values()}
    assert {address: status for address, status in failing.items() if status >= 500 and status != 503} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_that_of_the_command_line(asking, relode_template, language):
    got = load_workbook(BytesIO(asking.get(f"/own/template.xlsx?lang={language}").content))
    own = load_workbook(relode_template(language))
    assert [[[cell.value for cell in row] for row in sheet] for sheet in got] == [
        [[cell.value for cell in row] for row in sheet] for sheet in own
    ]


@pytest.fixture
def relode_template(tmp_path):
    from relode.report.template_workbook import write_template

    def write(language):
        write_template(tmp_path / "own.xlsx", language)
        return tmp_path / "own.xlsx"

    return write


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_with_faults_is_not_used_and_each_is_named_with_its_cell(asking, language):
    cells = {
        "A2": "鹤岗",
        "B2": 2020,
        "C2": "=880000",
        "A3": "鹤岗",
        "B3": 2010,
        "C3": 1058000,
        "A4": "鹤岗",
        "B4": "x",
        "C4": 5,
    }
    answer = give(asking, "城市.xlsx", workbook(asking, cells), language)
    assert answer.status_code == 422
    for cell in ("数据!C2", "数据!C4"):
        assert cell in answer.text
    assert "数据!C3" not in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsm", b"PK", "a.xlsm"),
        ("a.xlsx", b"PK\x03\x04", "a.xlsx: no workbook that can be read"),
        ("a.csv", b"place,year\n", "a.csv"),
        ("../../a.csv", b"\xff\xfe\x00", "a.csv"),
        ("a.csv", b"", "a.csv"),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_name_that_was_given(asking, name, content, said):
    answer = give(asking, name, content)
    assert answer.status_code == 400
    assert said.partition(":")[0] in answer.text
    assert "/tmp" not in answer.text
    assert ".." not in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"file=1"),
        ("multipart/form-data", b"--a\r\n\r\n--a--"),
        ("multipart/form-data; boundary=a", b"--a--"),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\ncontent-disposition: form-data; name="other"; filename="x.csv"\r\n\r\n1\r\n--a--',
        ),
        ("multipart/form-data; boundary=a", b'--a\r\ncontent-disposition: form-data; name="file"\r\n\r\n1\r\n--a--'),
        ("multipart/form-data; boundary=\xff", b"\xff" * 1000),
        ("", b""),
    ],
)
def test_a_form_without_a_file_is_refused(asking, kind, body):
    answer = asking.ask("POST", "/own", content=body, headers={**PAGE, "content-type": kind.encode("latin-1")})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["表.xlsx", "C:\\\\我的\\\\表.xlsx", "../../表.xlsx"])
def test_a_file_is_called_by_the_last_part_of_its_name(asking, name):
    answer = give(asking, name, b"PK\x03\x04\r\n--a\r\n")
    assert answer.status_code == 400
    assert "表.xlsx" in answer.text
    assert "我的" not in answer.text


def test_limits_of_a_file_and_of_other_bodies(asking):
    assert asking.ask("POST", "/own", content=b"1" * 20_100_001, headers=PAGE).status_code == 413
    assert asking.ask("POST", "/own/forget", content=b"1" * 4097, headers=PAGE).status_code == 413
    assert asking.ask("POST", "/own", files={"file": ("a.csv", FIGURES)}).status_code == 403  # of another page


def test_a_server_loads_what_reads_parquet_once_a_file_of_it_is_given():
    asked = "import sys, relode.web.server.serve; print('duckdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
