"""Facts and posterior draws leave as one file that can be cited: the same bytes from the same tables."""

import csv
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from archive import contents, write
from relode import __version__
from relode.facts import rows, table_list
from relode.facts.licences import unstated_sources

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def whole():
    """Every file of the archive."""
    return contents(set())


def table(content, name):
    return list(csv.DictReader(io.StringIO(content[name].decode("utf-8"))))


@pytest.mark.slow
def test_the_same_tables_give_the_same_bytes(whole, tmp_path):
    write(whole, tmp_path / "one.zip")
    command = [sys.executable, str(ROOT / "shipping" / "archive.py"), str(tmp_path / "other.zip")]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    environment["RELODE_WITH_SOURCES"] = ",".join(NOT_DEPOSITED)
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment).stdout
    data = (tmp_path / "other.zip").read_bytes()
    assert data == (tmp_path / "one.zip").read_bytes()
    assert hashlib.sha256(data).hexdigest() in said


@pytest.mark.slow
def test_every_table_and_every_posterior_is_in_it_as_it_ships(whole):
    assert {f"facts/{name}.csv" for name in table_list()} <= whole.keys()
    folder = ROOT / "src" / "relode" / "calibration" / "posteriors"
    assert sorted(name for name in whole if name[:7] == "draws/2") == [
        "draws/2010.csv",
        "draws/2013.csv",
        "draws/2015.csv",
        "draws/2020.csv",
    ]
    assert whole["draws/2020.csv"] == (folder / "2020.csv").read_bytes()
    parameters = {row["name"] for row in table(whole, "draws/parameters.csv")}
    assert len(set(whole["draws/2020.csv"].decode().split("\n", 1)[0].split(",")) & parameters) > 50


def test_checksums_hold_for_every_other_file(whole, tmp_path):
    write(whole, tmp_path / "it.zip")
    with zipfile.ZipFile(tmp_path / "it.zip") as file:
        names = [name.split("/", 1)[1] for name in file.namelist()]
        sums = dict(reversed(line.split("  ")) for line in file.read(file.namelist()[-1]).decode().splitlines())
        assert {
            name: hashlib.sha256(file.read(f"relode-data-{__version__}/{name}")).hexdigest() for name in names[:-1]
        } == sums
    assert names[-1] == "SHA256SUMS"


def test_the_list_of_licences_has_every_source_and_the_readme_counts_those_without_one(whole):
    listed = {row["key"]: row for row in table(whole, "licences.csv")}
    assert list(listed) == [row["key"] for row in rows("sources")]
    assert sum(row["standing"] == "unstated" for row in listed.values()) == len(unstated_sources())
    readme = whole["README.md"].decode()
    assert f"{len(unstated_sources())} sources state no" in readme
    assert f"{len(unstated_sources())}个来源未注明许可" in readme


def test_a_source_that_may_not_be_passed_on_is_left_out_everywhere_and_named(whole):
    without = contents({"house_listing", "gdp_first"})
    assert b"house_listing" not in b"".join(
        data for name, data in without.items() if name != "README.md" and "expiry" not in name
    )
    assert "gdp_first, house_listing" in without["README.md"].decode()
    assert without["SHA256SUMS"] != whole["SHA256SUMS"]


@pytest.mark.parametrize("of", ["archive", "software"])
def test_what_to_cite_is_in_the_form_that_others_read(whole, of):
    text = whole["CITATION.cff"].decode() if of == "archive" else (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    assert {"cff-version", "message", "title", "authors", "version"} <= found.keys()
    assert all(each["type"] == "data" and each["title"] for each in found["references"])
    assert len(found["references"]) == (len(list(rows("sources"))) if of == "archive" else 1)


def test_the_version_is_the_same_wherever_it_stands():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {
        found
        for page in ("how-to.md", "how-to.zh.md")
        for found in re.findall(r"relode-data-([\d.]+)\.zip", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    }
    assert {project, cited["version"], cited["references"][0]["version"], heads[0], *told} == {__version__}


NOT_DEPOSITED = {"gdp_first", "coal_mines"}


def test_what_is_not_cleared_is_left_out_of_the_archive_and_comes_back_when_asked_for(hook, monkeypatch):
    monkeypatch.delenv("RELODE_DROP_SOURCES", raising=False)
    monkeypatch.delenv("RELODE_WITH_SOURCES", raising=False)
    assert hook.dropped_sources(ROOT, "left_out", "not_deposited") == NOT_DEPOSITED
    monkeypatch.setenv("RELODE_WITH_SOURCES", "gdp_first, coal_mines")
    assert hook.dropped_sources(ROOT, "left_out", "not_deposited") == set()
    monkeypatch.setenv("RELODE_WITH_SOURCES", "gdp_first")
    monkeypatch.setenv("RELODE_DROP_SOURCES", "house_listing")
    assert hook.dropped_sources(ROOT, "left_out", "not_deposited") == {"coal_mines", "house_listing"}
    assert hook.dropped_sources(ROOT, "left_out") == {"house_listing"}


def test_the_archive_lists_what_it_leaves_out(whole):
    without = contents(NOT_DEPOSITED)
    assert "coal_mines, gdp_first" in without["README.md"].decode()
    kept = [row for row in table(without, "facts/accounts_value_added.csv") if "gdp_first" in row["source"]]
    assert kept == []
    assert any("gdp_first" in row["source"] for row in table(whole, "facts/accounts_value_added.csv"))
    assert not NOT_DEPOSITED & {row["key"] for row in table(without, "licences.csv")}


@pytest.mark.parametrize(
    ("with_", "dropped", "said"),
    [
        ("nonsense", "", "RELODE_WITH_SOURCES has keys that sources.csv does not: ['nonsense']"),
        ("census2020", "", "['census2020'], which no choice of licence_choices.csv leaves out"),
        ("gdp_first", "gdp_first", "both name ['gdp_first']: take them out of one"),
        ("", "nonsense", "RELODE_DROP_SOURCES has keys that sources.csv does not: ['nonsense']"),
    ],
)
def test_what_cannot_be_brought_back_is_refused_in_words(with_, dropped, said, tmp_path):
    command = [sys.executable, str(ROOT / "shipping" / "archive.py"), str(tmp_path / "it.zip")]
    environment = {**os.environ, "RELODE_WITH_SOURCES": with_, "RELODE_DROP_SOURCES": dropped}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_left_out_goes_from_the_wheel_by_itself_and_comes_back(hook, tmp_path, monkeypatch):
    """With a choice planted in a copy of the tables."""
    facts = tmp_path / "src" / "relode" / "facts"
    shutil.copytree(ROOT / "src" / "relode", tmp_path / "src" / "relode", ignore=shutil.ignore_patterns("__pycache__"))
    choices = (facts / "licence_choices.csv").read_text(encoding="utf-8").replace("not_deposited", "left_out")
    (facts / "licence_choices.csv").write_text(choices, encoding="utf-8")
    monkeypatch.delenv("RELODE_DROP_SOURCES", raising=False)
    for back, gone in (("", NOT_DEPOSITED), ("gdp_first", {"coal_mines"})):
        monkeypatch.setenv("RELODE_WITH_SOURCES", back)
        making, data = hook.DropSources(str(tmp_path), {}, None, None, str(tmp_path), "wheel"), {"force_include": {}}
        making.initialize("standard", data)
        made = {inside.rpartition("/")[2]: Path(path) for path, inside in data["force_include"].items()}
        kept = {row["key"] for row in csv.DictReader(io.StringIO(made["sources.csv"].read_text(encoding="utf-8")))}
        assert NOT_DEPOSITED - kept == gone
        making.finalize("standard", data, "")
