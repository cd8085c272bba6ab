"""A user's own figures held against a panel of a few cells: each case with what is refused and what is doubted."""

import json

import numpy as np

from relode.errors import RelodeError
from relode.panel.doubt.own import contradictions, judged, misfits
from relode.panel.doubt.tables import doubts
from relode.panel.overrides import Override
from relode.panel.own_figures import read_own_figures
from relode.places import Place

from ..saved import check_saved, saved_answers
from .small_panel import small


def figures(text):
    """Own figures or cells, as "quantity year=value flag" of Hegang or "quantity year@place=value", with semicolons."""
    for each in filter(None, text.split("; ")):
        at, _, said = each.partition("=")
        name, _, when = at.partition(" ")
        year, _, place = when.partition("@")
        value, _, flag = said.partition(" ")
        yield name, int(year), place or "230400", float(value), flag


def plainly(at, reason):
    """Where a doubt stands, its key, and its values without their words in two languages."""
    values = {name: [str(getattr(each, "en", each)) for each in value] if isinstance(value, list)
              else str(getattr(value, "en", value)) for name, value in reason.values.items()}  # fmt: skip
    return [at, reason.key, values]


def told(case):
    """What is said of the own figures of a case, "cells that ship | own figures"."""
    shipped, own = (list(figures(part)) for part in f"{case} ".split(" | "))
    panel = small(
        {(name, year, place): value for name, year, place, value, _ in shipped},
        {(name, year, place): flag for name, year, place, _, flag in shipped},
    )
    given = [Override(place, name, year, value, "") for name, year, place, value, _ in own]
    refused = []
    for one in given:
        try:
            judged(panel, one)
        except RelodeError as error:
            refused.append(plainly("", error))
    cells = list(enumerate(given))
    looks = {"contradictions": contradictions, "misfits": misfits}
    said = {name: [plainly(at, reason) for at, reason in look(panel, cells)] for name, look in looks.items()}
    return {name: each for name, each in ({"refused": refused} | said).items() if each}


def test_own_figures_are_doubted_and_refused_as_saved():
    check_saved("own_doubts", {case: told(case) for case in saved_answers("own_doubts")})


def of_table(case):
    """Doubts about a table of the user's own: figures by quantity, places, first and last year."""
    asked = json.loads(case)
    places = [Place(code, code, code.upper(), code.upper(), "prefecture", "", province, "", "", "", *point, None, True)
              for code, *point, province in asked["places"]]  # fmt: skip
    grids = {name: np.array(grid, dtype=float) for name, grid in asked["values"].items()}
    years = range(asked["years"][0], asked["years"][1] + 1)
    found = doubts((), places, years, grids, lambda *at: " ".join(map(str, at)))
    return [[each.key, {name: str(value) for name, value in each.values.items()}] for each in found]


def test_tables_of_ones_own_are_doubted_as_saved():
    check_saved("table_doubts", {case: of_table(case) for case in saved_answers("table_doubts")})


def of_file(case, path):
    """What is read of a file: figures, what is refused of it, what is doubted."""
    path.write_text(case, encoding="utf-8")
    try:
        found = read_own_figures(path, small({("population", 2020): 1000, ("budget_revenue", 2019): 100}))
    except RelodeError as error:
        return error.key
    read = [[one.cell, one.place, one.quantity, one.year, one.value, one.low, one.high] for one in found.figures]
    notes = {"refused": found.errors, "doubted": found.warnings}
    said = {name: [[*plainly(each.cell, each.reason), each.value] for each in told] for name, told in notes.items()}
    return {"figures": read} | {name: each for name, each in said.items() if each}


def test_files_of_own_figures_are_read_as_saved(tmp_path):
    cases = saved_answers("own_files")
    check_saved("own_files", {case: of_file(case, tmp_path / "own.csv") for case in cases})
