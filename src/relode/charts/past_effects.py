"""What past policy did: years before and after, placebos in untreated places, the gap to a synthetic comparison."""

import altair as alt
import numpy as np
import pandas as pd

from relode.charts.picture import Picture
from relode.charts.style import INK, MUTED, PEER, PLAN, Drawing, styled
from relode.evaluation.evaluation_text import SOURCES, policy_name, size_of, sizes_of
from relode.evaluation.past_policy import readable, unit
from relode.evaluation.policies_of_place import policy_shown
from relode.evaluation.shipped_findings import Finding, shipped, shipped_verdicts
from relode.language import Amount, Language, Sentence, say
from relode.places import Place
from relode.vocabulary import Label

YEARS = (-6, 5)
"""Years since treatment that are drawn: those that the protocol's checks look at, and the horizon."""


def past_pictures(place: Place, language: Language) -> list[Picture]:
    """Three pictures of the policy that reached the place, for its first outcome with an estimate; none without."""
    name = policy_shown(place)
    found = next((f for f in shipped_verdicts(name) if f.effect is not None), None) if name else None
    if found is None:
        return []
    return [_event_study(found, language), _placebos(found, language), _synthetic(found, language)]


def _event_study(found: Finding, language: Language) -> Picture:
    table = _path(found, "staggered").fillna({"low": 0.0, "high": 0.0})
    values = _words(found)
    title = Sentence(f"findings.past.{found.verdict}", values)

    def draw(width: int) -> Drawing:
        scaled = _scaled(table, found)
        base = alt.Chart(scaled).encode(_x(width, language))
        axis = _axis(found, language)
        band = base.mark_area(color=PEER, opacity=0.3).encode(y=alt.Y("low:Q", title=axis), y2="high:Q")
        line = base.mark_line(color=INK, strokeWidth=2.5, point={"color": INK}).encode(y=alt.Y("value:Q", title=axis))
        return styled(alt.layer(band, _zero(), _start(), line), width, 260, language)

    return Picture("past_event_study", title, Sentence("charts.past.event_study", values), table, draw,
                   _sources(found), ("computed",), language, unit(found.outcome))  # fmt: skip


def _placebos(found: Finding, language: Language) -> Picture:
    draws = shipped(found.policy, "placebos")
    ratios = draws.loc[draws["outcome"] == found.outcome, "ratio"].to_numpy(float)
    own = (found.effect or 0.0) / (found.standard_error or 1.0)
    edges = np.arange(np.floor(min(ratios.min(), own)), np.ceil(max(ratios.max(), own)) + 0.5, 0.5)
    counts, _ = np.histogram(ratios, edges)
    table = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "draws": counts.astype(int)})
    share = float((np.abs(ratios) >= abs(own)).mean())
    figures = {
        "share": Amount(share, "share", None, _sources(found)),
        "own": Amount(own, "ratio", None, _sources(found)),
    }
    values = {**_words(found), **figures, "draws": len(ratios)}

    def draw(width: int) -> Drawing:
        x = alt.X("low:Q", title=say("charts.past.ratio", language), axis=alt.Axis(grid=False))
        y = alt.Y("draws:Q", title=say("charts.past.count", language))
        bars = alt.Chart(table).mark_rect(color=PEER, opacity=0.6).encode(x=x, x2="high:Q", y=y, y2=alt.datum(0))
        rule = alt.Chart().mark_rule(color=INK, strokeWidth=2.5).encode(x=alt.datum(own))
        return styled(alt.layer(bars, rule), width, 220, language)

    return Picture("past_placebos", Sentence("findings.past.placebos", values),
                   Sentence("charts.past.placebos", values), table, draw, _sources(found), ("computed",), language,
                   "ratio")  # fmt: skip


def _synthetic(found: Finding, language: Language) -> Picture:
    table = _path(found, "synthetic_control").drop(columns=["low", "high"])
    within = found.designs["synthetic_control"]
    sizes = {f"synthetic_{name}": within[name] for name in ("effect", "low", "high")}
    values = {**_words(found), **sizes_of(found.outcome, sizes)}

    def draw(width: int) -> Drawing:
        base = alt.Chart(_scaled(table, found)).encode(_x(width, language))
        y = alt.Y("value:Q", title=_axis(found, language))
        line = base.mark_line(color=PLAN, strokeWidth=2.5, point={"color": PLAN}).encode(y=y)
        return styled(alt.layer(_zero(), _start(), line), width, 220, language)

    return Picture("past_synthetic", Sentence("findings.past.synthetic", values),
                   Sentence("charts.past.synthetic", values), table, draw, _sources(found), ("computed",), language,
                   unit(found.outcome))  # fmt: skip


def _path(found: Finding, design: str) -> pd.DataFrame:
    """Columns event_year, value, low, high, in the reader's unit."""
    paths = shipped(found.policy, "paths")
    own = paths[(paths["outcome"] == found.outcome) & (paths["design"] == design)]
    own = own[own["event_year"].between(YEARS[0], found.horizon - 1)].sort_values("event_year", ignore_index=True)
    columns = {"value": own["effect"], "low": own["low"], "high": own["high"]}
    return pd.DataFrame(
        {
            "event_year": own["event_year"].astype(int),
            **{name: [readable(found.outcome, size) for size in values] for name, values in columns.items()},
        }
    )


def _scaled(table: pd.DataFrame, found: Finding) -> pd.DataFrame:
    factor = 100 if unit(found.outcome) == "share" else 1
    return table.assign(**{c: table[c] * factor for c in ("value", "low", "high") if c in table})


def _x(width: int, language: Language) -> alt.X:
    axis = alt.Axis(format="d", tickMinStep=1, grid=False, tickCount=6 if width < 480 else 12)
    return alt.X("event_year:Q", title=say("charts.past.years", language), axis=axis)


def _zero() -> alt.Chart:
    rule: alt.Chart = alt.Chart().mark_rule(color=MUTED).encode(y=alt.datum(0))
    return rule


def _start() -> alt.Chart:
    rule: alt.Chart = alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 4]).encode(x=alt.datum(-0.5))
    return rule


def _axis(found: Finding, language: Language) -> str:
    return say(f"charts.past.{'percent' if unit(found.outcome) == 'share' else 'points'}", language)


def _words(found: Finding) -> dict[str, object]:
    sizes = {"effect": found.effect, "low": found.low, "high": found.high, "bound": found.bound}
    return {
        "policy": policy_name(found.policy),
        "outcome": Label(found.outcome),
        **{name: size_of(found.outcome, size or 0.0) for name, size in sizes.items()},
        "treated": found.treated,
        "controls": found.controls,
        "horizon": found.horizon,
    }


def _sources(found: Finding) -> tuple[str, ...]:
    return SOURCES[found.outcome]
