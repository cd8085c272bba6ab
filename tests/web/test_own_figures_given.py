"""Figures of the user's own that are given on the page: checked as on the command line, taken whole or not at all."""

import json
import subprocess
import sys
from io import BytesIO

import pytest
from openpyxl import load_workbook
from relode.web.server.limits import LARGEST_BODY, LARGEST_FILE
from relode.web.server.office import Office

from relode.language import LANGUAGES, Amount
from relode.panel.overrides import Override
from relode.web.own_figures.own_chapter import moved
from relode.web.own_figures.own_routes import file_of
from relode.web.pages import page_cache
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard

PAGE = {"sec-fetch-site": "same-origin"}
FIGURES = "place,quantity,year,value,note\nhegang,population,2020,880000,own count\n"


@pytest.fixture
def app(tmp_path):
    yield application(None, PlanRuns(tmp_path / "runs"))
    page_cache.take(())


@pytest.fixture
def asking(client_of, app):
    return client_of(Guard(app))


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


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_file_stands_on_every_page_with_what_it_changes_until_it_is_taken_away(asking, app, language):
    shipped = asking.get("/api/diagnose/hegang").json()["quantities"]["population_change"]["value"]
    answer = give(asking, "人口.csv", FIGURES, language)
    assert (answer.status_code, answer.headers["location"]) == (303, "/own")
    page = asking.get(f"/own?lang={language}").text
    assert "人口.csv" in page
    assert 'href="/city/hegang/number/population/2020"' in page
    assert "880,000" in page
    assert "891,271" in page
    change = asking.get("/api/diagnose/hegang").json()["quantities"]["population_change"]["value"]
    assert change == pytest.approx(880000 / 1058665 - 1, rel=1e-12)  # one division in double precision
    assert 'href="/city/hegang/number/population_change/2020"' in page.partition('id="moved"')[2]
    assert json.dumps(app.state.plans._own).count("880000") == 1
    assert asking.ask("POST", "/own/forget", headers=PAGE).headers["location"] == "/own"
    assert asking.get("/api/diagnose/hegang").json()["quantities"]["population_change"]["value"] == shipped
    assert "880,000" not in asking.get(f"/own?lang={language}").text
    assert app.state.plans._own == []


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
    before = page_cache.version()
    answer = give(asking, "城市.xlsx", workbook(asking, cells), language)
    assert answer.status_code == 422
    for cell in ("数据!C2", "数据!C4"):
        assert cell in answer.text
    assert "数据!C3" not in answer.text
    assert page_cache.version() == before
    assert page_cache.own_figures() == ()


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
    assert page_cache.own_figures() == ()


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


def test_the_content_of_a_file_comes_out_of_the_form_as_it_went_in():
    content = bytes(range(256)) * 3 + b"\r\n--a\n\r\n-- b\r\n"
    head = 'Content-Disposition: form-data; name="file"; filename="C:\\\\我的\\\\表.xlsx"\r\nContent-Type: x/y'.encode()
    given = file_of("multipart/form-data; boundary=ab", b"--ab\r\n" + head + b"\r\n\r\n" + content + b"\r\n--ab--\r\n")
    assert (given.name, given.content) == ("表.xlsx", content)


def test_limits_of_a_file_and_of_other_bodies(asking):
    assert asking.ask("POST", "/own", content=b"1" * (LARGEST_FILE + 1), headers=PAGE).status_code == 413
    assert asking.ask("POST", "/own/forget", content=b"1" * (LARGEST_BODY + 1), headers=PAGE).status_code == 413
    assert asking.ask("POST", "/city/hegang/plans", content=b"1" * (LARGEST_BODY + 1), headers=PAGE).status_code == 413


def test_pages_of_others_and_colleagues_without_the_token_give_nothing(client_of, app):
    assert client_of(Guard(app)).ask("POST", "/own", files={"file": ("a.csv", FIGURES)}).status_code == 403
    shared = client_of(Guard(app, Office(token="secret")))
    assert give(shared, "a.csv", FIGURES).status_code == 403
    assert shared.get("/own").status_code == 200
    assert page_cache.own_figures() == ()


def test_what_was_computed_on_other_figures_is_not_kept_for_those_that_are_shown_now():
    asked = []

    def slow(name):
        asked.append(name)
        page_cache.take([Override("230400", "population", 2020, 1.0 + len(asked), "")]) if len(asked) == 1 else None
        return len(asked)

    kept = page_cache.Kept(slow, 2)
    try:
        assert [kept("a"), kept("a"), kept("a")] == [1, 2, 2]
    finally:
        page_cache.take(())


def test_given_figures_are_not_told_as_changed_and_others_are():
    own = [Override("230400", "population", 2020, 880000.0, "")]
    before, after = (
        {
            "230400": {
                f"{name} now": (Amount(value, "1"), year, "") for name, year in (("population", 2020), ("debt", 2023))
            }
        }
        for value in (1.0, 2.0)
    )
    assert [each.quantity for each in moved(own, before, after)] == ["debt"]
    assert moved(own, before, before) == ()


def test_a_server_loads_what_reads_parquet_once_a_file_of_it_is_given():
    asked = "import sys, relode.web.server.serve; print('duckdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
