"""The folder of a funding run, and what is told while it is made, without a simulator."""

import json
from datetime import date

import pytest

from relode.fund.request import FundGround, province_of
from relode.language import LANGUAGES
from relode.runs import fund_runs, whole_files
from relode.runs.fund_folder import FILES, read_fund
from relode.story.text import chapter_text

from .conftest import ASKED, STARTED


@pytest.fixture
def made(fund_record, monkeypatch):
    """A run of provinces whose places were judged before; what was told, written and asked of the disk."""
    told, written, room = [], [], []

    def run(folder, *names):
        provinces = tuple(province_of(name) for name in names)
        ground = FundGround(provinces, 3e9, (None,) * 3, (), (), ())
        monkeypatch.setattr(fund_runs, "load", lambda: None)
        monkeypatch.setattr(fund_runs, "world", lambda _: None)
        monkeypatch.setattr(fund_runs, "ground_of", lambda *_: ground)
        monkeypatch.setattr(fund_runs, "funding", lambda *_: fund_record)
        monkeypatch.setattr(fund_runs, "write_chapters", lambda *asked: written.append(asked))
        monkeypatch.setattr(whole_files, "check_room", lambda *asked: room.append(asked))
        request = ASKED.model_copy(update={"province": ",".join(names)})
        return fund_runs.run(request, folder, lambda *step: told.append(step), STARTED)

    return run, told, written, room


def test_a_run_writes_its_record_and_three_files_in_each_language_and_tells_when_it_is_done(
    made, fund_record, tmp_path
):
    run, told, written, room = made
    record, folder = run(tmp_path, "黑龙江")
    assert record is fund_record
    assert read_fund(folder) == fund_record
    assert folder.parent == tmp_path
    assert folder.name.startswith("fund-heilongjiang-")
    assert told == [("written", 1, 1)]
    assert room == [(tmp_path, 1_500_000)]  # half a million bytes for each of three places
    assert [asked[1].name for asked in written] == [name.format(language=each) for each in LANGUAGES for name in FILES]
    assert [asked[2:] for asked in written] == [(each, date(2026, 3, 1)) for each in LANGUAGES for _ in FILES]
    by_place, [as_page] = written[2][0], written[0][0]
    assert chapter_text(by_place[0], "en") != chapter_text(as_page, "en")
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (about["command"], about["settings"]["province"], about["settings"]["seed"]) == ("fund", "heilongjiang", 1)
    answer = fund_runs.answer(record, folder)
    assert (answer["run"], set(answer)) == (str(folder), {"run", "schema", "fund"})
    said = fund_runs.answer_text(record, folder, "en").splitlines()
    assert all(name.format(language="en") in line for name, line in zip(FILES, said[-3:], strict=True))
    assert said[-4] == ""


def test_a_run_of_several_provinces_names_the_first_and_counts_the_others(made, tmp_path):
    run, *_ = made
    _, folder = run(tmp_path, "liaoning", "heilongjiang", "jilin")
    assert folder.name.startswith("fund-liaoning-and-2-more-")


def test_progress_is_a_line_of_a_terminal_and_only_its_end_elsewhere(capsys, monkeypatch):
    tell = fund_runs.FundProgress("en")
    tell("places", 1, 2)
    assert capsys.readouterr().err == ""
    tell("places", 2, 2)
    assert capsys.readouterr().err == "places are judged (2 of 2)\n"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    tell("places", 1, 2)
    assert capsys.readouterr().err == "\r\033[Kplaces are judged (1 of 2)"
