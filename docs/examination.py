"""Renew examination.md, its Chinese twin and pictures from the tables: python -m studies run page_examination."""

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import vl_convert

from relode.calibration.targets.published_priors import pooled_effects, published_priors
from relode.charts.style import VEGA_LITE
from relode.examination.effect_text import interval_words, number_words
from relode.examination.examination_text import COLUMNS, cells, summary_lines
from relode.examination.examine import DRAWS, SEED, Examination
from relode.examination.experiments import Experiment, Shock, experiments, outcomes, shipped
from relode.examination.money_tables import shipped_money
from relode.examination.scoring import SAME_SIGN
from relode.examination.shipped_results import shipped_examination
from relode.language import Language, joined, say
from relode.model.parameters import priors
from relode.places import find
from studies.examination.impulse_responses import shipped_responses
from studies.examination.impulses import impulse_chart

PAGES: dict[Language, str] = {"en": "examination.md", "zh": "examination.zh.md"}
POINTS = ("draws", "start", "places", "together", "spending", "levers", "money", "cost")
CHANGES = ("left_out", "financing", "public_jobs", "priors", "connections", "streams")
RULES = ("value", "sign", "use", "missing")


def page(found: Examination | None, language: Language) -> str:
    """The page on the examination as Markdown; without results it holds the protocol alone."""
    parts = [f"# {_say('title', language)}", _say("lead", language)]
    if found is not None:
        parts += [f"## {_say('results_title', language)}"]
        parts += [_say("results_text", language, draws=found.draws, seed=found.seed), *summary_lines(found, language)]
        head = [_say(f"column.{name}", language) for name in COLUMNS]
        parts += [_table([head, *(cells(result, language) for result in found.results)])]
        parts += [f"## {_say('failed_title', language)}", _listed(_failed(found, language))]
        parts += [_say("limit", language, **_limit(found))]
        parts += _money(found, language)
    parts += [f"## {_say('priors.title', language)}", _say("priors.text", language), _table(_priors(language))]
    parts += [f"## {_say('protocol', language)}", _say("protocol_text", language)]
    parts += [
        _listed(_say(f"point.{name}", language, draws=DRAWS, seed=SEED) for name in POINTS),
        f"### {_say('rule_title', language)}",
    ]
    parts += [
        _listed(_say(f"rule.{name}", language, most=_whole(SAME_SIGN)) for name in RULES),
        f"### {_say('changes_title', language)}",
    ]
    parts += [_listed(_say(f"change.{name}", language) for name in CHANGES), f"### {_say('places_title', language)}"]
    parts += [_table(_places(language)), f"### {_say('setups_title', language)}", _say("setups_text", language)]
    parts += [_table(_setups(experiments(), language)), f"### {_say('outcomes_title', language)}"]
    return "\n\n".join([*parts, _table(_outcomes(language))]) + "\n"


def _failed(found: Examination, language: Language) -> list[str]:
    """What was examined and did not pass, by what stands in the way."""
    by_way: dict[str, list[str]] = {}
    for result in found.results:
        if result.standing == "not_passed":
            failed = () if result.score is None else tuple(n for n, good in result.score.checks.items() if not good)
            by_way.setdefault("_and_".join(failed) or "not_set_up", []).append(result.experiment.effect_id)
    return [
        _say(f"way.{way}", language, experiments=", ".join(ids), most=_whole(SAME_SIGN)) for way, ids in by_way.items()
    ]


def _limit(found: Examination) -> dict[str, int]:
    """What could be met at most by choosing among the draws: a row whose estimate no draw of the band has cannot."""
    scores = {
        use: [r.score for r in found.results if r.experiment.use == use] for use in ("examine", "fit")
    }  # fmt: skip
    outside = {
        use: sum(score is not None and score.checks.get("estimate_in_band") is False for score in own)
        for use, own in scores.items()
    }
    rows, missing = len(scores["examine"]), scores["examine"].count(None)
    fit_rows = len(scores["fit"]) - scores["fit"].count(None)
    return {
        "rows": rows,
        "outside": outside["examine"],
        "missing": missing,
        "most": rows - outside["examine"] - missing,
        "asked": math.ceil(rows * 3 / 5),
        "fit_rows": fit_rows,
        "fit_outside": outside["fit"],
        "fit_most": fit_rows - outside["fit"],
    }


