"""Which chapters of a deal go to which file, in small letters or not, and with which pictures."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from relode.answers import deals_answer
from relode.charts import deal_pictures
from relode.cli import deal_commands
from relode.deals import list_chapter
from relode.report import chapter_file


@pytest.fixture
def saved(monkeypatch):
    """Files that were written: (what, its name, pictures, whether in small letters)."""
    found = []

    def save(told, path, _, drawn=(), *, is_tight=False):
        found.append((told, path.name, drawn, is_tight))

    monkeypatch.setattr(deal_commands, "save", save)
    monkeypatch.setattr(deal_pictures, "deal_pictures", lambda deal, _: f"pictures of {deal}")
    monkeypatch.setattr(deals_answer, "appraisals_text", lambda *_: "memo in words")
    return found


@pytest.fixture
def deals(monkeypatch, tmp_path):
    """`relode appraise` of so many deals without reading any."""

    def appraise(count=1, **options):
        files = [tmp_path / f"{name}.toml" for name in "abc"[:count]]
        answer = SimpleNamespace(deals=files and list("abc")[:count], chapters="memo", annexes="annex", record=dict)
        monkeypatch.setattr(deals_answer, "appraised_files", lambda *asked: given.append(asked) or answer)
        given = []
        deal_commands.appraise(files, **options)
        return given[0]

    return appraise


def test_a_memo_is_in_small_letters_and_its_annex_is_not(saved, deals, tmp_path, capsys):
    deals(docx=True, output=tmp_path / "x.html", annex=tmp_path / "y.docx")
    drawn = "pictures of a"
    assert saved == [
        ("memo", "a.docx", drawn, True), ("memo", "x.html", drawn, True), ("annex", "y.docx", drawn, False)
    ]  # fmt: skip
    assert capsys.readouterr().out == "memo in words\n"


def test_pictures_are_drawn_of_one_deal_of_this_country_that_is_written(saved, deals, tmp_path):
    deals()
    assert saved == []
    deals(count=2, output=tmp_path / "x.html")
    deals(country=tmp_path, annex=tmp_path / "y.html")
    assert saved == [("memo", "x.html", (), True), ("annex", "y.html", (), False)]


@pytest.mark.usefixtures("saved")
def test_what_was_typed_goes_along_and_an_object_is_printed_alone(deals, tmp_path, capsys):
    asked = deals(place="hegang", ledger=tmp_path / "l.csv", seed=3, country=tmp_path, as_json=True)
    assert asked == ([tmp_path / "a.toml"], "hegang", tmp_path / "l.csv", 3, tmp_path)
    assert set(json.loads(capsys.readouterr().out)) == {"schema"}
    assert deals()[1:] == (None, None, 1, None)


def test_a_list_is_in_small_letters_and_its_annex_is_not(saved, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(deals_answer, "reviewed_workbook", lambda *_: SimpleNamespace(record=dict, projects=(1,)))
    monkeypatch.setattr(deals_answer, "review_text", lambda *_: "list in words")
    for name in ("review_chapter", "review_annex"):
        monkeypatch.setattr(list_chapter, name, lambda _, name=name: name)
    deal_commands.review(tmp_path / "list.xlsx", output=tmp_path / "a.docx", annex=tmp_path / "b.docx")
    assert saved == [(["review_chapter"], "a.docx", (), True), (["review_annex"], "b.docx", (), False)]
    assert capsys.readouterr().out == "list in words\n"


def test_a_file_is_in_large_letters_unless_small_ones_are_asked_for_and_its_name_is_told(monkeypatch, tmp_path, capsys):
    written = []

    def write(told, path, language, made, drawn, *, is_tight):
        written.append((told, path, language, drawn, is_tight))
        assert made == date.today()
        return path

    monkeypatch.setattr(chapter_file, "write_chapters", write)
    deal_commands.save(["memo"], tmp_path / "a.docx", "en")
    deal_commands.save(["memo"], tmp_path / "b.docx", "zh", ["picture"], is_tight=True)
    assert written == [
        (["memo"], tmp_path / "a.docx", "en", (), False), (["memo"], tmp_path / "b.docx", "zh", ["picture"], True)
    ]  # fmt: skip
    told = capsys.readouterr()
    assert (told.out, [str(tmp_path / name) in line for name, line in zip(("a.docx", "b.docx"),
                                                                          told.err.splitlines(), strict=True)]) == (
        "", [True, True]
    )  # fmt: skip
