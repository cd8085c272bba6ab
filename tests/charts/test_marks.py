"""What each mark of a picture draws, along which axes and in which ink: a table that a person reads through.

`RELODE_WRITE_MARKS=1 pytest tests/charts/test_marks.py` writes `marks.csv`.
"""

import csv
import os
from datetime import date
from pathlib import Path

import pandas as pd

from relode.charts import style
from relode.charts.country_pictures import country_pictures
from relode.charts.deal_pictures import deal_pictures
from relode.charts.needs_pictures import teachers_map
from relode.charts.what_if_fans import fan
from relode.country import country_answer, load_country
from relode.deals import appraised, read_deals
from relode.diagnosis import profile
from relode.needs import national
from relode.places import find
from relode.report import result_of
from relode.report.html import city_pictures
from relode.web.pages import compare_page, map_page

FILE = Path(__file__).with_name("marks.csv")
ROOT = Path(__file__).parents[2]
INKS = {value: name for name, value in vars(style).items() if name.isupper() and str(value).startswith("#")}
"""Colour -> its name in `charts.style`; others are told as they are."""
CHANNELS = ("x", "x2", "y", "y2", "xOffset", "yOffset", "color", "fill", "stroke", "detail", "order", "opacity",
            "strokeDash", "shape", "size", "text", "row", "column", "facet", "latitude", "longitude")  # fmt: skip
PAINTS = ("color", "fill", "stroke", "background")
COMPARED = ("hegang", "yulin-shaanxi", "fuxin", "datong")


def drawings(panel):
    """(Name, drawing) of what reports, pages and memos show."""
    result = result_of(panel, profile(panel, find("hegang")), (), date(2026, 11, 29))
    deal = appraised(read_deals(ROOT / "docs/examples/01_anode_plant.toml")[0].deal, draws=200)
    country = country_answer(load_country(ROOT / "examples/invented_country"), "District 1", ("diagnosis",))
    found = [
        *city_pictures(result, "en").values(),
        *deal_pictures(deal, "en"),
        *country_pictures(country, "en").values(),
        *compare_page.pictures(tuple(find(name).code for name in COMPARED), "en").values(),
        teachers_map(national(), "en"),
    ]
    rows = [
        {"year": year, "policy": policy, "p05": 0, "p25": 1, "median": 2, "p75": 3, "p95": 4}
        for year in (2026, 2035)
        for policy in ("plan", "nothing")
    ]
    yield from ((picture.key, picture.draw(620)) for picture in found)
    yield "fan", fan((2025, 2035), 620, "en", pd.DataFrame([*rows, {"year": 2027, "policy": None}]), (0.0, 4.0))
    for view in ("map", "bubbles"):
        yield view, map_page._drawing("population_change", 2020, view, "all", "en", 620)


def marks(form, above=None):
    """(Mark, what it draws along which channel, paint) of each mark of a drawing, outer encodings included."""
    encoding = {**(above or {}), **form.get("encoding", {})}
    if "mark" in form:
        mark = form["mark"] if isinstance(form["mark"], dict) else {"type": form["mark"]}
        along = [f"{name}={told}" for name in CHANNELS if (told := _along(encoding.get(name)))]
        paint = [f"{name}={INKS.get(mark[name], mark[name])}" for name in PAINTS if isinstance(mark.get(name), str)]
        yield mark["type"], " ".join(along), " ".join(paint)
    for part in ("layer", "hconcat", "vconcat", "concat"):
        for each in form.get(part, ()):
            yield from marks(each, encoding)
    if isinstance(form.get("spec"), dict):
        yield from marks(form["spec"], encoding)


def _along(channel):
    if not isinstance(channel, dict):
        return ""
    told = channel.get("field") or channel.get("aggregate") or ""
    scale = channel.get("scale") or {}
    paints = [INKS.get(each, each) for each in scale.get("range", ()) if isinstance(each, str)]
    domain = [each for each in scale.get("domain", ()) if isinstance(each, str)]
    told += f"[{', '.join(domain)}: {', '.join(paints)}]" if paints else ""
    value = channel.get("value")
    condition = channel.get("condition")
    for each in condition if isinstance(condition, list) else [condition]:
        if isinstance(each, dict):
            test = each.get("test", "")
            told += f"({test if isinstance(test, str) else ''}: {INKS.get(each.get('value'), each.get('value'))})"
    return told if value is None else f"{told}{INKS.get(value, value)}"


def test_each_mark_draws_what_it_is_said_to_draw(panel):
    found = sorted(
        {(name, *mark) for name, drawing in drawings(panel) for mark in marks(drawing.to_dict(validate=False))}
    )
    if os.environ.get("RELODE_WRITE_MARKS"):
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([("picture", "mark", "draws", "ink"), *found])
    with FILE.open(encoding="utf-8", newline="") as file:
        _, *known = map(tuple, csv.reader(file))
    assert len(found) > 60
    assert set(found) ^ set(known) == set(), __doc__
