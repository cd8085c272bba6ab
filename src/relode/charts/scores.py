"""How methods did at past origins: skill against the named benchmark, and how often bands held."""

import altair as alt
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import INK, PEER, Drawing, compact, label_axis, rows_height, styled, wrapped
from relode.language import Language, Sentence, labelled, plain_value, say
from relode.outlook import Backcast, ScoreRow
from relode.outlook.ahead.outlook_text import method

SOURCES = ("gdp_revised", "gdp_first", "census2000", "census2010", "census2020", "house_listing")
AIM = (85, 95)
"""Per cent of outcomes that 90 % bands should hold: the interval of the measured share should meet this."""


def scores(backcast: Backcast, language: Language) -> list[Picture]:
    """The pictures of a backcast."""
    blocks: dict[tuple[object, ...], list[ScoreRow]] = {}
    for row in backcast.scores:
        if row.group == "all":
            blocks.setdefault((row.target, row.origin, row.horizon, row.mode), []).append(row)
    return [skill(list(blocks.values()), language), coverage(list(blocks.values()), language)]


def skill(blocks: list[list[ScoreRow]], language: Language) -> Picture:
    """The best method of each test against its benchmark, with its 95 % interval."""
    best = [max(block, key=lambda row: row.skill) for block in blocks]
    rows = [(_label(r, language), _method(r, language), r.skill, *r.skill_interval_95) for r in best]
    table = pd.DataFrame(rows, columns=["test", "method", "value", "low", "high"])
    beyond = sum(low > 0 for low in table["low"])
    title = Sentence("findings.backcast.skill", {"beyond": beyond, "total": len(table)})
    return _dots("backcast_skill", title, table, language, alt.Scale(), 0)


def coverage(blocks: list[list[ScoreRow]], language: Language) -> Picture:
    """What the 90 % bands of each benchmark held, with its 95 % interval."""
    benchmarks = [
        row for block in blocks for row in block if row.method == row.benchmark and row.mode == row.benchmark_mode
    ]
    rows = [(_label(r, language), _method(r, language), r.coverage_90, *r.coverage_90_interval) for r in benchmarks]
    table = pd.DataFrame(rows, columns=["test", "method", "value", "low", "high"])
    meets = sum((table["low"] * 100 <= AIM[1]) & (table["high"] * 100 >= AIM[0]))
    title = Sentence("findings.backcast.coverage", {"meets": int(meets), "total": len(table)})
    return _dots("backcast_coverage", title, table, language, alt.Scale(domain=[40, 100]), 90)


def _method(row: ScoreRow, language: Language) -> str:
    return str(plain_value(method(row.method), language))


def _dots(key: str, title: Sentence, table: pd.DataFrame, language: Language, scale: alt.Scale, mark: float) -> Picture:
    def draw(width: int) -> Drawing:
        percent = table.assign(**{name: table[name] * 100 for name in ("value", "low", "high")})
        percent["row"] = [
            wrapped(labelled(test, method, language), 26 if compact(width) else 62)
            for test, method in zip(percent["test"], percent["method"], strict=True)
        ]
        y = alt.Y("row:N", title=None, sort=list(percent["row"]), axis=label_axis())
        x = alt.X("value:Q", title=say(f"charts.{key}.axis", language), scale=scale)
        line = alt.Chart().mark_rule(color=INK, strokeDash=[2, 2]).encode(x=alt.XDatum(mark, scale=scale))
        base = alt.Chart(percent).encode(y)
        bars = base.mark_rule(color=PEER, strokeWidth=3).encode(x=alt.X("low:Q", scale=scale), x2=alt.X2("high:Q"))
        dots = base.mark_point(filled=True, color=INK, size=65, opacity=1).encode(x)
        return styled(alt.layer(line, bars, dots), width, rows_height(percent["row"]), language)

    subtitle = Sentence(f"charts.{key}.subtitle", {})
    return Picture(key, title, subtitle, table, draw, SOURCES, (), language, "share")


def _label(row: ScoreRow, language: Language) -> str:
    words = {
        part: say(f"charts.backcast.{part}.{key}", language)
        for part, key in (("target", row.target), ("mode", row.mode))
    }
    return say("charts.backcast.row", language, **words, origin=row.origin, end=row.origin + row.horizon)
