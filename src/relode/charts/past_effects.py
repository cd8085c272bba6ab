"""What past policy did, and what studies say of a measure in a place: effects with intervals."""

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.style import INK, MUTED, PEER, PLAN, Drawing, Picture, dot_rows, styled
from relode.evaluation.past_policy import readable, unit
from relode.evaluation.shipped_findings import Finding, policy_shown, shipped, shipped_verdicts
from relode.evaluation.text import SOURCES, policy_name, size_of, sizes_of
from relode.evidence.evidence_answer import lever_words
from relode.evidence.evidence_chapter import effect_told, forest_key, named, readers_size, readers_unit, rows_behind
from relode.evidence.record import EvidenceAnswer, LeverEffect
from relode.evidence.scored import SOURCES as SCORED
from relode.language import Amount, Language, Sentence, say, spoken, with_label
from relode.places import Place
from relode.vocabulary import Label

YEARS = (-6, 5)
"""Years since treatment that are drawn: those that the protocol's checks look at, and the horizon."""


def past_pictures(place: Place, language: Language) -> list[Picture]:
    """Three pictures of the policy that reached the place, for its first outcome with an estimate; none without."""
    name = policy_shown(place)
    findings = next((f for f in shipped_verdicts(name) if f.effect is not None), None) if name else None
    if findings is None:
        return []
    return [_event_study(findings, language), _placebos(findings, language), _synthetic(findings, language)]


def _event_study(finding: Finding, language: Language) -> Picture:
    table = _path(finding, "staggered").fillna({"low": 0.0, "high": 0.0})
    values = _words(finding)
    title = Sentence(f"findings.past.{finding.verdict}", values)

    def draw(width: int) -> Drawing:
        scaled = _scaled(table, finding)
        base = alt.Chart(scaled).encode(_x(width, language))
        axis = _axis(finding, language)
        band = base.mark_area(color=PEER, opacity=0.3).encode(y=alt.Y("low:Q", title=axis), y2=alt.Y2("high:Q"))
        line = base.mark_line(color=INK, strokeWidth=2.5, point={"color": INK}).encode(y=alt.Y("value:Q", title=axis))
        return styled(alt.layer(band, _zero(), _start(), line), width, 260, language)

    return Picture("past_event_study", title, Sentence("charts.past.event_study", values), table, draw,
                   _sources(finding), ("computed",), language, unit(finding.outcome))  # fmt: skip


def _placebos(finding: Finding, language: Language) -> Picture:
    draws = shipped(finding.policy, "placebos")
    ratios = draws.loc[draws["outcome"] == finding.outcome, "ratio"].to_numpy(float)
    own = (finding.effect or 0.0) / (finding.standard_error or 1.0)
    edges = np.arange(np.floor(min(ratios.min(), own)), np.ceil(max(ratios.max(), own)) + 0.5, 0.5)
    counts, _ = np.histogram(ratios, edges)
    table = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "draws": counts.astype(int)})
    share = float((np.abs(ratios) >= abs(own)).mean())
    figures = {
        "share": Amount(share, "share", None, _sources(finding)),
        "own": Amount(own, "ratio", None, _sources(finding)),
    }
    values = {**_words(finding), **figures, "draws": len(ratios)}

    def draw(width: int) -> Drawing:
        x = alt.X("low:Q", title=say("charts.past.ratio", language), axis=alt.Axis(grid=False))
        y = alt.Y("draws:Q", title=say("charts.past.count", language))
        bars = (
            alt.Chart(table).mark_rect(color=PEER, opacity=0.6).encode(x=x, x2=alt.X2("high:Q"), y=y, y2=alt.Y2Datum(0))
        )
        rule = alt.Chart().mark_rule(color=INK, strokeWidth=2.5).encode(x=alt.XDatum(own))
        return styled(alt.layer(bars, rule), width, 220, language)

    return Picture("past_placebos", Sentence("findings.past.placebos", values),
                   Sentence("charts.past.placebos", values), table, draw, _sources(finding), ("computed",), language,
                   "ratio")  # fmt: skip


