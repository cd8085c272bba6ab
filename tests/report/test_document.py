"""The document as a commission meets it: a run without plans, whose file any report test already has."""

import re
import shutil
from datetime import date

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from relode import charts
from relode.answers.journey import diagnosed
from relode.cli import main
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import LANGUAGES, Amount, say
from relode.places import find
from relode.report import result_of
from relode.report.age_groups import age_groups
from relode.report.document import file
from relode.report.document.course import watched
from relode.report.document.file import document_bytes
from relode.runs.report_runs import document_again
from relode.story import Column
from relode.story.columns import STEADY, cell_text
from relode.story.figures import rounded, to_digits
from relode.story.figures import text_of as text_in
from relode.story.word.styles import NEEDED

from ..fonts import needs_chinese_font
from .documents import controls, fields, headings, opened, text_of

COUNTY = "xiaoyi"
DERIVED = {
    ("outlook.city.ageing_part", "share"): "aged over lost",
    ("outlook.city.ageing_part", "lost"): "start less expected",
    ("outlook.city.ageing_part", "aged"): "start less alone",
    ("outlook.city.retirement", "more_low"): "since less before",
    ("outlook.city.retirement", "more_high"): "since less before",
    ("diagnosis.decomposition.fell", "change"): "the sum of its three parts",
    ("depth.people.dependants", "end"): "people outside 15 to 59 over those inside",
    ("depth.people.dependants", "start"): "people outside 15 to 59 over those inside",
    ("diagnosis.space.large_city", "least"): "the size that makes a city large",
    ("diagnosis.space.large_city", "distance"): "from coordinates",
    ("industries.below", "share"): "the least chance that is told",
    ("report.past.received", "value"): "transfers.csv",
    ("cli.span", "figure"): "places where it came about over all of the group",
    ("document.appendix.range", "high"): "assumptions.csv",
    ("document.appendix.range", "low"): "assumptions.csv",
    ("document.appendix.assumptions", "cell"): "assumptions.csv",
    ("needs.lead.money", "today"): "the budget over its users, in yuan",
    ("needs.reason.replace_none", "leavers"): "teachers by the yearly share of leavers over the years to the need",
    ("needs.reason.replace_some", "leavers"): "as those of replace_none",
    ("needs.reason.replace_some", "share"): "services/teachers_secondary.toml",
    ("needs.reason.replace_none", "share"): "services/teachers_primary.toml",
    ("needs.reason.beyond_leavers", "leavers"): "as those of replace_none",
    ("needs.reason.beyond_leavers", "share"): "services/teachers_primary.toml",
    ("needs.leavers.assumed", "share"): "services/teachers_primary.toml",
    ("document.people.miners", "cell"): "jobs in mining by ages of both censuses",
    ("document.people.oldest", "from"): "jobs in mining by ages of both censuses",
    ("document.people.oldest", "to"): "jobs in mining by ages of both censuses",
    ("channels.channels", "cell"): "funding_channels.csv",
    ("channels.sum.project", "most"): "funding_channels.csv",
    ("channels.sum.city", "low"): "funding_channels.csv",
    ("channels.sum.city", "high"): "funding_channels.csv",
    ("channels.sum.nation", "total"): "funding_channels.csv",
    ("needs.table.peaks", "cell"): "users of the last year over those of the peak",
}
"""Figures that no record holds, and what they follow from; all others are in city.json or plan.json."""


@pytest.fixture(scope="module")
def documents(hegang_run):
    """The documents of the run folder."""
    return {language: opened(hegang_run[0] / f"plan.{language}.docx") for language in LANGUAGES}


@pytest.fixture(scope="module")
def county():
    """The result of a county-level city, which has no simulator."""
    panel, found = diagnosed(COUNTY, ())
    return result_of(panel, found, (), date(2026, 1, 2))


def test_chapters_have_the_headings_of_a_transition_plan_in_its_order(documents):
    assert headings(documents["zh"], 1) == [
        "一、规划依据", "二、现状与问题", "三、目标与指标", "四、接续替代产业", "五、矿山与职工安置",
        "六、人口变化与公共服务需求", "七、矿区治理与城市空间", "八、资金保障", "九、重点任务与项目",
        "十、实施步骤与责任分工", "十一、风险", "十二、监测评估与年度考核", "附录",
    ]  # fmt: skip
    assert len(headings(documents["en"], 1)) == 13