def _priors(language: Language) -> list[list[str]]:
    """What published rows set which parameter."""
    columns = ("priors.parameter", "priors.range", "priors.rows", "priors.mean", "priors.further", "column.reason")
    table, effects = [[_say(name, language) for name in columns]], pooled_effects()
    for own in published_priors():
        prior, found = priors()[own.parameter], effects[own.parameter]
        given = interval_words(prior.value, prior.lower, prior.upper, language)
        further = interval_words(found.mean, *found.interval, language)
        table.append([f"`{own.parameter}`", given, ", ".join(own.effects), number_words(found.mean, language), further,
                      own.reason(language)])  # fmt: skip
    return table


def _money(found: Examination, language: Language) -> list[str]:
    """The figures of single cities before and after, and the pictures."""
    before, after = (
        {tuple(row[name] for name in KEY): row for row in shipped_money(engine)} for engine in ("before", "after")
    )
    if not after:
        return []
    columns = (*KEY, "before", "after", "after_above")
    rows = [[_say(f"money.column.{name}", language) for name in columns]]
    for key, row in after.items():
        table, place, figure, years = key
        where = _say("money.coal", language) if place == "coal" else find(place).name(language)
        first = [_say(f"money.table.{table}", language), where, _say(f"money.figure.{figure}", language), years]
        old = _figure(before[key], language) if key in before else _say("none", language)
        rows.append([*first, old, _figure(row, language), f"{float(row['above']):.0%}"])
    retired = [row for key, row in after.items()
               if (key[0], key[2]) == ("early_retirement_share", "jobs_of_its_effect")]  # fmt: skip
    below = [1 - float(row["above"]) for row in retired]
    ends = {name: f"{end(below):.0%}" for name, end in (("least", min), ("most", max))}
    top = f"{max(float(row['p95']) for row in retired):.2%}"
    said = _say("money.text", language, draws=found.draws, seed=found.seed, top=top, **ends)
    parts = [f"## {_say('money.asked.title', language)}", _say("money.asked.text", language)]
    parts += [_table(_asked(after, language)), f"## {_say('money.title', language)}", said, _table(rows)]
    parts += [f"## {_say('impulse.title', language)}"]
    parts.append(_say("impulse.text", language))
    for shock in dict.fromkeys(row["shock"] for row in shipped_responses()):
        name = f"images/{picture_name(shock, language)}"
        parts += [f"### {_say(f'impulse.{shock}', language)}", f"![{_say(f'impulse.{shock}', language)}]({name})"]
    return parts


KEY = ("table", "place", "figure", "horizon")
BAR = Path(__file__).with_name("money_bar.csv")


def _asked(after: Mapping[tuple[str, ...], Mapping[str, str]], language: Language) -> list[list[str]]:
    """What is asked of money, a line each, with the least and most over its places and years."""
    columns = ("money.column.table", "money.column.figure", "money.column.horizon", "money.asked.places",
               "money.asked.statistic", "money.asked.asked", "money.asked.found", "money.asked.met")  # fmt: skip
    lines = [[_say(name, language) for name in columns]]
    with BAR.open(encoding="utf-8", newline="") as bar:
        for own in csv.DictReader(bar):
            places, years, read = own["places"].split(";"), own["years"].split(";"), own["statistic"]
            rows = [after[own["table"], place, own["figure"], year] for place in places for year in years]
            values = [_READ[read](row) for row in rows]
            asked, found = (float(own["low"]), float(own["high"])), (min(values), max(values))
            met = asked[0] <= found[0] and found[1] <= asked[1]
            lines.append([
                _say(f"money.table.{own['table']}", language),
                _say(f"money.figure.{own['figure']}", language),
                joined(years, language),
                _say("money.coal", language) if places == ["coal"] else str(len(places)),
                _say(f"money.asked.{read}", language),
                _range(*asked, language),
                _range(*found, language),
                _say(f"yes.{str(met).lower()}", language),
            ])  # fmt: skip
    return lines


_READ: Mapping[str, Callable[[Mapping[str, str]], float]] = {
    "median": lambda row: float(row["median"]),
    "above": lambda row: float(row["above"]),
    "share": lambda row: float(row["above"]),  # of draws, each 0 or 1
    "not_above": lambda row: 1 - float(row["above"]),
}