def _synthetic(finding: Finding, language: Language) -> Picture:
    table = _path(finding, "synthetic_control").drop(columns=["low", "high"])
    within = finding.designs["synthetic_control"]
    sizes = {f"synthetic_{name}": within[name] for name in ("effect", "low", "high")}
    values = {**_words(finding), **sizes_of(finding.outcome, sizes)}

    def draw(width: int) -> Drawing:
        base = alt.Chart(_scaled(table, finding)).encode(_x(width, language))
        y = alt.Y("value:Q", title=_axis(finding, language))
        line = base.mark_line(color=PLAN, strokeWidth=2.5, point={"color": PLAN}).encode(y=y)
        return styled(alt.layer(_zero(), _start(), line), width, 220, language)

    return Picture("past_synthetic", Sentence("findings.past.synthetic", values),
                   Sentence("charts.past.synthetic", values), table, draw, _sources(finding), ("computed",), language,
                   unit(finding.outcome))  # fmt: skip


def _path(finding: Finding, design: str) -> pd.DataFrame:
    """Columns event_year, value, low, high, in the reader's unit."""
    paths = shipped(finding.policy, "paths")
    own = paths[(paths["outcome"] == finding.outcome) & (paths["design"] == design)]
    own = own[own["event_year"].between(YEARS[0], finding.horizon - 1)].sort_values("event_year", ignore_index=True)
    columns = {"value": own["effect"], "low": own["low"], "high": own["high"]}
    return pd.DataFrame(
        {
            "event_year": own["event_year"].astype(int),
            **{name: [readable(finding.outcome, size) for size in values] for name, values in columns.items()},
        }
    )


def _scaled(table: pd.DataFrame, finding: Finding) -> pd.DataFrame:
    factor = 100 if unit(finding.outcome) == "share" else 1
    return table.assign(**{c: table[c] * factor for c in ("value", "low", "high") if c in table})


def _x(width: int, language: Language) -> alt.X:
    axis = alt.Axis(format="d", tickMinStep=1, grid=False, tickCount=6 if width < 480 else 12)
    return alt.X("event_year:Q", title=say("charts.past.years", language), axis=axis)


def _zero() -> alt.Chart:
    rule: alt.Chart = alt.Chart().mark_rule(color=MUTED).encode(y=alt.YDatum(0))
    return rule


def _start() -> alt.Chart:
    rule: alt.Chart = alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 4]).encode(x=alt.XDatum(-0.5))
    return rule


def _axis(finding: Finding, language: Language) -> str:
    return say(f"charts.past.{'percent' if unit(finding.outcome) == 'share' else 'points'}", language)


def _words(finding: Finding) -> dict[str, object]:
    sizes = {"effect": finding.effect, "low": finding.low, "high": finding.high, "bound": finding.bound}
    return {
        "policy": policy_name(finding.policy),
        "outcome": Label(finding.outcome),
        **{name: size_of(finding.outcome, size or 0.0) for name, size in sizes.items()},
        "treated": finding.treated,
        "controls": finding.controls,
        "horizon": finding.horizon,
    }


def _sources(finding: Finding) -> tuple[str, ...]:
    return SOURCES[finding.outcome]


def forest(record: EvidenceAnswer, effect: LeverEffect, language: Language) -> Picture:
    """The picture of one outcome of a lever: a row for each study, without a dot where it tells a sign only, and the
    two forecasts."""
    family = effect.family
    lines = []
    for row in rows_behind(record, effect):
        size = [None if y is None else readers_size(family, y) for y in (row.value, row.low, row.high)]
        told = effect_told(row)
        sign = spoken(with_label(named(row), told), language) if isinstance(told, Sentence) else named(row)
        lines.append((sign, *size))
    for name in ("average", "here"):
        spread = getattr(effect, name)
        size = [readers_size(family, y) for y in (spread.median, spread.p05, spread.p95)]
        lines.append((say(f"evidence.picture.{name}", language), *size))
    table = pd.DataFrame(lines, columns=["study", "value", "low", "high"]).astype(
        dict.fromkeys(("value", "low", "high"), float)
    )
    unit = readers_unit(family)

    def draw(width: int) -> Drawing:
        factor = 100 if unit in ("share", "share change") else 1
        shown = table.assign(**{name: table[name] * factor for name in ("value", "low", "high")})
        axis = {"share": "percent", "share change": "points"}.get(unit, "ratio")
        own = say("evidence.picture.here", language)
        return dot_rows(shown, "study", say(f"evidence.picture.{axis}", language), width, language, own)

    values = {"lever": lever_words(effect.lever), "outcome": Sentence(f"evidence.family.{family}", {})}
    title = Sentence("evidence.picture.title", values)
    return Picture(
        forest_key(effect), title, Sentence("evidence.picture.subtitle", {}), table, draw, SCORED, (), language, unit
    )
