"""How pictures look."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from relode.language import Language, Sentence
from relode.language.numbers import FACTORS, SCALES
from relode.story.text_columns import width as text_width

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
"""What Altair can draw here."""

INK, PEER, GRID, MUTED = "#010101", "#8a8a8a", "#dddddc", "#5f5f5e"
PLAN = "#0072b2"
COLOURS = {INK: "var(--ink)", PEER: "var(--peer)", GRID: "var(--grid)", MUTED: "var(--muted)"}
"""Colours that a page may change with its theme: drawn in a marker colour, replaced in the SVG."""

FONTS: dict[Language, str] = {"en": "DejaVu Sans, sans-serif", "zh": "Noto Sans CJK SC, sans-serif"}
"""Fonts of a picture in a document; a page sets its own."""
BASE = 13
UNBROKEN = re.compile(r"\uff08*(?:[0-9A-Za-z.,%]+|.)[\u3001\u3002\uff09\uff0c\uff1a\uff1b]*", re.DOTALL)
"""What stays on one line of a Chinese label: a number or a character, with the punctuation around it."""
VEGA_LITE = "6.1"
YEAR_STEPS = (1, 2, 5, 10, 20)
"""Years from mark to mark of an axis."""
LINE_BREAK = " · "
"""Where the title of an axis goes on below: what is counted, then which way is better."""


@dataclass(frozen=True)
class Picture:
    """A chart with its finding, what it draws, its numbers as a table, and where they come from.

    `chart` makes the chart for a width in pixels; `unit` is that of the numbers in `table`, whose columns are named
    in `language/charts.toml`. `chapter` is that on where a place stands which shows it.
    """

    key: str
    title: Sentence
    subtitle: Sentence
    table: pd.DataFrame
    chart: Callable[[int], Drawing]
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    language: Language
    unit: str = ""
    chapter: str = ""

    def draw(self, width: int) -> Drawing:
        """The chart for a width in pixels; its parts are not checked as each is made: tests check the whole."""
        with debug_mode(False):
            return self.chart(width)


def styled(chart: Drawing, width: int, height: int, language: Language) -> Drawing:
    """The chart itself, at a size and in the style of the house."""
    axis = alt.AxisConfig(
        labelFontSize=BASE, titleFontSize=BASE, titleFontWeight="normal", gridColor=GRID, domainColor=GRID,
        tickColor=GRID,
        titlePadding=10, labelColor=MUTED, titleColor=MUTED, labelLimit=0, titleLimit=width,
    )  # fmt: skip
    # Room on the left: a reader's font may be wider than the one that labels were measured with.
    padding = {"left": 16, "top": 26, "bottom": 2, "right": 12}
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    # Set on the chart itself: each method of Altair that returns a changed chart copies all of its layers.
    chart.width, chart.height, chart.autosize = width, height, fit
    chart.config = alt.Config(
        font=FONTS[language], background="transparent", padding=padding, axis=axis, lineBreak=LINE_BREAK,
        axisX=alt.AxisConfig(labelOverlap=True, labelSeparation=10), view=alt.ViewConfig(stroke=None),
        legend=alt.LegendConfig(labelColor=INK, titleColor=MUTED, labelLimit=0), text=alt.MarkConfig(color=INK),
    )  # fmt: skip
    return chart


def wrapped(label: str, columns: int) -> str:
    """The label in lines of at most `columns` columns (a Chinese character takes two), for `label_axis`.

    Chinese breaks between any two characters, but not inside a number and not before closing punctuation.
    """
    lines, spaced = [""], not any(unicodedata.east_asian_width(letter) in "WF" for letter in label)
    for word in label.split(" ") if spaced else UNBROKEN.findall(label):
        glue = " " if spaced and lines[-1] else ""
        if lines[-1] and text_width(lines[-1] + glue + word) > columns:
            lines.append(word)
        else:
            lines[-1] += glue + word
    return "\n".join(lines)


def rows_height(labels: Iterable[str]) -> int:
    """Pixels for one row a label, high enough for the label with the most lines, and the axis below."""
    lines = [label.count("\n") + 1 for label in labels]
    between = 7 if max(lines) < 3 else 18  # the last of three lines would reach the numbers of the axis
    return len(lines) * (14 * max(lines) + between) + 60


def year_marks(first: int, last: int, most: int) -> list[int]:
    """Years to mark on an axis, about `most`: its first and its last, and round ones between them."""
    step = next((step for step in YEAR_STEPS if (last - first) / step <= most - 1), YEAR_STEPS[-1])
    between = range(-(-first // step) * step, last, step)
    inside = [year for year in between if year - first > 0.6 * step and last - year > 0.6 * step]
    return sorted({first, *inside, last})


def year_axis(first: int, last: int, width: int) -> alt.Axis:
    """An axis of years with a label at both of its ends."""
    marks: list[Any] = list(year_marks(int(first), int(last), 5 if compact(width) else 8))
    return alt.Axis(format="d", values=marks, labelOverlap=False, grid=False)


def label_axis(angle: int | None = None) -> alt.Axis:
    """An axis whose labels may have several lines, at an angle if one is given."""
    return alt.Axis(
        labelExpr=r"split(datum.label, '\n')", labelLineHeight=14, labelOverlap=False,
        labelAngle=alt.Undefined if angle is None else angle,
    )  # fmt: skip


def scaled_labels(language: Language) -> str:
    """An expression for labels of an axis of large numbers, in the thousands and millions of the language."""
    text, gap = "format(datum.value, ',~f')", " " if language == "en" else ""
    for least, step in reversed(SCALES[language]):
        scaled = f"format(datum.value / {FACTORS[step]:.0f}, ',~f') + '{gap}{step}'"
        text = f"abs(datum.value) >= {least:.0f} ? {scaled} : {text}"
    return text


def compact(width: int) -> bool:
    """Whether the chart is for a phone."""
    return width < 480


def dot_rows(
    table: pd.DataFrame, label: str, axis: str, width: int, language: Language, own: str | None = None
) -> Drawing:
    """One row for each label: a dot at `value`, a bar from `low` to `high`, and a line at 0.

    `table` has the columns label, value, low and high.

    Rows keep the order of `table`; a row without an interval has no bar. With `own`, the label of the city, the other
    rows are grey.
    """
    wide = table.assign(row=[wrapped(text, 22 if compact(width) else 44) for text in table[label]])
    y = alt.Y("row:N", title=None, sort=list(wide["row"]), axis=label_axis())
    x = alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=4 if compact(width) else 7, format=",~f"))
    base = alt.Chart(wide).encode(y)
    zero = alt.Chart().mark_rule(color=MUTED).encode(x=alt.XDatum(0))
    bars = base.mark_rule(color=PEER, strokeWidth=3).encode(x=alt.X("low:Q", title=axis), x2=alt.X2("high:Q"))
    is_own = alt.datum[label] == own
    mine, others = (base.transform_filter(each) if own else base for each in (is_own, ~is_own))
    dots = mine.mark_point(filled=True, color=INK, size=70, opacity=1).encode(x)
    grey = [others.mark_point(filled=True, color=PEER, size=70, opacity=1).encode(x)] if own else []
    return styled(alt.layer(zero, bars, *grey, dots), width, rows_height(wide["row"]), language)
