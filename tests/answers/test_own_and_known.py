"""A table of the user's own, what is known of a city beside it, and needs: what is asked of the rooms that compute."""

from pathlib import Path

import pytest

from relode.answers import journey, needs_answer, own_table, pathways_answer
from relode.answers.own_table import _column, entry_answer, measured_place
from relode.decisions.industries import industry_decisions
from relode.errors import RelodeError
from relode.language import plain_value
from relode.measures.one_place import Shocks
from relode.pathways.entry.transitions import Task

TABLE, BORDERS = Path("t.csv"), Path("b.csv")


def kept(monkeypatch, module, answers):
    """Sets functions of a module to what gives these answers; what they are asked, in order."""
    asked = []

    def known(name, answer):
        return lambda *values, **named: asked.append((name, values, named)) or answer

    for name, answer in answers.items():
        monkeypatch.setattr(module, name, known(name, answer))
    return asked


def test_an_entry_is_asked_for_with_the_table_its_borders_and_its_years(monkeypatch):
    answers = {"read_counts": "counts", "refuse_hidden": None, "read_borders": "pairs", "covered": "cube",
               "entry_report": "report"}  # fmt: skip
    asked = kept(monkeypatch, own_table, answers)
    assert entry_answer(TABLE, "p", ["place=Town"], BORDERS, single_years=True, seed=3, visible_from=2) == "report"
    assert asked == [
        ("read_counts", (TABLE,), {"columns": {"place": "Town"}, "visible_from": 2}),
        ("refuse_hidden", ("counts", "p"), {}),
        ("read_borders", (BORDERS,), {}),
        ("covered", ("counts",), {}),
        ("entry_report", ("cube", "p"), {"adjacency": "pairs", "task": Task(1, 1, 1), "seed": 3}),
    ]
    asked.clear()
    entry_answer(TABLE, "p", [], None, single_years=False, seed=1)
    assert asked[0] == ("read_counts", (TABLE,), {"columns": {}, "visible_from": None})
    assert asked[-1] == ("entry_report", ("cube", "p"), {"adjacency": (), "task": Task(2, 1, 1), "seed": 1})


def test_measures_have_shocks_and_weights_of_the_users_own_where_they_are_given(monkeypatch, tmp_path):
    asked = kept(monkeypatch, own_table, {"read_counts": "counts", "measures_of_known": "measures"})
    (tmp_path / "s.csv").write_text("industry,shock\nx,-0.2\ny,0.1\n")
    (tmp_path / "w.csv").write_text("place,industry,weight\na,x,0.75\na,y,0.25\nb,x,1\n")
    for given in ((), (tmp_path / "s.csv",), (tmp_path / "s.csv", tmp_path / "w.csv")):
        assert measured_place(TABLE, "a", [], 2, *given) == "measures"
    growth = {"x": -0.2, "y": 0.1}
    shares = {"a": {"x": 0.75, "y": 0.25}, "b": {"x": 1.0}}
    found = [values for name, values, _ in asked if name == "measures_of_known"]
    assert found == [("counts", "a", own) for own in (None, Shocks(growth), Shocks(growth, shares))]


def test_a_table_without_a_place_and_weights_without_shocks_are_refused():
    for ask in (lambda: entry_answer(TABLE, None, [], None, False, 1), lambda: measured_place(TABLE, None, [])):
        with pytest.raises(RelodeError) as refused:
            ask()
        assert (refused.value.key, refused.value.values) == ("no_place_in_table", {"table": TABLE})
    with pytest.raises(RelodeError) as refused:
        measured_place(TABLE, "a", [], weights=BORDERS)
    assert (refused.value.key, refused.value.values) == ("measures.weights_without_shocks", {"path": BORDERS})


def test_a_column_is_said_by_one_of_its_names():
    assert [_column(each) for each in ("count=n=2", "place=", "region=Land")] == [
        ("count", "n=2"), ("place", ""), ("region", "Land")
    ]  # fmt: skip
    for text in ("count", "Town=place", "=place"):
        with pytest.raises(RelodeError) as refused:
            _column(text)
        assert (refused.value.key, refused.value.values["value"]) == ("unknown_choice", text)


def test_what_is_known_of_a_city_ships_unless_the_user_has_figures_or_it_does_not(monkeypatch):
    asked = kept(monkeypatch, pathways_answer, {"find_city": "place", "from_shipped": "shipped", "successors": "made"})
    own = kept(monkeypatch, journey, {"diagnosed": ("panel", "profile"), "overrides_from": ["figures"]})
    assert pathways_answer.known_of("c", None) == "shipped"
    assert (asked, own) == ([("find_city", ("c",), {}), ("from_shipped", ("place",), {})], [])
    assert pathways_answer.known_of("c", TABLE) == "made"
    assert own == [("overrides_from", (TABLE,), {}), ("diagnosed", ("c", ["figures"]), {})]
    assert asked[2:] == [("successors", ("panel", "profile"), {})]
    monkeypatch.setattr(pathways_answer, "from_shipped", lambda _: None)
    assert pathways_answer.known_of("c", None) == "made"
    assert own[2] == ("overrides_from", (None,), {})


def test_what_is_known_of_a_city_has_the_rows_of_its_plan():
    known = pathways_answer.known_of("hegang", None)
    rows = industry_decisions(None, known.place)
    written, read = pathways_answer.beside(known, None), pathways_answer.said(known, None, "zh")
    assert [each["id"] for each in written["decisions"]] == [each.id for each in rows]
    assert all(plain_value(each.reason, "zh") in read for each in rows)
    assert "own_table" not in written
    assert (pathways_answer.beside(None, None), pathways_answer.said(None, None, "en")) == ({}, "")


def test_needs_are_those_of_all_places_or_of_a_city_with_its_own_figures_and_cells(monkeypatch):
    answers = {"national": "everywhere", "national_chapter": "of all", "read_cells": "cells", "of": "record",
               "load": "panel", "chapter": "of one", "OwnCells": "none"}  # fmt: skip
    asked = kept(monkeypatch, needs_answer, answers)
    kept(monkeypatch, journey, {"city": "place", "overrides_from": "figures"})
    assert needs_answer.needs_answer(None, TABLE, BORDERS) == ("everywhere", "of all")
    assert needs_answer.needs_answer("c", TABLE, BORDERS) == ("record", "of one")
    assert needs_answer.needs_answer("c", None, None) == ("record", "of one")
    assert [each for each in asked if each[0] in ("read_cells", "of", "load")] == [
        ("read_cells", (BORDERS,), {}), ("load", ("figures",), {}), ("of", ("panel", "place"), {"cells": "cells"}),
        ("load", ("figures",), {}), ("of", ("panel", "place"), {"cells": "none"}),
    ]  # fmt: skip


def test_a_journey_without_a_file_has_no_own_figures_and_starts_at_no_province():
    assert journey.overrides_from(None) == []
    assert journey.city("鹤岗").code == "230400"
    with pytest.raises(RelodeError):
        journey.city("heilongjiang")
