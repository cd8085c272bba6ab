"""Folders that nobody of ours wrote: they break no page, neither of their own city nor of another."""

import json
import os
import re
import shutil
import tracemalloc

import pytest

from relode.runs import run_folder, whole_files
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.plan_runs.stored_runs import listed, passed_over
from relode.web.server.app import application
from relode.web.server.guard import Guard


@pytest.fixture(scope="module")
def run(undrawn_plan_runs_folder):
    """The run that is done."""
    return listed(undrawn_plan_runs_folder)[0]


def manifest(folder, **changed):
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


def asked_for(folder, **changed):
    about = json.loads((folder / "manifest.json").read_text())
    about["settings"]["plan"] |= changed
    manifest(folder, settings=about["settings"])


def naive_time(folder):
    manifest(folder, started="2026-01-01T00:00:00")


def no_time(folder):
    manifest(folder, started=5)


def ended_at_no_time(folder):
    manifest(folder, finished=["now"])


def endless_year(folder):
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"horizon": 2035', '"horizon": 1e999'))


def deep_manifest(folder):
    (folder / "manifest.json").write_text('{"command": "plan", "settings": ' + "[" * 200_000)


def truncated_manifest(folder):
    content = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(content[: len(content) // 2])


def no_text(folder):
    (folder / "manifest.json").write_bytes(b"\xff\xfe{}")


def device_as_manifest(folder):
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").symlink_to("/dev/zero")


def device_as_record(folder):
    (folder / "plan.json").unlink()
    (folder / "plan.json").symlink_to("/dev/zero")


def pipe_as_record(folder):
    (folder / "plan.json").unlink()
    os.mkfifo(folder / "plan.json")


def link_as_record(folder):
    (folder / "plan.json").rename(folder / "elsewhere.json")
    (folder / "plan.json").symlink_to("elsewhere.json")


def immense_record(folder):
    with (folder / "plan.json").open("r+b") as stream:
        stream.truncate(10_000_000_000)


def with_first_number(folder, text):
    found = (folder / "plan.json").read_text()
    content, changed = re.subn(r"(?<=[:,\[])-?\d+\.\d+(?=[,\]}])", text, found, count=1)
    assert changed == 1
    (folder / "plan.json").write_text(content)


def endless_number(folder):
    with_first_number(folder, "1e999")


def number_of_a_thousand_digits(folder):
    with_first_number(folder, "9" * 1000)


def no_number(folder):
    with_first_number(folder, "NaN")


HOSTILE = [
    naive_time, no_time, ended_at_no_time, endless_year, deep_manifest, truncated_manifest, no_text, device_as_manifest,
    device_as_record, pipe_as_record, link_as_record, immense_record, endless_number, number_of_a_thousand_digits,
    no_number,
]  # fmt: skip


@pytest.fixture
def folder(run, tmp_path):
    """A folder of runs with one that is sound."""
    shutil.copytree(run.folder, tmp_path / run.name)
    return tmp_path


@pytest.fixture
def reading(client_of, folder):
    return client_of(Guard(application(None, PlanRuns(folder))))


def every_page_but(name, reading, run):
    """Pages of this and another city are there; that of the hostile run is not found."""
    page = reading.get("/city/hegang/plans?lang=en")
    assert page.status_code == 200
    assert reading.get(f"/city/hegang/plans/{run.name}").status_code == 200
    for address in ("/city/fuxin/plans", "/api/plans/hegang", "/api/plans/fuxin", "/city/hegang/plans?lang=zh"):
        assert reading.get(address).status_code == 200
    assert [each["run"] for each in reading.get("/api/plans/hegang").json()["runs"]] == [run.name]
    assert reading.get(f"/city/hegang/plans/{name}").status_code == 404
    return page.text


@pytest.mark.parametrize("change", HOSTILE)
def test_a_hostile_folder_is_named_and_breaks_no_page(reading, folder, run, change):
    name = "hegang-20200101-hostile"
    shutil.copytree(run.folder, folder / name)
    change(folder / name)
    assert f"<li>{name}: " in every_page_but(name, reading, run)


def test_a_run_that_names_what_nobody_knows_breaks_neither_the_list_nor_other_runs(reading, folder, run):
    name = "hegang-20200101-unknown"
    shutil.copytree(run.folder, folder / name)
    record = json.loads((folder / name / "plan.json").read_text())
    record["plan"]["decisions"]["decisions"][0]["recommendation"] = "nonsense"
    (folder / name / "plan.json").write_text(json.dumps(record))
    answer = reading.get(f"/city/hegang/plans/{name}?lang=en")
    assert answer.status_code == 409
    assert "nonsense" in answer.text
    for address in ("/city/hegang/plans", f"/city/hegang/plans/{run.name}", "/api/plans/hegang", "/city/fuxin/plans"):
        assert reading.get(address).status_code == 200


def test_a_link_to_a_run_is_no_run(reading, folder, run, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "hegang-20200101-linked"
    shutil.copytree(run.folder, elsewhere)
    (folder / elsewhere.name).symlink_to(elsewhere)
    assert "is a link to another folder" in every_page_but(elsewhere.name, reading, run)


def test_a_name_that_is_no_text_breaks_no_page(reading, folder, run):
    named = folder / os.fsdecode(b"hegang-\xff\xfe")
    named.mkdir()
    shutil.copy(run.folder / "manifest.json", named)
    assert "hegang-\\udcff\\udcfe: " in every_page_but("hegang-x", reading, run)


def test_of_many_hostile_folders_three_are_named_and_the_others_counted(reading, folder, run):
    for i in range(8):
        (folder / f"bad-{i}").mkdir()
        (folder / f"bad-{i}" / "manifest.json").write_text("[")
    page = every_page_but("bad-0", reading, run)
    assert page.count("<li>bad-") == 3
    assert "and 5 more" in page
    assert len(passed_over(folder)) == 8


@pytest.mark.parametrize("made", ["symlink", "pipe"])
@pytest.mark.parametrize("name", ["report.en.html", "tables.en.xlsx", ".hold"])
def test_a_file_of_a_run_that_is_no_ordinary_file_is_not_read(reading, folder, run, name, made):
    path = folder / run.name / name
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero") if made == "symlink" else os.mkfifo(path)
    about = json.loads((folder / run.name / "manifest.json").read_text())
    (folder / run.name / "manifest.json").write_text(json.dumps({**about, "finished": None}))
    base = f"/city/hegang/plans/{run.name}"
    assert reading.get(base).status_code == 200
    for address in ("report?lang=en", "tables.xlsx?lang=en"):
        expected = 404 if re.match(r"[a-z]+", address).group() in name else 200
        assert reading.get(f"{base}/{address}").status_code == expected


def test_of_more_runs_than_a_page_holds_the_newest_are_listed_and_the_others_counted(reading, folder, run):
    for i in range(60):
        left = folder / f"hegang-20200101-{i:08x}"
        left.mkdir()
        shutil.copy(run.folder / "manifest.json", left)
        manifest(left, finished=None, started=f"2020-01-01T00:00:{i:02}+00:00")
    page = reading.get("/city/hegang/plans?lang=en").text
    assert len(re.findall(r'<p class="head">', page)) == 50
    assert "not listed: 11." in page
    assert run.name in page  # the newest


def test_a_record_that_is_larger_than_any_of_ours_is_not_read(reading, folder, run):
    name = "hegang-20200101-large"
    shutil.copytree(run.folder, folder / name)
    with (folder / name / "plan.json").open("ab") as stream:
        stream.write(b" " * whole_files.LARGEST_RECORD)
    assert f"<li>{name}: " in every_page_but(name, reading, run)


def test_what_a_folder_says_is_read_again_only_where_its_files_changed(folder, run, monkeypatch):
    asked = []
    sound = run_folder.read_manifest
    monkeypatch.setattr(run_folder, "read_manifest", lambda *given: asked.append(given) or sound(*given))
    assert [len(listed(folder)) for _ in range(3)] == [1, 1, 1]
    assert len(asked) == 1
    manifest(folder / run.name, started="2026-01-01T00:00:00")
    assert [len(listed(folder)) for _ in range(2)] == [0, 0]
    assert len(asked) == 2


def test_what_is_kept_of_thousands_of_folders_is_what_pages_tell(folder, run):
    """With the fingerprints of all tables 3,000 folders took 50 MB of a server."""
    for i in range(100):
        shutil.copytree(run.folder, folder / f"hegang-20200101-{i:08x}", ignore=shutil.ignore_patterns("plan.json"))
    tracemalloc.start()
    assert len(listed(folder)) == 101
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 101 * 12_000


def test_a_page_from_a_folder_leads_nowhere_by_itself(reading, run):
    page = reading.get(f"/city/hegang/plans/{run.name}/report?lang=en")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
