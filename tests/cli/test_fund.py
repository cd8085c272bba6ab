"""`relode fund`: clear refusals before anything is written, and a run that is gone on with to the same bits."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from openpyxl import load_workbook

from relode.errors import RelodeError
from relode.fund.fund_asked import FundAsked
from relode.fund.fund_records import PlaceCards, TriedDose
from relode.records import schema
from relode.runs import fund_runs
from relode.runs.fund_folder import read_fund
from relode.runs.fund_runs import FolderKept


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("heilongjiang",), ["--budget"]),
        (("heilongjiang", "--budget", "3"), ["--budget", "3", "300M"]),
        (("heilongjiang", "--budget", "0B"), ["0B"]),
        (("heilongjang", "--budget", "3B"), ["heilongjang", "heilongjiang"]),
        (("hegang", "--budget", "3B"), ["hegang", "heilongjiang", "--place"]),
        (("heilongjiang", "--budget", "3B", "--criteria", "joy"), ["joy", "jobs, services, equity"]),
        (("heilongjiang", "--budget", "3B", "--criteria", "jobs,jobs"), ["jobs", "double"]),
        (("heilongjiang", "--budget", "3B", "--floor", "hegang"), ["hegang", "PLACE=50M"]),
        (("heilongjiang", "--budget", "3B", "--futures", "10"), ["10", "80"]),
        (("heilongjiang", "--budget", "3B", "--horizon", "2027"), ["2027", "2030"]),
        (("heilongjiang", "--budget", "3B", "--place", "fuxin"), ["fuxin", "hegang"]),
        (("heilongjiang,liaoning", "--budget", "3B", "--place", "datong"), ["datong", "hegang", "fuxin"]),
        (("heilongjiang,nowhere", "--budget", "3B"), ["nowhere"]),
        (("heilongjiang", "--resume", "nowhere"), ["nowhere", "relode fund"]),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_written(relode, tmp_path, arguments, words):
    done = relode("fund", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_or_is_full_is_told_before_anything_runs(relode, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    done = relode("fund", "heilongjiang", "--budget", "3B", "--futures", "80", "--output", blocked)
    assert (done.returncode, blocked.read_text(encoding="utf-8")) == (2, "no folder")
    assert str(blocked) in done.stderr
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    done = relode("fund", "heilongjiang", "--budget", "3B", "--futures", "80", "--output", tmp_path / "runs")
    assert done.returncode == 2
    assert "0 MB left" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.fixture
def judged(tmp_path):
    """A place of two doses in four futures, kept in a run folder: how it is kept, its cards and its gains."""
    tried = tuple(TriedDose("schooling_spending", dose, "leave", 1e8, 2e8) for dose in (0.01, 0.02))
    kept, cards = FolderKept(tmp_path, 4), PlaceCards("230400", 1e9, 0.3, (), tried)
    gains = np.random.default_rng(1).random((2, 3, 4))
    assert kept.load("230400") is None
    kept.save(cards, gains)
    return kept, cards, gains


def test_what_is_kept_of_a_place_comes_back_to_the_bit_and_stands_labelled_in_the_store(tmp_path, judged):
    kept, cards, gains = judged
    loaded = kept.load("230400")
    assert loaded[0] == cards
    assert np.array_equal(loaded[1], gains)
    with xr.open_zarr(tmp_path / "gains.zarr", group="hegang", consolidated=False) as store:
        assert {name: each.attrs["units"] for name, each in store.items()} == {
            "jobs": "job-years", "services": "yuan", "funder": "yuan per year",
        }  # fmt: skip
        assert store["services"].dims == ("dose", "future")
        assert np.array_equal(store["services"], gains[:, 1])
        assert store.attrs["measure"] == ["schooling_spending"] * 2
        assert store.attrs["amount"] == [0.01, 0.02]
    kept.save(PlaceCards("230100", 1e9, 0.3, (), ()), np.zeros((0, 3, 4)))
    kept.save(cards, 2 * gains)
    assert np.array_equal(kept.load("230400")[1], 2 * gains)
    assert kept.load("230100")[1].shape == (0, 3, 4)


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:20])


@pytest.mark.parametrize(
    ("part", "harm"),
    [
        ("gains.zarr/hegang/services/c/0/0", flipped),
        ("gains.zarr/hegang/services/c/0/0", cut_short),
        ("gains.zarr/hegang/services/c/0/0", Path.unlink),
        ("gains.zarr/hegang/jobs/zarr.json", lambda path: path.write_text("{")),
        ("gains.zarr/hegang", shutil.rmtree),
        ("gains.zarr", shutil.rmtree),
        ("places/hegang.json", lambda path: path.write_text('{"schema": "fund_place/0"}')),
    ],
)
def test_what_is_damaged_is_told_with_what_to_delete(tmp_path, judged, part, harm):
    kept, cards, gains = judged
    harm(tmp_path / part)
    with pytest.raises(RelodeError) as caught:
        kept.load("230400")
    assert caught.value.key == "damaged_part"
    mark = tmp_path / "places" / "hegang.json"
    assert f"Delete {mark}" in caught.value.say("en")
    assert f"--resume {tmp_path}" in caught.value.say("zh")
    mark.unlink()
    kept.save(cards, gains)
    assert np.array_equal(kept.load("230400")[1], gains)


def test_gains_of_another_number_of_futures_are_told(tmp_path, judged):
    with pytest.raises(RelodeError, match=r"gains\.zarr"):
        FolderKept(tmp_path, 5).load(judged[1].place)


def test_other_settings_or_facts_than_those_of_the_run_are_refused(tmp_path, monkeypatch):
    asked = FundAsked("hainan", "1B", futures=80)
    about = {"command": "fund", "settings": asked.record(), "data_fingerprint": fund_runs.fingerprint()}
    (tmp_path / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    tell = fund_runs.FundProgress("en")
    for given in ({"province": "hainan", "budget": "2B"}, {"province": "yunnan"}):
        with pytest.raises(RelodeError, match="other settings"):
            fund_runs.run(given, tmp_path, tmp_path, tell)
    monkeypatch.setattr(fund_runs, "fingerprint", lambda: "another")
    with pytest.raises(RelodeError, match="other facts"):
        fund_runs.run({"province": "hainan"}, tmp_path, tmp_path, tell)


def test_a_folder_that_holds_no_record_of_funding_is_told(tmp_path):
    with pytest.raises(RelodeError, match="relode fund"):
        read_fund(tmp_path)
    (tmp_path / "fund.json").write_text('{"schema": "fund/0"}', encoding="utf-8")
    with pytest.raises(RelodeError, match="fund/0"):
        read_fund(tmp_path)
    (tmp_path / "fund.json").write_text(json.dumps({"schema": schema("fund"), "fund": {}}), encoding="utf-8")
    with pytest.raises(RelodeError, match="FundRecord"):
        read_fund(tmp_path)


def cells_of(workbook):
    """Sheet -> its rows."""
    sheets = load_workbook(BytesIO(workbook)).worksheets
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}


@pytest.mark.slow
def test_a_run_gone_on_with_is_the_run_that_was_not_stopped_and_its_sums_hold(tmp_path):
    """Two places of Hainan in 80 futures; the second place and all that follows it is lost, and made again."""
    given = {"province": "hainan", "budget": "500M", "futures": 80, "places": ("danzhou", "sanya")}
    record, run = fund_runs.run(given, tmp_path, None, fund_runs.FundProgress("en"))
    assert read_fund(run) == record
    before = {path.name: path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}
    for name in ("fund.json", "fund.csv", "fund.en.html", "places/sanya.json"):
        (run / name).unlink()
    again, _ = fund_runs.run({"province": "hainan"}, tmp_path, run, fund_runs.FundProgress("en"))
    assert again == record
    after = {path.name: path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}
    # A workbook holds the second in which it was written: its cells are compared.
    before, after = ({name: cells_of(data) if name.endswith(".xlsx") else data for name, data in files.items()}
                     for files in (before, after))  # fmt: skip
    assert {name for name in before if name != "manifest.json" and before[name] != after[name]} == set()
    assert record.places
    for name in ("jobs", "services", "equity"):
        total = record.allocation.gains[name].mean
        assert sum(getattr(place, name).mean for place in record.places) == pytest.approx(total, rel=1e-9)
    assert sum(place.funder.mean for place in record.places) == pytest.approx(record.allocation.used.mean, rel=1e-9)
    assert record.allocation.used.mean <= 1.1 * record.budget  # chosen in the other half of few futures
    net = record.net
    assert net.balance < 1e-9
    parts = net.funded.mean + net.province.mean + net.elsewhere.mean
    assert parts == pytest.approx(net.system.mean, rel=1e-9)
    assert net.funded.mean == pytest.approx(net.alone.mean, rel=0.25)  # neighbours answer, but do not undo it
