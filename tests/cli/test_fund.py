"""`relode fund`: clear refusals before anything is written, and a run whose sums hold, to the same bits."""

import json
import shutil

import pytest

from relode.errors import RelodeError
from relode.fund.request import FundRequest
from relode.record import schema
from relode.runs import fund_runs
from relode.runs.fund_folder import FILES, read_fund


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("heilongjiang",), ["--budget"]),
        (("heilongjiang", "--budget", "3"), ["--budget", "3", "300M"]),
        (("heilongjiang", "--budget", "0B"), ["0B"]),
        (("heilongjang", "--budget", "3B"), ["heilongjang", "heilongjiang"]),
        (("hegang", "--budget", "3B"), ["hegang", "heilongjiang", "--place"]),
        (("heilongjiang", "--budget", "3B", "--horizon", "2027"), ["2027", "2030"]),
        (("heilongjiang", "--budget", "3B", "--place", "fuxin"), ["fuxin", "hegang"]),
        (("heilongjiang,liaoning", "--budget", "3B", "--place", "datong"), ["datong", "hegang", "fuxin"]),
        (("heilongjiang,nowhere", "--budget", "3B"), ["nowhere"]),
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
    done = relode("fund", "heilongjiang", "--budget", "3B", "--output", blocked)
    assert (done.returncode, blocked.read_text(encoding="utf-8")) == (2, "no folder")
    assert str(blocked) in done.stderr
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    done = relode("fund", "heilongjiang", "--budget", "3B", "--output", tmp_path / "runs")
    assert done.returncode == 2
    assert "0 MB left" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_holds_no_record_of_funding_is_told(tmp_path):
    with pytest.raises(RelodeError, match="relode fund"):
        read_fund(tmp_path)
    (tmp_path / "fund.json").write_text('{"schema": "fund/0"}', encoding="utf-8")
    with pytest.raises(RelodeError, match="fund/0"):
        read_fund(tmp_path)
    (tmp_path / "fund.json").write_text(json.dumps({"schema": schema("fund"), "fund": {}}), encoding="utf-8")
    with pytest.raises(RelodeError, match="FundRecord"):
        read_fund(tmp_path)


@pytest.mark.slow
def test_the_same_run_is_the_same_to_the_bit_and_its_sums_hold(tmp_path):
    """Two places of Shaanxi: a pilot in Yulin has a cost."""
    request = FundRequest(province="shaanxi", budget="500M", places=("tongchuan", "yulin-shaanxi"))
    record, run = fund_runs.run(request, tmp_path / "one", fund_runs.FundProgress("en"))
    assert read_fund(run).record() == json.loads(json.dumps(record.record()))
    names = {"manifest.json", "fund.json", *(name.format(language=each) for name in FILES for each in ("en", "zh"))}
    assert {path.name for path in run.iterdir()} == names
    again, other = fund_runs.run(request, tmp_path / "two", fund_runs.FundProgress("en"))
    assert (run / "fund.json").read_bytes() == (other / "fund.json").read_bytes()
    assert again == record
    money = record.money
    assert money.own + money.law + money.pilots + money.unassigned == money.budget
    assert sum(each.yuan for each in record.payments) == pytest.approx(money.budget - money.unassigned)
    costs = [(record.decision(each).cost.value, each.cost) for each in record.payments]
    assert costs
    assert [pair for pair in costs if pair[0] != pytest.approx(pair[1])] == []
