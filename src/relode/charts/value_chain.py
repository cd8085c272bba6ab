"""The value chains of a city: material, processing, advanced material, final use; what is at hand and what is not."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import altair as alt
import pandas as pd

from relode.charts.style import INK, MUTED, Drawing, Picture, compact, styled, wrapped
from relode.facts import rows
from relode.language import Language, Sentence, name, say, spoken
from relode.pathways import Candidate, Pathways
from relode.pathways.chains.candidates import STAGES
from relode.pathways.chains.pathways_text import near_words

LINE, TEXT = 16, 12
"""Pixels from line to line, and of the letters."""
INSIDE, ABOVE, GAP = 6.0, 12.0, 22.0
"""Pixels from the edge of a box to its text, from its edge to the middle of a line, and from box to box."""
MARKS = {"at_hand": "circle", "nearby": "circle", "bought": "cross", "unknown": "triangle-up"}
"""The shape before a material; only one at hand is filled."""


@dataclass(frozen=True)
class _Step:
    """A line of a chain: a material with its state, or the products of a stage (state "")."""

    industry: str
    stage: str
    text: str
    state: str
    distance: float


@dataclass
class _Layout:
    """Where everything stands, in pixels from the left and from the top."""

    heads: list[tuple[float, float, str]]
    titles: list[tuple[float, float, str]] = field(default_factory=list)
    texts: list[tuple[float, float, str, str]] = field(default_factory=list)
    marks: list[tuple[float, float, str]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    arrows: list[tuple[float, float, float, float]] = field(default_factory=list)
    height: float = 0.0

    def add(self, step: _Step, x: float, y: float, columns: int) -> float:
        """Put a step at a point, wrapped to `columns`; the pixels that it takes downwards."""
        label = wrapped(step.text, columns - 3 if step.state else columns)
        if step.state:
            self.marks.append((x + 4, y + 1, step.state))
        self.texts.append((x + 14 if step.state else x, y, label, step.state))
        return float(LINE * (label.count("\n") + 1))

    def box(self, steps: list[_Step], at: tuple[float, float, float], columns: int) -> float:
        """Put steps into a box whose left edge, first line and width are `at`; where it ends below."""
        left, top, wide = at
        y = top
        for step in steps:
            y += self.add(step, left + INSIDE, y, columns)
        bottom = y - LINE + ABOVE
        self.boxes.append((left, top - ABOVE, left + wide, bottom))
        return bottom


def value_chain(pathways: Pathways, language: Language, most: int | None = None) -> Picture | None:
    """One chain a row from left to right; on a phone from top to bottom. None without chains.

    Of more than `most` chains only the first are drawn, and the subtitle says so.
    """
    if not pathways.chains:
        return None
    shown = pathways.chains[:most]
    steps = [step for candidate in shown for step in _steps(candidate, language)]
    terms = [one.materials for one in pathways.chains if one.materials is not None]
    have = {material for one in terms for material in one.at_hand}
    lacking = {material for one in terms for material in (*(s.material for s in one.sources), *one.to_be_bought)}
    key = "one" if len(pathways.chains) == 1 else "some"
    title = Sentence(
        f"conditions.chain.title_{key}",
        {"place": pathways.place, "have": len(have), "all": len(have | lacking), "count": len(pathways.chains)},
    )
    table = pd.DataFrame(
        [
            (
                step.industry,
                name("stage", step.stage, language),
                step.text,
                say(f"conditions.chain.state.{step.state}", language) if step.state else "",
                step.distance,
            )
            for step in steps
        ],
        columns=["industry", "stage", "step", "state", "distance"],
    )

    def draw(width: int) -> Drawing:
        arrange = _down if compact(width) else _across
        return _drawn(arrange(steps, width, language), width, language)

    part = "" if len(shown) == len(pathways.chains) else "_part"
    subtitle = Sentence(f"conditions.chain.subtitle{part}", {"shown": len(shown), "count": len(pathways.chains)})
    return Picture("value_chain", title, subtitle, table, draw, ("own_taxonomy", "plan2013"), (), language, "count")


def _steps(candidate: Candidate, language: Language) -> list[_Step]:
    industry = candidate.name_zh if language == "zh" else candidate.name_en
    row = next(row for row in rows("successor_industries") if row["industry_id"] == candidate.industry)
    products = {
        stage: name(column, row[column], language)
        for stage, column in {
            "processing": "processing_stage",
            "advanced": "advanced_stage",
            "final_use": "final_use",
        }.items()
        if row[column]
    }
    return [
        *(_Step(industry, "resource", *material) for material in _materials(candidate, language)),
        *(_Step(industry, stage, text, "", float("nan")) for stage, text in products.items()),
    ]


def _materials(candidate: Candidate, language: Language) -> list[tuple[str, str, float]]:
    """Text, state and distance of each material that counts, those at hand first."""
    nowhere = float("nan")
    if candidate.materials is None:
        return []
    terms = candidate.materials
    near = [(spoken(near_words(source), language), "nearby", float(round(source.distance))) for source in terms.sources]
    plain = {"at_hand": terms.at_hand, "bought": terms.to_be_bought, "unknown": terms.unknown_inputs}
    result = {s: [(name("material", m, language), s, nowhere) for m in each] for s, each in plain.items()}
    return [*result["at_hand"], *near, *result["bought"], *result["unknown"]]


def _across(steps: list[_Step], width: int, language: Language) -> _Layout:
    """Four columns of boxes joined by arrows, one chain below the other."""
    step = (width + GAP) / len(STAGES)
    columns = int((step - GAP - 2 * INSIDE - 4) / 6.2)
    layout = _Layout(heads=[(at * step, 0, name("stage", stage, language)) for at, stage in enumerate(STAGES)])
    top = 1.9 * LINE
    for industry in dict.fromkeys(one.industry for one in steps):
        layout.titles.append((0, top, industry))
        top += 1.45 * LINE
        bottom = top
        of_stage = {s: [one for one in steps if (one.industry, one.stage) == (industry, s)] for s in STAGES}
        there = [at for at, stage in enumerate(STAGES) if of_stage[stage]]
        layout.arrows += [(before * step + step - GAP, top, at * step, top) for before, at in pairwise(there)]
        for at in there:
            y = layout.box(of_stage[STAGES[at]], (at * step, top, step - GAP), columns)
            bottom = max(bottom, y)
        top = bottom + 0.9 * LINE
    layout.height = top
    return layout


def _down(steps: list[_Step], width: int, language: Language) -> _Layout:
    """One column of boxes: each stage below the one before, with an arrow to it."""
    wide = width - 16
    columns, layout, top = int((wide - 2 * INSIDE - 4) / 6.6), _Layout(heads=[]), 0.0
    for industry in dict.fromkeys(one.industry for one in steps):
        title = wrapped(industry, int(width / 8.6))
        layout.titles.append((0, top, title))
        top += LINE * (1.2 + title.count("\n"))
        before: float | None = None
        for stage in STAGES:
            here = [one for one in steps if (one.industry, one.stage) == (industry, stage)]
            if not here:
                continue
            layout.heads.append((24 if before is not None else 0, top, name("stage", stage, language)))
            top += 1.25 * LINE
            if before is not None:
                layout.arrows.append((12, before, 12, top - ABOVE))
            before = top = layout.box(here, (0, top, wide), columns)
            top += LINE
        top += 0.6 * LINE
    layout.height = top
    return layout


def _drawn(layout: _Layout, width: int, language: Language) -> Drawing:
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[layout.height, -6], nice=False, zero=False), axis=None)
    lines = pd.DataFrame(layout.texts, columns=["x", "y", "text", "state"])
    known = lines["state"].isin(["", "at_hand"])
    boxes = pd.DataFrame(layout.boxes, columns=["x", "y", "x2", "y2"])
    layers = [
        alt.Chart(boxes)
        .mark_rect(fill=None, stroke=MUTED, strokeWidth=1, cornerRadius=3)
        .encode(x, y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")),
        _texts(pd.DataFrame(layout.heads, columns=["x", "y", "text"]), MUTED).encode(x, y),
        _texts(pd.DataFrame(layout.titles, columns=["x", "y", "text"]), INK, "bold").encode(x, y),
        _texts(lines[known], INK).encode(x, y),
        _texts(lines[~known], MUTED).encode(x, y),
    ]
    points = pd.DataFrame(layout.marks, columns=["x", "y", "state"])
    for state, shape in MARKS.items():
        here, colour = points[points["state"] == state], INK if state == "at_hand" else MUTED
        mark = alt.Chart(here).mark_point(shape=shape, filled=state == "at_hand", color=colour, size=42, opacity=1)
        layers += [mark.encode(x, y)] if len(here) else []
    if layout.arrows:
        table = pd.DataFrame(layout.arrows, columns=["x", "y", "x2", "y2"])
        line = alt.Chart(table).mark_rule(color=MUTED, strokeWidth=1.5)
        layers.append(line.encode(x, y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")))
        for is_down, shape, dx, dy in ((False, "triangle-right", -3, 0), (True, "triangle-down", 0, -3)):
            tips = table[(table["x"] == table["x2"]) == is_down].assign(x=lambda t: t["x2"], y=lambda t: t["y2"])
            if len(tips):
                tip = alt.Chart(tips).mark_point(shape=shape, filled=True, color=MUTED, size=60, opacity=1)
                layers.append(tip.transform_calculate(x=f"datum.x + {dx}", y=f"datum.y + {dy}").encode(x, y))
    return styled(alt.layer(*layers), width, round(layout.height) + 40, language)


def _texts(table: pd.DataFrame, colour: str, weight: Literal["normal", "bold"] = "normal") -> alt.Chart:
    lines: alt.Chart = alt.Chart(table).mark_text(
        align="left", baseline="middle", fontSize=TEXT, lineBreak="\n", lineHeight=LINE, color=colour, fontWeight=weight
    )
    encoded: alt.Chart = lines.encode(text=alt.Text("text:N"))
    return encoded
