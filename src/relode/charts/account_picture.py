"""Where people and jobs went and go: ageing, mines and moves apart, one bar carrying on from another."""

from collections.abc import Iterator
from dataclasses import replace

import altair as alt
import pandas as pd

from relode.charts.style import INK, MUTED, Drawing, Picture, compact, styled, wrapped
from relode.language import Amount, Language, Sentence, about_style, number_text, say
from relode.language.numbers import DIGITS, digit_step, to_digits
from relode.outlook import Outlook
from relode.outlook.ahead.change_accounts import Account, Counted, accounts, in_steps

FALLS, RISES, FIXED = "#d55e00", "#009e73", "#9a9a9a"
"""What falls, what rises, and what births, deaths and years passing do, which nobody can change."""
HEADROOM = {False: 1.32, True: 2.1}
"""The axis is so much longer than the longest bar, on a page and on a phone: room for the number behind it."""
PALE = 0.5
"""How opaque a cause of what is only expected is, beside others that were counted."""
PHONE, BESIDE = 320, 480
"""Widths of a phone, and from which a chart is no longer half of a printed page. [px]"""
ROW = 25
"""Pixels of a row."""
TABLE = ["quantity", "part", "value", "low", "high"]
Row = tuple[str, str, float, float | None, float | None]


def account_picture(outlook: Outlook | None, language: Language) -> Picture | None:
    """People above, jobs below: the census, what each cause takes or adds, and the last year with its 90 % interval."""
    result = accounts(outlook) if outlook else ()
    if outlook is None or {each.quantity for each in result} != {"population", "employment"}:
        return None
    people, jobs = result
    table = pd.DataFrame([row for each in result for row in rows(each, language)], columns=TABLE)
    shown = pd.DataFrame([bar for each in result for bar in bars(each, language)])
    title = Sentence(
        "charts.account.title",
        {
            "place": outlook.place,
            "until": people.until,
            "people": Amount(people.end, people.unit, people.interval_90, people.sources),
            "people_before": Amount(people.start, people.unit, None, people.sources),
            "jobs": Amount(jobs.end, jobs.unit, jobs.interval_90, jobs.sources),
            "jobs_before": Amount(jobs.start, jobs.unit, None, jobs.sources),
        },
    )
    aged = "aged" if people.ageing is not None else "plain"
    subtitle = Sentence(f"charts.account.subtitle_{aged}", {"since": people.since, "until": people.until})
    sources = tuple(dict.fromkeys((*people.sources, *jobs.sources)))
    return Picture(
        "account", title, subtitle, table, lambda width: drawn(shown, width, language), sources, (), language,
        people.unit,
    )  # fmt: skip


def steps(of: Account | Counted) -> Iterator[tuple[str, float]]:
    """The causes of an account in their order: key and what it takes or adds. In the unit of the account."""
    if of.ageing is not None:
        yield f"ageing_{of.quantity}", of.ageing
    if of.mines is not None:
        yield "mines" if of.ageing is None else "mines_beyond_ageing", of.mines
    rest = "other" if of.ageing is None else "moves"
    yield f"{rest}_{of.quantity}", of.moves


def rows(of: Account | Counted, language: Language) -> Iterator[Row]:
    """The table of an account: its start, what each cause takes or adds, and its end."""
    whole = say(f"charts.account.{of.quantity}", language)
    yield whole, str(of.since), of.start, None, None
    for key, change in steps(of):
        yield whole, say(f"charts.account.{key}", language), change, None, None
    yield whole, str(of.until), of.end, *(of.interval_90 if isinstance(of, Account) else (None, None))


