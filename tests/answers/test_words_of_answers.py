"""Answers as text: the parts of each in order, and what stands in each column, by hand from the tables."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from relode.answers.answer_text import (
    _aged,
    _sources,
    diagnosis_text,
    explanation_head,
    explanation_text,
    figures_table,
    heading,
    row_text,
    steps_table,
)
from relode.diagnosis import explain, explain_row, profile
from relode.diagnosis.depth.in_depth import in_depth
from relode.diagnosis.profiles.explain import Step
from relode.language import Bilingual, Sentence, Word, spoken
from relode.places import find
from relode.story.text import table_lines

ZONE = "yangjiazhangzi-development-zone"
PARTS = [
    "Yangjiazhangzi Development Zone, Liaoning: nonferrous metals, declining (exhausted 2009)",
    "- The own type is read for prefecture-level cities only; Yangjiazhangzi Development Zone is none, and county "
    "accounts do not ship",
    "",
    "quantity  value  year  90 % interval  peers: median (interquartile range)  source  flags",
    "Population change of the province in ten years  −2.64 %  2020  –  –  census2010;census2020",
    "",
    "No peers: the structure of employment in 2010 is not known.",
    "",
    "What is not known of this city, and why",
]


def plain(line):
    """The line with two blanks between columns."""
    cells = [cell.strip() for cell in line.replace("\N{NO-BREAK SPACE}", " ").split("  ")]
    return "  ".join(cell for cell in cells if cell)


@pytest.fixture(scope="module")
def zone(panel):
    """What is known of a zone of which no table has a figure: soon computed."""
    return in_depth(panel, profile(panel, find(ZONE)))


@pytest.fixture(scope="module")
def hegang(panel):
    return profile(panel, find("hegang"))


def test_a_diagnosis_says_who_then_figures_then_peers_then_what_is_not_known(zone):
    lines = [plain(line) for line in diagnosis_text(zone, "en").splitlines()]
    assert lines[: len(PARTS)] == PARTS
    gaps = lines.index("Numbers that this place does not have in any shipped source")
    assert lines[gaps - 1] == ""
    assert lines[gaps + 1].startswith("- Resident population; Population change in ten years; ")
    assert lines[gaps + 1].endswith(": no row of this place in either census table: it has no code of its own")
    assert len(lines) == gaps + 2
    beside = [SimpleNamespace(place=find(name)) for name in ("fuxin", "hegang")]
    with_peers = replace(zone, profile=replace(zone.profile, peers=tuple(beside), missing=()))
    lines = diagnosis_text(with_peers, "en").splitlines()
    assert lines[6].startswith("Its 2 nearest peers by structure of employment, people and output per head in 2010: ")
    assert "Fuxin, Hegang" in lines[6]
    assert "Numbers that" not in "\n".join(lines)


def test_a_diagnosis_rests_on_the_sources_of_its_parts_and_of_its_figures():
    number = SimpleNamespace(sources=("a", "b"))
    depth = SimpleNamespace(sources={"part": ("b", "c")}, profile=SimpleNamespace(series={"q": [number, number]}))
    assert _sources(depth) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "(due by 2026-12-31): asking prices move"), ("zh", "（应于2026-12-31前复查）：挂牌价一年内就会变动")],
)
def test_a_source_past_its_date_is_told_with_its_reason_in_the_language(monkeypatch, language, said):
    monkeypatch.setenv("RELODE_TODAY", "2027-01-01")
    [line] = _aged(["house_listing", "census2020"], language)
    assert said in line
    monkeypatch.setenv("RELODE_TODAY", "2026-12-31")
    assert _aged(["house_listing"], language) == []


def test_a_figure_has_a_row_with_its_unit_year_interval_median_source_and_flags(hegang):
    """−15.81 % is 891,271 over 1,058,665 people, less one; 11.14 % are 3,164 of 28,404 jobs in the long form."""
    head, *lines = (plain(line) for line in table_lines(figures_table(hegang), "en"))
    assert head == PARTS[3]
    rows = {line.partition("  ")[0]: line.split("  ") for line in lines}
    change = rows["Population change in ten years"]
    assert (change[1:4], change[5]) == (["−15.81 %", "2020", "–"], "census2010;census2020")
    mining = rows["Employment share of mining"]
    assert mining[1:3] == ["11.14 %", "2020"]
    low, high = mining[3].split(" to ")
    assert float(low.removesuffix(" %")) < 11.14 < float(high.removesuffix(" %"))
    assert mining[5] == "census2020"


def test_a_step_has_its_label_value_place_and_how_it_was_made():
    known = Step("population", 2020, 891271.0, "persons", "published", (), ("census2020",), (), "census", 5658)
    other = Step("nation", 2010, 3.0, "count", "sum", ("a 2010", "b 2010"), (), (), "derived", 0)
    own = Step("population", 2024, 5.0, "persons", "user", (), ("user",), (), "user", 4)
    table = steps_table(SimpleNamespace(derivation=(known, other, own)))
    assert [plain(line) for line in table_lines(table, "en")] == [
        "Step  Value  Table and line  How",
        "Resident population 2020  891,271 people  census.csv:5658  as published",
        "nation 2010  3  derived  sum: a 2010, b 2010",
        "Resident population 2024  5 people  user  the user's own figure",
    ]
    there = steps_table(SimpleNamespace(derivation=(known,)), lambda step: f"line {step.row}")
    assert "line 5658" in table_lines(there, "en")[-1]


def test_a_number_of_the_users_own_has_no_title_of_a_source(panel):
    told = explain(panel, find("hegang"), "population", 2020)
    assert explanation_head(told) == Sentence(
        "cli.explain.head",
        {"label": Bilingual(*(told.label.name(each) for each in ("en", "zh"))), "place": find("hegang"), "year": 2020,
         "value": told.number},
    )  # fmt: skip
    mixed = replace(told, number=replace(told.number, sources=("user", "census2020"), flags=("computed", "user")))
    lines = explanation_text(mixed, "en").splitlines()
    assert [line for line in lines if line.startswith("Source")] == [
        "Source census2020: Tabulation on the 2020 Population Census by County (seventh census)"
    ]
    assert [line.partition(":")[0] for line in lines if line.startswith("Flag")] == ["Flag", "Flag"]


def test_a_row_of_a_table_is_told_cell_by_cell_with_its_source():
    held = explain_row("law", "l001")
    lines = row_text(held, "en").splitlines()
    assert lines[0] == "law.csv, row 2"
    cells = [f"  {spoken(Sentence('cli.explain.cell', dict(zip(('label', 'content'), each, strict=True))), 'en')}"
             for each in held.rows[0].words]  # fmt: skip
    assert lines[1 : 1 + len(cells)] == cells
    assert "  verdict: not allowed" in cells
    assert lines[1 + len(cells)] == "Remarks in free words stand as they were entered, most of them in English."
    assert [line.partition(":")[0] for line in lines[2 + len(cells) :]] == ["Source law_texts"]


def test_a_heading_has_province_resource_type_and_year_of_exhaustion_where_they_are_known(hegang):
    province = Bilingual("Heilongjiang", "黑龙江省")
    about = {
        "place": find("hegang"), "province": province, "exhausted": Sentence("report.strap.exhausted", {"year": 2011}),
        "resource": Word("main_resource", "coal"), "type": Word("type", "declining"),
    }  # fmt: skip
    assert heading(hegang) == Sentence("report.strap.listed", about)
    assert heading(hegang, "report.kind") == Sentence("report.kind.listed", about)
    assert heading(replace(hegang, official=None)).key == "report.strap.not_listed"
    growing = replace(hegang, official=replace(hegang.official, is_exhausted=False))
    assert heading(growing).values == {**about, "exhausted": ""}