@needs_chinese_font
def test_both_languages_have_the_same_sections_tables_pictures_and_fields(documents):
    def shape(document):
        tables = [(len(table.rows), len(table.columns)) for table in document.tables]
        return len(headings(document, 2)), tables, len(document.inline_shapes), len(controls(document))

    assert shape(documents["zh"]) == shape(documents["en"])
    assert shape(documents["zh"])[2] >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_contents_is_a_field_with_its_entries_and_is_renewed_on_opening(documents, language):
    document = documents[language]
    assert any(code.startswith("TOC ") for code in fields(document))
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    marks = {each.get(qn("w:name")) for each in document.element.body.iter(qn("w:bookmarkStart"))}
    links = [each.get(qn("w:anchor")) for each in document.element.body.iter(qn("w:hyperlink"))]
    assert set(links) <= marks
    entries = [each for each in links if each.startswith("part_document_chapter_")]
    assert entries == [
        f"part_document_chapter_{key}"
        for key in ("basis", "situation", "aims", "industries", "mines", "needs", "town", "money", "projects", "steps",
                    "risks", "watching", "appendix")
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_says_in_words_what_it_shows(documents, language):
    told = [each._inline.docPr.get("descr") for each in documents[language].inline_shapes]
    assert all(len(each) > 20 and re.search(r"\d", each) for each in told)
    captions = [p.text for p in documents[language].paragraphs if p.style.name == "Caption"]
    label = say("document.label.picture", language)
    assert sum(each.startswith(label) for each in captions) == len(told)


@needs_chinese_font
def test_a_picture_stands_on_the_page_of_its_caption_which_says_what_its_marks_mean(documents):
    for language, document in documents.items():
        written = document.paragraphs
        pairs = [(each, written[at + 1]) for at, each in enumerate(written) if each._p.xpath(".//w:drawing")]
        assert len(pairs) == len(document.inline_shapes) >= 2
        for drawn, below in pairs:
            assert drawn.paragraph_format.keep_with_next
            assert (drawn.style.name, drawn.paragraph_format.line_spacing) == ("Caption", 1.0)
            assert not below.paragraph_format.keep_together
            assert below.text.startswith(say("document.label.picture", language))
            _, legend = below.text.split("\n")
            assert len(legend) > 10
            assert legend[-1] in ".。"
            assert below.runs[-1].font.bold is False


def test_pages_are_numbered_and_chinese_has_fonts_of_its_own(documents):
    """Names of fonts as official documents have them: title, text, headings of the first and of the second level."""
    chinese = {"Title": "FZXiaoBiaoSong-B05S", "Body Text": "FangSong", "Heading 1": "SimHei", "Heading 2": "KaiTi"}
    for document in documents.values():
        footer = document.sections[0].footer._element
        assert [each.text.strip() for each in footer.iter(qn("w:instrText"))] == ["PAGE"]
        for name, font in chinese.items():
            fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
            assert fonts.get(qn("w:eastAsia")) == font
            assert fonts.get(qn("w:asciiTheme")) is None


def test_a_chinese_page_has_the_type_area_lines_and_characters_of_the_standard(documents):
    """GB/T 9704-2012: A4, 37 mm above, 28 mm at the binding, text 156 by 225 mm, 22 lines of 28 characters."""
    document = documents["zh"]
    section = document.sections[0]
    sides = [round(each.mm, 1) for each in (section.page_width, section.page_height, section.top_margin,
                                            section.left_margin)]  # fmt: skip
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert sides == [210, 297, 37, 28]
    assert (round(width / 36000), round(height / 36000)) == (156, 225)
    body = document.styles["Body Text"]
    spacing = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert body.font.size.pt == 16
    assert document.styles["Title"].font.size.pt == 22
    assert int(height / 12700 / body.paragraph_format.line_spacing.pt) == 22
    assert int(width / 12700 / (body.font.size.pt + spacing)) == 28
    assert round(body.paragraph_format.first_line_indent.pt / (body.font.size.pt + spacing)) == 2
    written = [each for each in document.paragraphs if each.style.name == "Body Text"]
    assert len(written) > 20


def test_every_item_of_the_outline_stands_with_the_chapter_that_answers_it_or_a_field(documents):
    items = [row["id"] for row in rows("planning_rules") if row["kind"] == "outline_item"]
    for language, document in documents.items():
        table = document.tables[0]
        told = [row.cells[0].text for row in table.rows[1:]]
        assert told == [say(f"document.outline.{each}", language) for each in items]
        assert all(row.cells[2].text or row.cells[2]._tc.xpath(".//w:sdt") for row in table.rows[1:])


def test_fields_to_be_filled_are_marked_and_listed_with_where_they_are_found(documents):
    for language, document in documents.items():
        body = document.element.body
        marked = [each.find(".//" + qn("w:highlight")).get(qn("w:val")) for each in body.iter(qn("w:sdt"))]
        assert set(marked) == {"yellow"}
        tags = {each.get(qn("w:val")) for each in body.iter(qn("w:tag"))}
        assert {"platform_debt", "pension_gap"} <= tags
        listed = next(t for t in document.tables if t.cell(0, 0).text == say("document.column.field", language))
        inside = tags - {"drafting_body", "approving_body"}
        assert {each.get(qn("w:val")) for each in listed._tbl.iter(qn("w:tag"))} == inside


def test_the_chinese_document_has_no_english_but_names_units_and_the_command(documents):
    text = text_of(documents["zh"]).partition(say("document.section.sources", "zh"))[0]
    words = set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", text))
    assert words <= {"Relode", "Word", "WPS"}


def test_the_english_document_has_no_chinese(documents):
    text = text_of(documents["en"])
    assert set(re.findall(r"[\u4e00-\u9fff]+", text)) == set()


def test_figures_have_three_digits_at_most_and_nothing_is_written_for_next_to_nothing():
    assert to_digits(5_962_873.0) == 5_960_000
    assert to_digits(-0.0123456) == -0.0123
    assert to_digits(1874.0) == 1870
    assert rounded(Amount(-6.2e-7, "share change", (-0.0001, 0.0002))).value == 0
    assert rounded(Amount(916.0, "person-years", (915.5, 104_090.0))).interval_90 == (920, 100_000)
    assert rounded(Amount(1776.0, "count")).value == 1776
    assert rounded(Amount(0.20477, "share", (0.2008, 0.2093))).interval_90 == (0.201, 0.209)
    assert (
        text_in(Amount(32_110.0, "person-years", (883.2, 75_800.0)), "en").replace("\N{NO-BREAK SPACE}", " ")
        == "32,000 job-years (880 to 76,000)"
    )
    assert text_in(Amount(32_110.0, "person-years", (883.2, 75_800.0)), "zh") == "3.2万岗位·年（880至7.6万）"


def money(yuan, language):
    """A cell of a column of money by year."""
    return cell_text(Amount(yuan, "yuan"), Column("document.column.used", "used", "yuan", STEADY), language)


def test_columns_of_money_are_in_the_unit_of_their_head():
    assert money(176_622_030.77, "zh") == "1.77"  # 1.766 hundred million
    assert money(176_622_030.77, "en") == "177"  # million
    assert money(424_256.22, "zh") == "0.004"  # hundred million
    assert money(42_425.62, "zh") == "0"
    assert money(24_560_000_000.0, "zh") == "246"


def test_ages_add_up_to_the_census():
    place = find("hegang")
    found = age_groups(place)
    population = next(
        float(r["value"]) for r in rows("census")
        if (r["place"], r["year"], r["quantity"]) == (place.code, "2020", "population")
    )  # fmt: skip
    assert sum(men + women for _, men, women, _ in found.rows) == population
    by_group = {group: men + women for group, men, women, _ in found.rows}
    assert found.leaving == by_group["50-54"] + by_group["55-59"]
    assert found.entering == by_group["5-9"] + by_group["10-14"]


def test_ages_of_a_county_come_from_its_own_row():
    found = age_groups(find(COUNTY))
    row = next(r for r in rows("ages_counties") if (r["place"], r["year"]) == (find(COUNTY).code, "2020"))
    assert found.rows[0][1] == float(row["0_male"]) + float(row["1-4_male"])
    assert found.rows[-1][2] == float(row["80-84_female"]) + float(row["85+_female"])


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(county):
    assert document_bytes(county, "en") == document_bytes(county, "en")


@pytest.mark.slow
def test_without_a_chinese_font_the_chinese_document_has_no_picture_and_says_so(county, monkeypatch):
    monkeypatch.setattr(file, "chinese_font_found", lambda: False)
    document = opened(document_bytes(county, "zh"))
    assert len(document.inline_shapes) == 0
    assert text_of(document).count("fonts-noto-cjk") == 1
    assert "fonts-noto-cjk" not in text_of(opened(document_bytes(county, "en")))


def test_a_document_without_pictures_says_so(county, monkeypatch):
    monkeypatch.setattr(file, "_drawable", lambda *_: {})
    document = opened(document_bytes(county, "en"))
    assert len(document.inline_shapes) == 0
    assert say("document.cover.no_pictures", "en", place="Xiaoyi") in text_of(document)


def own_template(path, lacking=()):
    document = Document()
    for name in lacking:
        document.styles[name].delete()
    document.styles.add_style("House", WD_STYLE_TYPE.PARAGRAPH)
    document.sections[0].header.paragraphs[0].add_run("Letterhead")
    document.add_paragraph("Text of the template", style="House")
    document.save(str(path))
    return path


@pytest.mark.usefixtures("undrawn")
def test_a_template_keeps_its_styles_and_header_and_loses_its_text(county, tmp_path):
    document = opened(document_bytes(county, "en", own_template(tmp_path / "my.docx")))
    assert "House" in {style.name for style in document.styles}
    assert document.sections[0].header.paragraphs[0].text == "Letterhead"
    assert "Text of the template" not in text_of(document)
    assert len(headings(document, 1)) == 13


@pytest.fixture
def command(monkeypatch, capsys):
    """Exit code and message of a command."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["relode", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        return stop.value.code, capsys.readouterr().err

    return run


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
def test_a_template_without_the_styles_is_refused_by_their_names_and_nothing_is_written(hegang_run, tmp_path, command):
    run = shutil.copytree(hegang_run[0], tmp_path / "run")
    before = (run / "plan.en.docx").read_bytes()
    template = own_template(tmp_path / "my.docx", ("List Bullet", "Caption"))
    code, message = command("report", run, "--format", "docx", "--language", "en", "--template", template)
    assert code == 2
    assert "my.docx" in message
    assert "List Bullet, Caption" in message
    assert (run / "plan.en.docx").read_bytes() == before
    assert not list(run.glob(".*part*"))
    assert {"List Bullet", "Caption"} <= set(NEEDED)


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
def test_a_template_that_is_no_word_document_and_a_folder_that_cannot_be_written_are_refused(hegang_run, tmp_path):
    (tmp_path / "my.docx").write_text("no archive")
    with pytest.raises(RelodeError, match="cannot be read as a Word document"):
        document_again(hegang_run[0], "en", tmp_path / "my.docx")
    with pytest.raises(RelodeError, match="cannot be read as a Word document"):
        document_again(hegang_run[0], "en", tmp_path / "none.docx")
    run = shutil.copytree(hegang_run[0], tmp_path / "run")
    (run / "plan.en.docx").unlink()
    (run / "plan.en.docx").mkdir()
    with pytest.raises(RelodeError, match="annot be written"):
        document_again(run, "en")
    assert not list(run.glob(".*part*"))


@needs_chinese_font
@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
def test_a_missing_chinese_font_is_said_once_with_the_package_to_install(hegang_run, tmp_path, command, monkeypatch):
    run = shutil.copytree(hegang_run[0], tmp_path / "run")
    document = ("report", run, "--format", "docx", "--language", "zh")
    pages = (("report", run, "--language", "zh"), ("brief", "hegang", "--run", run, "--language", "zh"))
    assert command(*document) == (0, "")
    monkeypatch.setattr(charts, "chinese_font_found", lambda: False)
    code, message = command(*document)
    assert (code, message.count("fonts-noto-cjk")) == (0, 1)
    assert [command(*arguments) for arguments in pages] == [(0, ""), (0, "")]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "file",
    ["brief.en.html", *(pytest.param(name, marks=pytest.mark.slow) for name in ("report.en.html", "plan.en.docx"))],
)
def test_a_file_that_cannot_be_written_is_refused_and_leaves_nothing_half_written(hegang_run, tmp_path, command, file):
    run = shutil.copytree(hegang_run[0], tmp_path / "run")
    (run / file).unlink()
    (run / file).mkdir()  # nobody can write a file over a folder, root neither
    again = {"brief.en.html": ("brief", "hegang", "--run", run), "report.en.html": ("report", run),
             "plan.en.docx": ("report", run, "--format", "docx")}[file]  # fmt: skip
    code, message = command(*again, "--language", "en")
    assert (code, "annot be written" in message) == (2, True)
    assert list((run / file).iterdir()) == []
    assert not list(run.glob(".*part*"))


def test_options_that_do_not_fit_are_refused(hegang_run, command):
    code, message = command("report", hegang_run[0], "--format", "odt", "--language", "en")
    assert (code, "docx" in message) == (2, True)
    code, message = command("report", hegang_run[0], "--template", "my.docx", "--language", "en")
    assert (code, "--format docx" in message) == (2, True)


def test_what_is_watched_is_told_two_years_after_the_document_as_the_outlook_has_it():
    """A document of 2026: medians and ends of bands are those of 2028."""
    panel, found = diagnosed("hegang", ())
    result = result_of(panel, found, (), date(2026, 1, 2))
    grid = watched(result)
    assert grid.columns[2].head.values["year"] == 2028
    people = next(each for each in result.outlook.forecasts if each.quantity == "population")
    at = result.outlook.years.index(2028)
    (row,) = [row for row in grid.rows if row[2].value == people.quantiles["median"][at]]
    assert row[3].values["end"].value == people.quantiles["p05"][at]
