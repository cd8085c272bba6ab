"""What a notebook meets: rooms by tab, places by name, a line and a table for each result, nothing changed."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from markupsafe import Markup
from pandas import DataFrame

import relode as rl
from relode.charts.style import Picture
from relode.diagnosis.profiles.place_profile import shown as item_list
from relode.errors import RelodeError
from relode.language import Sentence
from relode.notebook import TELLERS, Told, html
from relode.record import Showable
from relode.report import chapter_file
from relode.story import Chapter, Heading, PictureSpot, Table

ROOMS = {path.parent.name for path in Path(rl.__file__).parent.glob("*/__init__.py")}
BY_NAME = {
    "panel.has": lambda panel, place: rl.panel.has(panel, place, "population", 2020),
    "panel.cell": lambda panel, place: rl.panel.cell(panel, place, "population", 2020),
    "diagnosis.number": lambda panel, place: rl.diagnosis.number(panel, place, "mining_employment_share", 2020),
    "diagnosis.explain": lambda panel, place: rl.diagnosis.explain(panel, place, "population", 2020),
    "diagnosis.nearest_peers": lambda panel, place: rl.diagnosis.nearest_peers(panel, place, 3),
    "diagnosis.same_type": lambda _, place: rl.diagnosis.same_type(place),
    "diagnosis.profile": lambda panel, place: rl.diagnosis.profile(panel, place).record(),
    "places.great_circle_distance": lambda _, place: rl.places.great_circle_distance(place, "fuxin"),
    "pathways.candidates": lambda _, place: rl.pathways.candidates(place),
    "pathways.city_industries": lambda _, place: rl.pathways.city_industries(place).record(),
    "pathways.from_shipped": lambda _, place: rl.pathways.from_shipped(place).record(),
}


def test_the_tab_lists_every_room_but_those_of_the_command_line_the_page_and_the_assistant():
    beside = {"vocabulary", "RelodeError", "__version__"}
    assert set(dir(rl)) == ROOMS - {"answers", "cli", "mcp", "story", "web"} | beside
    assert len(ROOMS) > 18


def test_every_name_that_a_room_lists_is_there():
    lacking = [
        f"{room}.{name}" for room in dir(rl) for name in dir(getattr(rl, room)) if not hasattr(getattr(rl, room), name)
    ]
    assert lacking == []
    assert {"plans", "world"} <= set(dir(rl.plan))
    assert set(dir(rl.measures)) == set(rl.measures.__all__)
    assert dir(rl.model) == ["world"]


@pytest.mark.parametrize("call", BY_NAME)
def test_a_place_may_be_given_by_its_name(panel, call):
    expected = BY_NAME[call](panel, rl.places.find("hegang"))
    assert expected
    for name in ("hegang", "鹤岗", "230400"):
        assert BY_NAME[call](panel, name) == expected
    with pytest.raises(RelodeError, match="hegagn"):
        BY_NAME[call](panel, "hegagn")


def test_a_number_is_a_line_and_the_table_of_its_steps(panel):
    answer = rl.diagnosis.explain(panel, "hegang", "mining_employment_share", 2020)
    assert repr(answer).startswith("mining_employment_share of Hegang 2020: 0.111")
    assert repr(answer).endswith(f"{len(answer.derivation)} steps")
    assert answer._repr_html_().count("<tr") == len(answer.derivation) + 1
    assert html(answer, "zh") != html(answer, "en") == answer._repr_html_()


def test_results_of_a_notebook_are_said_in_a_line(panel):
    profile = rl.diagnosis.profile(panel, "hegang")
    for result in (profile, rl.diagnosis.in_depth(panel, profile), rl.outlook.predictive(panel, "hegang")):
        assert "Hegang" in repr(result)
        assert len(repr(result)) < 200
    table = profile._repr_html_().partition("<figure")[0]
    assert table.count("<tr") == len([item for item in item_list() if profile.latest(item.quantity)]) + 1


def test_every_answer_that_is_told_is_a_record_with_the_means_to_show_itself():
    """By name: a class that was renamed would fall back to its line without a word."""
    for room in ("plan.library", "plan.simulations.simulation", "fund.fund_records", "trials.monitor",
                 "trials.reading", "country", "needs.national"):  # fmt: skip
        import_module(f"relode.{room}")
    kinds = list(Showable.__subclasses__())
    for kind in kinds:
        kinds += [each for each in kind.__subclasses__() if each not in kinds]
    names = [kind.__qualname__ for kind in kinds if kind.__module__.startswith("relode.")]
    assert [names.count(name) for name in TELLERS] == [1] * len(TELLERS)


def test_what_tells_nothing_keeps_its_line(panel):
    number = rl.diagnosis.number(panel, "hegang", "population", 2020)
    assert html(number) is None
    assert number._repr_html_() is None
    assert html("text") is None


def test_a_source_is_listed_once_and_each_mark_leads_to_it(panel):
    shown = rl.diagnosis.explain(panel, "hegang", "mining_employment_share", 2020)._repr_html_()
    marks = set(re.findall(r'href="#source-(\w+)"', shown))
    assert marks == {"census2020"}
    assert re.findall(r'id="source-(\w+)"', shown) == ["census2020"]
    listed = "Tabulation on the 2020 Population Census by County (seventh census). 2022"
    assert f'<ol><li id="source-census2020" value="1">{listed}</li></ol>' in shown
    assert shown.count("<h3") == 1  # a notebook has headings of its own above


def test_names_of_a_room_give_the_same_each_time():
    """A folder has a module of the same name: once it is loaded it must not stand in the way of the function."""
    for room in ("evidence", "plan", "model"):
        for name in dir(getattr(rl, room)):
            first, again = getattr(getattr(rl, room), name), getattr(getattr(rl, room), name)
            assert first is again
            assert not isinstance(first, ModuleType), f"{room}.{name}"
    assert rl.evidence.published()[0].effect_id == rl.evidence.published()[0].effect_id


def test_a_picture_stands_in_its_spot_or_below_with_its_numbers_where_its_columns_have_names(monkeypatch):
    class Drawn:
        """An answer of this test."""

    def picture(key, *columns):
        title = Sentence("report.sources.lead", {})
        return Picture(key, title, title, DataFrame([[3] * len(columns)], columns=list(columns)), None, (), (), "en")

    story = Chapter("a", Sentence("report.sources.lead", {}), (PictureSpot("second"), PictureSpot("none")))
    pictures = [picture("first", "year", "value"), None, picture("second", "year", "nonsense")]
    monkeypatch.setitem(TELLERS, Drawn.__qualname__, lambda *_: Told((story,), pictures))
    monkeypatch.setattr(
        chapter_file, "figure_html", lambda each, widths: Markup("<figure {} {}>").format(each.key, widths["wide"])
    )
    shown = html(Drawn(), "en").partition("</style>")[2]
    # No source: none is listed. Pictures are 640 pixels wide, as a cell of a notebook is at least.
    assert re.findall("<h3|<figure [a-z]+ [0-9]+>|<table|</section>|<details", shown)[:4] == [
        "<h3", "<figure second 640>", "</section>", "<figure first 640>"
    ]  # fmt: skip
    assert shown.count("<table") == 1
    assert "<ol>" not in shown


def test_what_an_answer_is_told_by_has_its_parts_in_order():
    [chapter] = TELLERS["Pathways"](rl.pathways.from_shipped("hegang"), "en").chapters
    heads = [block for block in chapter.blocks if isinstance(block, Heading)]
    assert {each.level for each in heads} == {3}
    assert isinstance(chapter.blocks[0], Table)
    assert [block.picture for block in chapter.blocks if isinstance(block, PictureSpot)] == ["next_industries"]
