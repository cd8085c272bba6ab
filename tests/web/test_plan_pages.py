"""A plan run that is done, as a reader gets it: decisions, the own policy, failure, and what to keep."""

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from markupsafe import escape

from relode.charts.plans import plan_pictures
from relode.decisions.chapter import counts_of
from relode.decisions.decision_text import name_of, verdict_word
from relode.decisions.rule import ORDER
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import LANGUAGES, Amount, Sentence, figure_text, say, spoken
from relode.language.numbers import number_text
from relode.outlook import outlook
from relode.outlook.ahead.outlook_text import target
from relode.places import find
from relode.plan.asked.request import PlanRequest
from relode.plan.making.plan_text import fails_words, gist
from relode.report.brief_html import brief_html
from relode.report.page_one import page_one
from relode.runs import report_runs as runs
from relode.runs import run_folder, whole_files
from relode.story import Heading
from relode.story.figures import rounded
from relode.web.pages import page_cache
from relode.web.plan_runs import plan_request
from relode.web.plan_runs.plan_card import as_levers
from relode.web.plan_runs.plan_run_text import finding
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.plan_runs.run_shelf import listed
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if.scenario import scenario_of
from relode.web.what_if.simulator import Simulator
from relode.web.what_if.what_if_page import WhatIfs


@pytest.fixture(scope="module")
def run(undrawn_plan_runs_folder):
    """The run that is done."""
    return listed(undrawn_plan_runs_folder)[0]