def _range(low: float, high: float, language: Language) -> str:
    """From the lower to the higher number, in words of a table; one number where they are the same."""
    if low == high:
        return number_words(low, language)
    ends = {"low": number_words(low, language), "high": number_words(high, language)}
    return _say("money.asked.range", language, **ends)


def picture_name(shock: str, language: Language) -> str:
    """File of the picture of a shock."""
    return f"impulse-{shock.replace('_', '-')}{'' if language == 'en' else '.zh'}.png"


def _figure(row: Mapping[str, str], language: Language) -> str:
    median, p05, p95 = (float(row[name]) for name in ("median", "p05", "p95"))
    return interval_words(median, p05, p95, language)


def _places(language: Language) -> list[list[str]]:
    rows = [[_say(f"column.{name}", language) for name in ("places", "id", "reason")]]
    for row in shipped("place_groups"):
        names = joined([find(slug).name(language) for slug in row["places"].split(";")], language)
        rows.append([f"`{row['name']}`", names, row[f"reason_{language}"]])
    rows[0][1] = _say("all_places", language, count=8)
    return rows


def _setups(known: Sequence[Experiment], language: Language) -> list[list[str]]:
    columns = ("id", "study", "shock", "dose", "duration", "share", "places", "horizon", "outcome", "reason")
    rows = [[_say(f"column.{name}", language) for name in columns]]
    for own in known:
        first = [own.effect_id, own.study]
        if not own.set_up:
            rows.append([*first, *[_say("none", language)] * 5, str(own.horizon), own.outcome.name,
                         _say("not_set_up", language, reason=own.reason(language))])  # fmt: skip
        for i, shock in enumerate(own.shocks if own.set_up else ()):
            rest = [f"`{own.group}`", str(own.horizon), own.outcome.name, own.reason(language)] if i == 0 else [""] * 4
            rows.append([*(first if i == 0 else ["", ""]), *_shock(shock, language), *rest])
    return rows


def _shock(shock: Shock, language: Language) -> list[str]:
    what = " ".join(f"`{part}`" for part in (shock.instrument, shock.sector) if part)
    kind = f"{_say(f'shock.{shock.kind}', language)} {what}"
    unit = _say(f"unit.{shock.unit.replace(' ', '_')}", language)
    dose = f"{number_words(shock.dose, language)}{'*' if shock.assumed else ''} {unit}"
    lasts = _say("lasting", language) if shock.years is None else _say("years", language, years=shock.years)
    lasts = _say("ramp", language, years=lasts, steps=shock.ramp) if shock.ramp > 1 else lasts
    both = f" ({_say('both', language)})" if shock.both else ""
    return [kind + both, dose, lasts, f"{shock.outside_share:.0%}"]


def _outcomes(language: Language) -> list[list[str]]:
    rows = [[_say(f"column.{name}", language) for name in ("outcome", "quantity", "measure", "size", "reason")]]
    for own in outcomes().values():
        reason = own.reason_zh if language == "zh" else own.reason_en
        if not own.quantity:
            rows.append([own.name, *[_say("none", language)] * 3, reason])
            continue
        base = {"base": f"`{own.base}`"} if own.base else {}
        measure = _say(f"measure.{own.measure}", language, **base)
        size = _say("none", language) if own.practical_size is None else f"{own.practical_size:g}"
        rows.append([own.name, f"`{own.quantity}`", measure, size, reason])
    return rows


def _whole(share: float) -> str:
    return f"{100 * share:.0f}"


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _table(rows: Sequence[Sequence[str]]) -> str:
    body = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([body[0], "|" + " --- |" * len(rows[0]), *body[1:]])


def _say(key: str, language: Language, **values: object) -> str:
    return say(f"examine.{key}", language, **values)


def draw(folder: Path) -> None:
    """Write the pictures of every shock in both languages."""
    rows = shipped_responses()
    for shock in dict.fromkeys(row["shock"] for row in rows):
        for language in PAGES:
            chart = impulse_chart(rows, shock, language).to_dict()
            drawn = vl_convert.vegalite_to_png(chart, vl_version=VEGA_LITE, scale=1.5)
            (folder / picture_name(shock, language)).write_bytes(drawn)


if __name__ == "__main__":
    here = Path(__file__).parent
    draw(here / "images")
    for language, name in PAGES.items():
        (here / name).write_text(page(shipped_examination(), language), encoding="utf-8")
