"""Channels, choices, the basis of a plan, cells of pictures and the letters of a brief, by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from relode.decisions import decision_text
from relode.language import Amount, Sentence, Word, unit_name
from relode.places import find
from relode.report import choices, funding_calendar, pieces, template_workbook
from relode.report.brief_html import letters
from relode.report.document import appendix, basis
from relode.report.document.parts import blank
from relode.story.blocks import Blank, Chapter, Passage

HEGANG = find("hegang")


def row(**more):
    return {
        "ceiling_city_1e8_yuan": "",
        "ceiling_project_1e8_yuan": "",
        "national_total_1e8_yuan": "",
        "national_year": "2024 plan",
        **more,
    }


def yuan(value):
    return Amount(value, "yuan", None, ("funding_rules",))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            row(ceiling_project_1e8_yuan="1.5", ceiling_city_1e8_yuan="8"),
            Sentence("channels.sum.project", {"most": yuan(1.5e8)}),
        ),
        (
            row(ceiling_city_1e8_yuan="8 to 12", national_total_1e8_yuan="9"),
            Sentence("channels.sum.city", {"low": yuan(8e8), "high": yuan(12e8)}),
        ),
        (row(national_total_1e8_yuan="300"), Sentence("channels.sum.nation", {"total": yuan(3e10), "year": "2024"})),
        (row(national_total_1e8_yuan="about 300"), Sentence("channels.sum.unknown", {})),
        (row(), Sentence("channels.sum.unknown", {})),
    ],
)
def test_the_sum_of_a_channel_is_a_projects_a_citys_or_the_nations(given, said):
    assert funding_calendar._sum(given) == said


@pytest.mark.parametrize(
    ("kind", "repaid", "key"),
    [
        ("general transfer", "no", "formula"),
        ("bond", "yes", "bond"),
        ("competitive grant", "no", "contest"),
        ("own budget", "no", "own"),
        ("equity-like capital of a project", "no", "equity"),
        ("grant", "no", "grant"),
        ("loan", "yes, in 20 years", "loan"),
    ],
)
def test_a_channel_is_what_it_is_to_who_gets_its_money(kind, repaid, key):
    assert funding_calendar.kind_of({"kind": kind, "repaid": repaid}).key == f"channels.kind.{key}"
    assert [each.key for each in funding_calendar._uses({"uses": "land repair;new roads"})] == [
        "channels.use.land_repair",
        "channels.use.new_roads",
    ]


def test_what_falls_due_is_told_by_month_first_what_runs_all_year():
    found = funding_calendar.dates()
    assert [each.month for each in found] == sorted(each.month for each in found)
    assert {each.when.key for each in found if each.month == 0} <= {"channels.any_month"}
    assert [funding_calendar.Due(month, "c", Sentence("a.b", {})).when.key for month in (0, 1, 12, 13)] == [
        "channels.any_month",
        "channels.months.m1",
        "channels.months.m12",
        "channels.unread",
    ]


def test_whether_a_channel_is_open_hangs_on_lists_mines_and_the_province(monkeypatch):
    place = SimpleNamespace(code="x", level="prefecture", province="230000")
    result = SimpleNamespace(place=place, depth=SimpleNamespace(mines=SimpleNamespace(mines=("m", "n"))))
    entry = SimpleNamespace(is_exhausted=True, exhausted_year=2009)
    monkeypatch.setattr(funding_calendar, "official", lambda: {"x": entry})
    monkeypatch.setattr(funding_calendar, "has_no_coal", lambda code: code == "y")

    def told(channel):
        said = funding_calendar.open_here(channel, result)
        return said.key.rpartition(".")[2], dict(said.values)

    assert [
        told(name)
        for name in ("exhausted_transfer", "coal_mine_safety", "northeast_revival", "urban_renewal_contest", "other")
    ] == [
        ("listed", {"year": 2009}),
        ("mines", {"count": 2}),
        ("northeast", {}),
        ("ask_large", {}),
        ("all", {}),
    ]
    entry.is_exhausted, place.province, result.depth.mines.mines = False, "140000", ()
    assert [told(name) for name in ("exhausted_transfer", "coal_mine_safety", "northeast_revival")] == [
        ("ask_alike", {"year": 2009}),
        ("no_mines", {"count": 0}),
        ("not_northeast", {}),
    ]
    place.code = "y"
    assert [told(name) for name in ("exhausted_transfer", "coal_mine_safety")] == [
        ("ask_alike", {"year": None}),
        ("no_coal", {"count": 0}),
    ]
    place.level = "county"
    assert told("coal_mine_safety")[0] == "below_prefecture"


def decision(name, channel, pot=""):
    return SimpleNamespace(name=name, channel=SimpleNamespace(channel=channel, pot=pot, room=None))


def test_a_place_applies_for_what_its_measures_use_and_for_named_channels_only_where_it_is_named(monkeypatch):
    named = min(funding_calendar.NAMED)
    found = {
        "do": [decision("a", "bonds"), decision("b", "", "own")],
        "fill_in": [decision("c", "bonds"), decision("d", named)],
        "leave": [decision("e", "other")],
    }
    record = SimpleNamespace(of=lambda kind: found.get(kind, []))
    pot = SimpleNamespace(channel="bonds", name="bonds", amount=3.0)
    result = SimpleNamespace(place=HEGANG, planned=SimpleNamespace(pots=[pot], decisions=record))
    (one,) = funding_calendar.applications(result, record)
    assert (one.channel, [each.name for each in one.wanted_by], one.pot) == ("bonds", ["a", "c"], pot)
    pot.channel = named
    assert [(each.channel, each.pot) for each in funding_calendar.applications(result, record)] == [
        ("bonds", None),
        (named, pot),
    ]
    assert (
        funding_calendar.Application("x", (), SimpleNamespace(amount=None)).sum
        is funding_calendar.Application("x", (), None).sum
        is None
    )
    monkeypatch.setattr(decision_text, "names_of", lambda wanted: [each.name for each in wanted])
    assert funding_calendar._wanted(result) == {"bonds": ["a", "c"], named: ["d"], "own_budget": ["b"]}
    assert funding_calendar._wanted(SimpleNamespace(planned=None)) == {}


def candidate(name, zones=0, here=(), **more):
    unit = SimpleNamespace(industry=name)
    return SimpleNamespace(unit=unit, named_by=("z",) * zones, at_hand=here, zone_count=4, sources=(), **more)


def test_three_industries_are_chosen_by_zones_material_and_other_tests(monkeypatch):
    """Zones and material, then zones, then material; of alike ones another test first, then the one of more zones."""
    monkeypatch.setattr(choices, "first_check", lambda industry: industry[0])
    given = [
        candidate("x1"),
        candidate("a1", 1),
        candidate("a2", 2),
        candidate("b1", 1),
        candidate("c1", 1, ("coal",)),
        candidate("d1", 0, ("coal",)),
    ]
    result = SimpleNamespace(pathways=SimpleNamespace(candidates=given))
    assert [one.unit.industry for one in choices.choices(result)] == ["c1", "a2", "b1"]
    assert [choices._grounds(one) for one in given] == [3, 1, 1, 1, 0, 2]
    said = choices._named(given[4])
    assert said == Sentence(
        "brief.named_with", {"industry": given[4].unit, "count": 1, "of": 4, "materials": [Word("material", "coal")]}
    )
    assert [getattr(choices._named(one), "key", None) for one in (given[1], given[5], given[0])] == [
        "brief.named_by",
        "brief.at_hand",
        None,
    ]
    assert choices._where([]) == [Sentence("brief.none_seen", {})]
    assert choices._where([SimpleNamespace(place=HEGANG, year=2015)]) == [
        Sentence("brief.precedent", {"place": HEGANG, "year": 2015})
    ]


def test_items_of_the_outline_are_answered_by_chapters_or_left_to_be_filled():
    def answered(item, province):
        found = basis._answer(item, SimpleNamespace(place=SimpleNamespace(province=province)))
        return (
            [each.key.rpartition(".")[2] for each in found] if isinstance(found, list) else getattr(found, "key", found)
        )

    assert answered("p001", "140000") == ["mines", "industries", "town"]
    assert (answered("p002", "230000"), answered("p002", "150000"), answered("p002", "140000")) == (
        ["industries"],
        "document.basis.east_of_inner_mongolia",
        "document.basis.not_northeast",
    )
    assert (answered("p003", "140000"), answered("p003", "230000"), answered("p020", "140000")) == (
        "document.basis.not_border",
        "document.blank.outline_task",
        "document.basis.not_border",
    )
    assert (answered("p022", "140000"), answered("p005", "140000")) == ("–", "document.blank.outline_task")
    assert basis._where({"article": "whole"}) == "–"
    assert [
        (each.key.rpartition(".")[2], dict(each.values)) for each in basis._where({"article": "ch. 28 sec. 4, ch. 3"})
    ] == [
        ("in_section", {"at": "28", "section": "4"}),
        ("in_chapter", {"at": "3", "section": None}),
    ]
    assert isinstance(basis._answer("p005", SimpleNamespace(place=SimpleNamespace(province="1"))), Blank)


def test_a_field_with_two_proposals_is_listed_with_neither():
    one, other = Sentence("a.b", {}), Sentence("a.c", {})
    fields = [
        Blank("document.blank.deadline", proposal=one),
        Blank("document.blank.deadline", proposal=one),
        Blank("document.blank.responsible", proposal=one),
        Blank("document.blank.responsible", proposal=other),
        blank("reporting"),
    ]
    chapters = [Chapter("c", one, tuple(Passage((each,)) for each in fields))]
    assert [(each.name, each.proposal and each.proposal.key) for each in appendix.open_fields(chapters)] == [
        ("deadline", "a.b"),
        ("responsible", "document.appendix.several"),
        ("reporting", None),
    ]
    assert appendix.source_words("user").key == "document.appendix.own_figures"


@pytest.mark.parametrize(
    ("count", "room", "points"),
    [(1000, 1000, 9.0), (4000, 1000, 6.9), (2000, 1500, 7.8), (900, 1000, 9.5), (100, 1000, 9.5)],
)
def test_letters_of_a_page_shrink_with_the_root_of_its_letters_within_limits(count, room, points):
    assert letters(f"<p>{'x' * count}</p>", room) == points


def test_cells_of_the_table_of_a_picture_are_in_its_unit():
    table = pd.DataFrame(
        {"name": ["a"], "count": [4.0], "quotient": [1.234], "value": [0.123], "gap": [float("nan")], "year": [2020]}
    )
    picture = SimpleNamespace(table=table, language="en", unit="share")
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in pieces.table_rows(picture)[0]] == [
        "a",
        "4",
        "1.23",
        "12.3 %",
        "–",
        "2020",
    ]
    mixed = SimpleNamespace(
        table=pd.DataFrame(
            {"value": [0.123, 0.123], "below": [0.256, 0.256], "unit": [unit_name("share", "en"), "people"]}
        ),
        language="en",
        unit="share",
    )
    assert [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells[:2]] for cells in pieces.table_rows(mixed)] == [
        ["12.3 %", "25.6 %"],
        ["0.123", "25.6 %"],
    ]
    assert [column.name for column in pieces.numbers_table(picture).columns] == [
        f"charts.columns.{name}" for name in table.columns
    ]
    assert pieces.numbers_table(picture).folded is True


@pytest.mark.parametrize(
    ("text", "cell"), [("12.5", 12.5), ("7", 7.0), ("1.2.3", "1.2.3"), ("a word", "a word"), ("", None)]
)
def test_a_cell_of_the_example_is_a_number_or_a_word(text, cell):
    assert template_workbook._example({"first": text, "second": "x"}, "first", "en") == cell
    assert template_workbook._example(None, "first", "en") is None