@pytest.fixture
def reading(client_of, undrawn_plan_runs_folder):
    """A client of a server that has the run."""
    return client_of(Guard(application(None, PlanRuns(undrawn_plan_runs_folder))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_run_shows_every_decision_money_and_failure(reading, run, language):
    page = reading.get(f"/city/hegang/plans/{run.name}?lang={language}").text
    record = run.record()
    plain = re.sub(r"<[^>]*>", "", page)
    assert len(record.decisions.decisions) > 15
    for each in record.decisions.decisions:
        assert spoken(verdict_word(each.verdict), language) in plain
        assert escape(name_of(each).name(language)) in plain
    assert spoken(Sentence("plans.own.how", {}), language)[:60] in plain
    for text in fails_words(record):
        assert re.sub(r"[^\w]+", "", spoken(text, language))[:40] in re.sub(r"[^\w]+", "", plain)
    for key in plan_pictures(record, language):
        assert f"/picture/{key}.svg" in page
    assert not re.search(r"\{[a-z_:]*\}|\bNone\b|\bnan\b", page)


def test_a_run_that_is_under_way_offers_page_one_and_what_else_there_is(client_of, run, tmp_path):
    late = ("report.*", "tables.*", "plan.*.docx")
    shutil.copytree(run.folder, tmp_path / run.name, ignore=shutil.ignore_patterns(*late))
    page = client_of(Guard(application(None, PlanRuns(tmp_path)))).get(f"/city/hegang/plans/{run.name}?lang=en").text
    kept = page.partition('<p class="documents keep">')[2].partition("</p>")[0]
    assert re.findall(r'href="[^"]*/([a-z.]+)\?', kept) == ["brief", "embed"]


@pytest.mark.slow
def test_pictures_tables_and_report_can_be_opened(reading, run):
    base = f"/city/hegang/plans/{run.name}"
    for key in plan_pictures(run.record(), "zh"):
        for kind in ("svg", "csv", "png"):
            assert reading.get(f"{base}/picture/{key}.{kind}?lang=zh").status_code == 200
    assert reading.get(f"{base}/picture/nothing.svg").status_code == 404
    assert openpyxl.load_workbook(BytesIO(reading.get(f"{base}/tables.xlsx").content)).sheetnames
    assert reading.get(f"{base}/policy/plan.toml").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_opens_without_inline_style_and_is_kept_as_it_is(reading, run, language):
    base = f"/city/hegang/plans/{run.name}/report?lang={language}"
    opened = reading.get(base).text
    assert "<style" not in opened
    assert "style=" not in opened
    assert "http-equiv" not in opened
    assert 'href="/static/report.css' in opened
    assert f'href="?lang={"zh" if language == "en" else "en"}"' in opened
    assert reading.get(f"{base}&keep=1").content == (run.folder / f"report.{language}.html").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_opens_and_leads_to_the_report_and_the_document_is_kept(reading, run, language):
    base, other = f"/city/hegang/plans/{run.name}", "zh" if language == "en" else "en"
    opened = reading.get(f"{base}/brief?lang={language}").text
    assert "<style" not in opened
    assert 'href="/static/brief.css' in opened
    assert f'href="report?lang={language}"' in opened
    assert f'href="brief?lang={other}"' in opened
    assert reading.get(f"{base}/report?lang={language}").text.count(f'href="brief?lang={language}"') == 1
    assert reading.get("/static/brief.css").headers["content-type"].startswith("text/css")
    page = reading.get(f"{base}?lang={language}").text
    assert f'href="{base}/brief?lang={language}"' in page
    document = run.folder / f"plan.{language}.docx"
    assert document.is_file() == (f'href="{base}/plan.docx?lang={language}"' in page)
    answer = reading.get(f"{base}/plan.docx?lang={language}")
    assert answer.content == document.read_bytes() if document.is_file() else answer.status_code == 404


def test_the_interface_gives_the_object_of_the_command_line(reading, run):
    listed_runs = reading.get("/api/plans/hegang").json()["runs"]
    assert [each["run"] for each in listed_runs] == [run.name]
    assert reading.get(f"/api/plans/鹤岗/{run.name}").json() == {**run.whole(), "run": run.name}
    assert reading.get(f"/api/plans/fuxin/{run.name}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_city_offers_to_keep_names_formats_and_the_documents_of_its_newest_plan(reading, client, run, language):
    page = reading.get(f"/city/hegang/stand?lang={language}").text
    kept = page.partition('<section class="keep">')[2].partition("</section>")[0]
    base = f"/city/hegang/plans/{run.name}"
    assert f'href="{base}/brief?lang={language}"' in kept
    assert (run.folder / f"plan.{language}.docx").is_file() == (f'href="{base}/plan.docx?lang={language}"' in kept)
    assert "(HTML)" in kept or "（HTML）" in kept
    assert "/plans/" not in client.get(f"/city/hegang/stand?lang={language}").text.partition('class="keep"')[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_says_how_it_is_printed_and_leads_to_word_where_the_document_is_there(
    client_of, run, tmp_path, language
):
    shutil.copytree(run.folder, tmp_path / run.name)
    folder = tmp_path / run.name
    result = page_cache.result(find("hegang").code)
    brief = brief_html(replace(result, planned=run.record()), language)
    (folder / f"brief.{language}.html").write_text(brief, encoding="utf-8")
    document, served = folder / f"plan.{language}.docx", client_of(Guard(application(None, PlanRuns(tmp_path))))
    for is_there in (True, False):
        document.write_bytes(b"") if is_there else document.unlink()
        opened = served.get(f"/city/hegang/plans/{run.name}/brief?lang={language}").text
        assert say("brief.print", language) in opened
        assert (f'href="plan.docx?lang={language}"' in opened) == is_there
        assert ("docx" in opened) == is_there


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_plan_says_what_is_done_here_with_the_numbers_of_the_city(reading, run, language):
    """Two cities with as many measures of each verdict looked alike."""
    page = reading.get(f"/city/hegang/plans/{run.name}?lang={language}").text
    (said,) = re.findall(r'<p class="headline">(.*?)</p>', page)
    done = [each for each in run.record().decisions.decisions if each.verdict == "do"]
    told = re.sub("<[^>]*>", "", said).lower()
    assert done
    assert all(name_of(each).name(language).lower() in told for each in done)
    assert page.index("headline") < page.index(run.name + "/brief")


def test_a_policy_of_the_user_is_told_beside_the_decisions(run):
    own = run.record().own
    assert own.spent > 0
    assert own.years[0].payers["city"] > 0


def test_the_same_run_is_not_made_again(undrawn_plan_runs_folder, run):
    plans = PlanRuns(undrawn_plan_runs_folder)
    assert plans.send(find("hegang"), PlanRequest(**run.plan)) == run.name
    assert plans.jobs(find("hegang")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_the_same_run_again_is_told_so(reading, run, monkeypatch, language):
    monkeypatch.setattr(plan_request, "settings", lambda *_: PlanRequest(**run.plan))
    asked = {"budget": "5%", "horizon": "2035"}
    answer = reading.ask("POST", "/city/hegang/plans", data=asked, headers={"sec-fetch-site": "same-origin"})
    told = say("plans_page.same", language, time=f"{run.started:%Y-%m-%d %H:%M}")
    assert told in reading.get(f"{answer.headers['location']}&lang={language}").text
    assert told not in reading.get(f"/city/hegang/plans/{run.name}?lang={language}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_ended_before_its_page_one_does_not_point_at_what_is_below(language):
    ended = spoken(finding(None, find("hegang")), language)
    assert ended != spoken(finding(None, find("hegang"), is_live=True), language)
    assert not re.search("below|以下", ended)


def test_every_form_of_a_plan_begins_with_the_same_number_of_futures(reading):
    chosen = re.findall(r'<option value="(\w+)" selected>', reading.get("/city/hegang/plans?lang=en").text)
    assert chosen == ["standard"]


def test_what_is_no_run_of_ours_is_passed_over(run, tmp_path):
    shutil.copytree(run.folder, tmp_path / run.name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text('{"command": "plan", "settings": {"place": 1}}')
    (tmp_path / "text").write_text("x")
    assert [each.name for each in listed(tmp_path)] == [run.name]


def test_a_run_that_another_process_works_on_is_neither_taken_nor_replaced(run, tmp_path):
    folder = tmp_path / run.name
    shutil.copytree(run.folder, folder)
    about = run_folder.read_manifest(folder)
    whole_files.replace_json(folder / "manifest.json", {**about, "finished": None})
    plans = PlanRuns(tmp_path)
    assert plans.progress(find("hegang"), run.name).state == "stopped"
    with whole_files.held(folder):
        assert plans.progress(find("hegang"), run.name).state == "elsewhere"
        with pytest.raises(RelodeError, match="not stopped"):
            plans.go_on(find("hegang"), run.name)
        with pytest.raises(RelodeError, match="Another process"):
            runs.resumed(folder, "hegang", PlanRequest())
    assert not whole_files.is_held(folder)


def test_a_run_of_other_facts_is_shown_but_not_gone_on_with(client_of, run, tmp_path):
    folder = tmp_path / run.name
    shutil.copytree(run.folder, folder)
    about = run_folder.read_manifest(folder)
    whole_files.replace_json(folder / "manifest.json", {**about, "finished": None, "data_fingerprint": "0" * 64})
    client = client_of(Guard(application(None, PlanRuns(tmp_path))))
    page = client.get(f"/city/hegang/plans/{run.name}?lang=en")
    assert page.status_code == 200
    assert "Go on with this run" not in page.text
    answer = client.ask(
        "POST", f"/city/hegang/plans/{run.name}/resume", headers={"origin": "http://127.0.0.1:8600"}, data={}
    )
    assert answer.status_code == 409


def damaged(run, folder, change):
    """A copy of the run whose record or manifest was changed."""
    shutil.copytree(run.folder, folder)
    change(folder)
    return folder.name


def old(folder):
    record = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps({**record, "schema": "plan/2"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_of_a_run_of_an_older_version_open_as_they_were_written(client_of, run, tmp_path, language):
    """Its record is not read: the page says why and how to have it anew, and leads to what it wrote."""
    name = damaged(run, tmp_path / "hegang-20200101-older", old)
    client = client_of(Guard(application(None, PlanRuns(tmp_path))))
    base = f"/city/hegang/plans/{name}"
    page = client.get(f"{base}?lang={language}").text
    assert {"en": "was made by another version of Relode (its record is plan/2", "zh": "由另一版本的 Relode 生成"}[
        language
    ] in page
    assert f'href="{base}/report?lang={language}"' in page
    kept = client.get(f"{base}/report?lang={language}&keep=1").content
    assert kept == (tmp_path / name / f"report.{language}.html").read_bytes()
    assert client.get(f"{base}/tables.xlsx").status_code == 200
    assert name in client.get(f"/city/hegang/plans?lang={language}").text
    assert client.get(f"/api/plans/hegang/{name}").status_code == 409
    with pytest.raises(RelodeError, match="another version"):
        runs.report_again(tmp_path / name, language)


def truncated(folder):
    (folder / "plan.json").write_bytes((folder / "plan.json").read_bytes()[:5000])


def hostile(folder):
    (folder / "plan.json").write_text("[" * 100_000)


def of_another_shape(folder):
    record = json.loads((folder / "plan.json").read_text())
    record["plan"]["nothing"][0]["unit"] = {"<script>": 1}
    (folder / "plan.json").write_text(json.dumps(record))


def without_settings(folder):
    about = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(
        json.dumps({**about, "settings": {"place": "230400", "plan": {"budget": 0.05}}})
    )


@pytest.mark.parametrize("change", [truncated, hostile, of_another_shape, without_settings])
def test_a_folder_that_cannot_be_read_is_passed_over_with_a_line(client_of, run, tmp_path, change):
    name = damaged(run, tmp_path / "hegang-20200101-damaged", change)
    shutil.copytree(run.folder, tmp_path / run.name)
    client = client_of(Guard(application(None, PlanRuns(tmp_path))))
    assert [each.name for each in listed(tmp_path)] == [run.name]
    page = client.get("/city/hegang/plans?lang=en")
    assert page.status_code == 200
    assert f"{name}: " in page.text
    assert "<script>" not in page.text.replace("<script type", "")
    assert client.get("/city/fuxin/plans").status_code == 200
    assert client.get(f"/city/hegang/plans/{name}").status_code == 404
    assert client.get(f"/city/hegang/plans/{run.name}").status_code == 200


def test_doing_nothing_is_one_number_in_run_interface_page_and_workbook(reading, run, panel):
    """Medians of 2035: those of a plan lie halfway between two of its eighty futures."""
    told = {name: each.quantiles["median"][-1] for name, each in outlook(panel, "hegang").quantities.items()}
    courses = {course.quantity: course.nothing["median"][-1] for course in run.record().nothing}
    moved = {course.quantity: course.moved_by for course in run.record().nothing}
    # The simulator loses few of Hegang's jobs, and the account by age many: the rest is taken away and said.
    assert moved["employment"] < -0.2 * told["employment"]
    assert moved["income_per_person"] is None
    jobs = next(course for course in run.record().nothing if course.quantity == "employment")
    assert jobs.simulator_alone > jobs.interval_50[1]
    annex = re.sub(r"<[^>]*>", "", run.folder.joinpath("report.en.html").read_text(encoding="utf-8"))
    assert "is added as it was simulated" in annex
    assert "is not used" in annex
    of_plan = {"population": "population", "employment": "employment", "working_age_people": "age_15_59"}
    assert {of: courses[name] for name, of in of_plan.items()} == pytest.approx({
        of: told[of] for of in of_plan.values()
    }, rel=1e-3)  # fmt: skip
    files = (
        json.loads(run.folder.joinpath("city.json").read_text()),
        json.loads(run.folder.joinpath("plan.json").read_text()),
    )
    downloads = {name: each["median"][-1] for name, each in files[0]["outlook"]["quantities"].items()}
    expected = {each["quantity"]: each["end"] for each in files[1]["expected"]}
    interface = reading.get("/api/outlook/hegang").json()["quantities"]
    assert downloads == expected == {name: each["median"][-1] for name, each in interface.items()}
    assert downloads == pytest.approx(told, rel=1e-9)
    assert {each["quantity"]: each["end"] for each in files[1]["accounts"]} == pytest.approx(
        {name: told[name] for name in ("population", "employment")}, rel=1e-9
    )
    sheet = openpyxl.load_workbook(run.folder / "tables.en.xlsx")[say("workbook.sheet.ahead", "en")]
    rows = {row[1]: row[5] for row in sheet.iter_rows(values_only=True) if row[4] == 2035 and row[-1] is not None}
    for name, value in told.items():
        factor = 10 if "yuan" in interface[name]["unit"] and name != "house_price" else 1  # billion of 100 million
        assert rows[spoken(target(name), "en")] * factor == pytest.approx(value, rel=1e-9), name
    report = run.folder.joinpath("report.en.html").read_text(encoding="utf-8")
    for page in (reading.get("/city/hegang/ahead?lang=en").text, report):
        plain = re.sub(r"<[^>]*>", "", page).replace("\N{NO-BREAK SPACE}", " ")
        for name in ("population", "age_15_59", "employment", "mining_employment"):
            written = number_text(told[name], "persons", "en", "about").replace("\N{NO-BREAK SPACE}", " ")
            assert written.removesuffix(" people") in plain, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_we_do_opens_with_page_one_of_the_newest_plan_and_its_documents(reading, run, language):
    page = reading.get(f"/city/hegang/act?lang={language}").text
    base = f"/city/hegang/plans/{run.name}"
    card = page.partition('<section class="card" id="newest">')[2].partition("</section>")[0]
    counts = [(kind, spoken(said, language)) for kind, said in counts_of(run.record().decisions).items()]
    said = card.partition('<p class="finding">')[2].partition("</p>")[0]
    assert re.findall(rf'href="{base}\?verdict=(\w+)">([^<]*)<', unescape(said)) == counts
    documents = card.partition('<p class="documents">')[2].partition("</p>")[0]
    for file in ("brief", "report", "tables.xlsx"):
        assert f'href="{base}/{file}?lang={language}"' in documents
    for block in page_one(replace(page_cache.result(find("hegang").code), planned=run.record())).blocks:
        if isinstance(block, Heading):
            assert escape(spoken(block.said, language)) in card
    assert 'id="make-plan"' not in page
    assert '<details name="of-lever" class="one" open>' in card  # no levers that it would push away


def rows_of(page):
    """Measure -> the cells of its row in the table of decisions."""
    table = page.partition('<table class="figures">')[2].partition("</table>")[0]
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {unescape(re.sub(r"<[^>]*>", "", name)): cells for name, cells in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_of_a_verdict_shows_its_rows_alone_and_the_way_back_to_all(reading, run, language):
    base = f"/city/hegang/plans/{run.name}"
    whole = reading.get(f"{base}?lang={language}").text
    record = run.record().decisions
    assert list(rows_of(whole)) == [name_of(e).name(language) for kind in ORDER for e in record.of(kind)]
    assert "aria-current" not in whole.partition('id="finding"')[2].partition("</p>")[0]
    for kind, said in counts_of(record).items():
        page = reading.get(f"{base}?verdict={kind}&lang={language}").text
        assert list(rows_of(page)) == [name_of(each).name(language) for each in record.of(kind)]
        head = page.partition('id="finding"')[2].partition("</p>")[0]
        pressed = re.findall(r'<a [^>]*aria-current="true">([^<]*)', head)
        assert pressed == [str(escape(spoken(said, language)))]
        assert f'<a href="{base}">' in head
        for address in re.findall(rf'href="({base}/figure/[^"]*)"', page)[:4]:
            shown = re.search(rf'href="{re.escape(address)}"><span[^>]*>([^<]*)', page)[1]
            story = reading.get(f"{unescape(address)}&lang={language}").text
            assert f'">{shown}</data></p>' in story
    assert reading.get(f"{base}?verdict=nonsense").status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_of_a_plan_with_a_gain_has_it_with_its_interval(reading, run, language):
    cells = rows_of(reading.get(f"/city/hegang/plans/{run.name}?lang={language}").text)
    gained = [each for each in run.record().decisions.decisions if each.gain is not None]
    assert len(gained) > 3
    for each in gained:
        gain = each.gain.gain
        told = figure_text(rounded(Amount(gain.value, gain.unit, gain.interval_90)), language, "interval")
        assert str(escape(told)) in cells[name_of(each).name(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_of_a_run_may_stand_in_a_frame_with_its_sources_and_citation(reading, run, language):
    base = f"/city/hegang/plans/{run.name}"
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    alone = reading.get(f"{base}/one?lang={language}", headers=framed)
    assert "frame-ancestors *" in alone.headers["content-security-policy"]
    assert reading.get(base, headers=framed).status_code == 403
    assert escape(spoken(gist(run.record(), find("hegang")), language)) in alone.text
    for block in page_one(replace(page_cache.result(find("hegang").code), planned=run.record())).blocks:
        if isinstance(block, Heading):
            assert escape(spoken(block.said, language)) in alone.text
    assert fingerprint()[:12] in alone.text
    assert "<a " not in alone.text
    copied = unescape(unescape(reading.get(f"{base}/embed?lang={language}").text))
    assert f'src="http://127.0.0.1:8600{base}/one?lang={language}"' in copied
    assert f'href="{base}/embed?lang={language}"' in reading.get(f"{base}?lang={language}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_of_posts_too_many_subtracts_what_is_needed_from_what_is_there(reading, run, language):
    """Teachers of Hegang: those counted in 2023 less those that the norm asks for which asks for most."""
    amounts = {each.name: each.amount for each in run.record().decisions.of("do")}
    page = unescape(reading.get(f"/city/hegang/act?lang={language}").text)
    [address, *_] = re.findall(rf'href="([^"]*/one/[^"]*)"><[^>]*"{amounts["replace_one_leaver_in_n"]!r}"', page)
    story = unescape(reading.get(f"{address}&lang={language}").text)
    said = story.partition({"en": "How it was computed", "zh": "如何得出"}[language])[2].partition("</p>")[2]
    printed = [int(each.replace(",", "")) for each in re.findall(r">([0-9,]{5,})", said.partition("</p>")[0])]
    assert printed == [6566, 4435, 6566 - 4435]
    assert round(amounts["replace_one_leaver_in_n"]) == 6566 - 4435
    assert {"en": "replace none but in subjects that lack", "zh": "除紧缺学科外不补充"}[language] in said


def test_no_page_says_that_no_plan_was_asked_for_beside_one(reading, client, run):
    answer = reading.get("/city/hegang/report?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/city/hegang/plans/{run.name}/report?lang=en")
    not_asked = spoken(Sentence("brief.headline.not_asked", {"place": find("hegang")}), "en")
    assert not_asked not in reading.get(answer.headers["location"]).text
    assert not_asked in client.get("/city/hegang/report?lang=en").text  # where there is none


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_plan_one_button_makes_one(client_of, tmp_path, language):
    plans = PlanRuns(tmp_path)
    empty = client_of(Guard(application(None, plans)))
    page = empty.get(f"/city/hegang/act?lang={language}").text
    form = page.partition('id="newest"')[2].partition("</section>")[0]
    assert 'id="make-plan"' in form
    asked = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    answer = empty.ask("POST", "/city/hegang/plans", data=asked, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    (job,) = plans.jobs(find("hegang"))
    assert job.order["plan"]["budget"] == "5%"
    assert (
        f"/plans/{job.name}"
        in empty.get("/city/hegang/act").text.partition('id="newest"')[2].partition("</section>")[0]
    )


def test_a_measure_opens_in_levers_at_the_dose_that_costs_as_much(ground, run):
    simulator = Simulator(count=8)
    simulator.grounds, simulator.state = {"": ground}, "ready"
    source, hegang = WhatIfs(simulator), find("hegang")
    shown = list(as_levers(hegang, run.record(), source, "en"))
    costs = {
        d.lever: d.cost.yuan_a_year
        for d in run.record().decisions.decisions
        if d.kind == "programme" and d.cost is not None and d.gain is not None
    }
    assert len(shown) == len(costs) > 3
    opened = [each["query"] for each in shown if each["query"]]
    assert opened
    for query in opened:
        (lever,) = set(query) & set(costs)
        found = source.found(hegang.code, scenario_of(query))
        assert sum(each.value for each in found.paid.values()) * 1e8 == pytest.approx(costs[lever], rel=0.02)