def bars(of: Account | Counted, language: Language, step: float | None = None) -> Iterator[dict[str, object]]:
    """Each bar with its ends, its label, and the number behind it.

    Numbers add up as they are printed: to `step`, or to the third digit of the start, with an end that has the digits
    of its interval.
    """

    def bar(label: str, start: float, end: float, text: str, kind: str) -> dict[str, object]:
        return {"of": of.quantity, "label": label, "start": start, "end": end, "text": text, "kind": kind,
                "behind": max(start, end), "low": None, "high": None, "pale": is_pale and kind != "whole"}  # fmt: skip

    def text(value: float, sign: str = "") -> str:
        style = (of.unit, "full bare") if step is None else ("count", "exact")
        return number_text(value, style[0], language, sign + style[1])

    def whole(year: int) -> str:
        return say("charts.account.in_year", language, what=say(f"charts.account.{of.quantity}", language), year=year)

    is_pale = step is not None and isinstance(of, Account)
    start, *causes, end = in_steps(_as_told(of), digit_step(of.start) if step is None else step)
    yield bar(whole(of.since), 0, of.start, text(start), "whole")
    at = of.start
    for (key, change), told in zip(steps(of), causes, strict=True):
        kind = "fixed" if key.startswith("ageing") else "falls" if change < 0 else "rises"
        yield bar(say(f"charts.account.{key}", language), at, at + change, text(told, "+"), kind)
        at += change
    if isinstance(of, Counted):
        yield bar(whole(of.until), 0, of.end, text(end), "whole")
        return
    low, high = of.interval_90
    about = say("report.about", language, text=text(end))
    yield {**bar(whole(of.until), 0, of.end, about, "whole"), "low": low, "high": high, "behind": high}


def _as_told(of: Account | Counted) -> Account | Counted:
    """The account with the end that is told beside its interval."""
    if isinstance(of, Counted):
        return of
    return replace(of, end=to_digits(of.end, DIGITS[about_style(of.end, of.interval_90)]))


def drawn(shown: pd.DataFrame, width: int, language: Language) -> Drawing:
    """The chart of `shown`, (bar, column) as `bars` gives them; on a phone labels stand in lines of their own."""
    beside = PHONE < width < BESIDE  # half of a printed page: wider than a phone, and low
    columns = 24 if beside else {"en": 15, "zh": 20}[language] if compact(width) else 34
    keys = [f"{i:02d}|{wrapped(str(label), columns)}" for i, label in enumerate(shown["label"])]
    first = int((shown["of"] == shown["of"].iloc[0]).sum())
    order = [*keys[:first], "gap| ", *keys[first:]]
    placed = shown.assign(row=keys)
    axis = alt.Axis(
        labelExpr=r"split(split(datum.label, '|')[1], '\n')", labelOverlap=False, ticks=False,
        domain=False, labelLineHeight=13,
    )  # fmt: skip
    y = alt.Y("row:N", title=None, sort=order, scale=alt.Scale(domain=order, paddingInner=0.3), axis=axis)
    headroom = 1.7 if beside else HEADROOM[compact(width)]
    scale = alt.Scale(domain=[0, headroom * float(shown["behind"].max())], nice=False)
    x = alt.X("start:Q", title=None, scale=scale, axis=None)
    colours = alt.Scale(domain=["whole", "falls", "rises", "fixed"], range=[INK, FALLS, RISES, FIXED])
    base = alt.Chart(placed).encode(y)
    paler = alt.condition("datum.pale", alt.value(PALE), alt.value(0.85))
    blocks = base.mark_bar().encode(
        x, x2=alt.X2("end:Q"), color=alt.Color("kind:N", scale=colours, legend=None), opacity=paler
    )
    ends = placed[placed["high"].notna()]
    spans = (
        alt.Chart(ends)
        .mark_rule(color=MUTED, strokeWidth=3)
        .encode(y, alt.X("low:Q", scale=scale), x2=alt.X2("high:Q"))
    )
    texts = base.mark_text(align="left", dx=5, color=INK, fontSize=13).encode(alt.X("behind:Q", scale=scale),
                                                                             text=alt.Text("text:N"))  # fmt: skip
    lines = max(str(key).count("\n") + 1 for key in keys)
    height = len(order) * (18 if beside else ROW if lines == 1 else 17 * lines)
    chart = styled(alt.layer(blocks, spans, texts), width, height, language)
    if beside:
        chart.config.padding = {"left": 4, "top": 4, "bottom": 0, "right": 0}
    return chart
