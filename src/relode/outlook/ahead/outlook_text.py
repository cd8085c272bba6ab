"""Outlooks and score tables in words: sentences with their figures, and a terminal's lines of them."""

from math import expm1

from relode import shipped_tables
from relode.horizon import OPENING_YEAR
from relode.language import Amount, Language, Sentence, spoken
from relode.outlook.ahead.forecasts import Forecast, Outlook, more_jobs_than_people, output_per_job
from relode.outlook.people_by_age.age_futures import DECADE
from relode.outlook.people_by_age.single_years import NATION, published
from relode.places import Place
from relode.story import Column, Table
from relode.story.columns import IN_TEXT

COUNTED = ("population", "age_15_59", "employment", "mining_employment")
"""People and jobs: what a census counts."""
SMALLEST_CHANCE = 0.01
LEAST_COVERAGE = 0.8
"""Below this share of outcomes in 90 % bands no chance is read from them."""
NEARLY_ALL = 0.99
"""From this share of the fall on ageing is nearly all of it: a document would round it to a hundred per cent."""
STANDS = 0.01
"""A smaller fall than this share is told as none."""


def outlook_text(outlook: Outlook, language: Language) -> str:
    """The outlook of a city: one paragraph a quantity, then what could not be forecast and why.

    Example:
        >>> found = rl.outlook.outlook(panel, "hegang")
        >>> print(rl.outlook.outlook_text(found, "en").splitlines()[0])
        What may happen to Hegang, to 2035
    """
    return "\n\n".join("\n".join(spoken(each, language) for each in part) for part in outlook_sentences(outlook))


def outlook_sentences(outlook: Outlook) -> tuple[tuple[Sentence, ...], ...]:
    """The same, each paragraph as its sentences."""
    title = Sentence("outlook.city.title", {"place": outlook.place, "until": outlook.years[-1]})
    said = [(title,), *((line(each, outlook.years[-1]), *city_notes(outlook, each)) for each in outlook.forecasts)]
    if outlook.missing:
        said.append((Sentence("outlook.city.missing", {}), *missing_words(outlook)))
    return tuple(said)


def missing_words(outlook: Outlook) -> tuple[Sentence, ...]:
    """What could not be forecast, and why."""
    return tuple(
        Sentence(f"outlook.missing.{each.reason}", {"quantity": target(each.quantity)}) for each in outlook.missing
    )


def forecast_notes(each: Forecast) -> tuple[Sentence, ...]:
    """What a reader must know of a forecast: the chance of a fall, what is pooled and its coverage, its tags.

    Example:
        >>> ahead = rl.outlook.outlook(panel, "hegang")
        >>> len(rl.outlook.forecast_notes(ahead.quantities["population"])) > 1
        True
    """
    fall = Sentence("outlook.city.fall", {"origin": each.origin, "chance": chance(each.chance_of_fall, each.sources)})
    return (
        *([fall] if chances_hold(each) else []),
        *ageing(each),
        _coverage(each),
        *_missed(each),
        *_bias(each),
        *(Sentence(f"outlook.tag.{tag}", {"scored_until": each.scored_until}) for tag in each.tags),
    )


def city_notes(outlook: Outlook, each: Forecast) -> tuple[Sentence, ...]:
    """The notes of a forecast; of output what it implies for output per job, of people their ages, of jobs whether they
    are more than people of working age, and why."""
    more = {
        "gdp_real": lambda: output_per_job(outlook),
        "population": lambda: _of_ages(outlook.place),
        "employment": lambda: more_jobs_than_people(outlook),
    }
    return (*forecast_notes(each), *more.get(each.quantity, tuple)())


def _of_ages(place: Place) -> tuple[Sentence, ...]:
    """Bias of each age of the last closed decade, and until when births of the province are published."""
    scores = [
        row for row in age_scores("all") if row["start"] == str(OPENING_YEAR - DECADE) and row["people"] == "forecast"
    ]
    parts = [
        Sentence("outlook.city.age_bias", {
            "ages": row["ages"], "bias": float(row["mean_error"]),
            "low": float(row["bias_low"]), "high": float(row["bias_high"]),
        })
        for row in scores
    ]  # fmt: skip
    rates = published("births_per_thousand")
    own, nation = (max(rates[code], default=0) for code in (f"{place.code[:2]}0000", NATION))
    until = (Sentence("outlook.city.births_until", {"own": own, "nation": nation}),) if own < nation else ()
    return (Sentence("outlook.city.ages", {"parts": parts}), *until)


def age_scores(group: str) -> tuple[dict[str, str], ...]:
    """Scores of ages by origin, of `group` of places ("all" or "listed"), those of the rule that is used."""
    table = shipped_tables.rows("relode.outlook.people_by_age", "age_scores")
    rows = {(row["start"], row["people"], row["ages"], row["method"]): row for row in table if row["group"] == group}
    return tuple(
        {
            **row,
            "nobody_moves": rows[start, people, ages, "nobody_moves"]["mean_absolute_error"],
            "bias": "{:+.1f} [{:+.1f}, {:+.1f}]".format(
                *(float(row[n]) for n in ("mean_error", "bias_low", "bias_high"))
            ),
            "coverage_90": row["coverage_90"] or "-",
        }
        for (start, people, ages, method), row in rows.items()
        if method == "profile_of_moves"
    )


def chances_hold(each: Forecast) -> bool:
    """Whether bands held often enough so far ahead, and were scored there, that a chance from them means something."""
    return each.coverage_90 >= LEAST_COVERAGE and "unscored" not in each.tags


def line(each: Forecast, until: int) -> Sentence:
    """The newest figure, and the quantiles of the last year."""
    last = {name: values[-1] or 0.0 for name, values in each.quantiles.items()} | {"opening": each.opening}
    figures = {name: Amount(value, each.unit, None, each.sources) for name, value in last.items()}
    base = Sentence("outlook.city.price_base", {"year": each.price_base}) if each.price_base else ""
    about = {"quantity": target(each.quantity), "until": until, "origin": each.origin, "base": base}
    return Sentence("outlook.city.line", {**about, **figures})


def last_year_table(outlook: Outlook) -> Table:
    """The newest figure of each quantity, and its median in the last year with the 90 % interval."""
    columns = (
        Column("report.table.quantity", lambda each: target(each.quantity)),
        Column("report.table.year", "origin"),
        Column("report.table.value", lambda each: Amount(each.opening, each.unit, None, each.sources)),
        Column(Sentence("simulate.column.band", {"year": outlook.years[-1]}), _last, format=IN_TEXT),
    )
    return Table(None, columns, outlook.forecasts)


def _last(each: Forecast) -> Amount:
    median, low, high = (each.quantiles[name][-1] or 0.0 for name in ("median", "p05", "p95"))
    return Amount(median, each.unit, (low, high), each.sources)


def ageing(each: Forecast) -> tuple[Sentence, ...]:
    """What ageing alone would do, and how much of the loss that is; nothing where it does not apply."""
    start = dict(each.history).get(OPENING_YEAR)
    if each.ageing_alone is None or start is None:
        return ()
    alone, expected = each.ageing_alone[-1] or 0.0, each.quantiles["median"][-1] or 0.0
    sources = (*each.sources, "census2020_age", "wpp2024")
    figures = {"start": start, "alone": alone, "expected": expected, "aged": start - alone, "lost": start - expected}
    said = {name: Amount(value, each.unit, None, sources) for name, value in figures.items()}
    low, high = (each.quantiles[name][-1] or 0.0 for name in ("p05", "p95"))
    said["expected"] = Amount(expected, each.unit, (low, high), sources)
    share = (start - alone) / (start - expected) if expected != start else 0.0
    key = "part" if share < NEARLY_ALL else "nearly" if share < 1 else "all"
    if alone < start and expected > start * (1 - STANDS):
        key = "made_up"
    elif expected >= start or share <= 0:
        key = "grows"
    values = {**said, "share": Amount(share, "share", None, sources), "census": OPENING_YEAR}
    return (Sentence(f"outlook.city.ageing_{key}", values), *_retirement(each, alone))


def _retirement(each: Forecast, alone: float) -> tuple[Sentence, ...]:
    """How many of 15 and older could work by the retirement ages before and since the reform; nothing before it."""
    of = each.under_retirement_age
    if of is None:
        return ()
    paths = {
        "before_low": of.before_low, "before_high": of.before_high, "since_low": of.since_low,
        "since_high": of.since_high,
    }  # fmt: skip
    ends = {name: path[-1] or 0.0 for name, path in paths.items()}
    less, more = sorted(ends[f"since_{name}"] - ends[f"before_{name}"] for name in ("low", "high"))
    figures = {**ends, "more_low": less, "more_high": more, "alone": alone}
    said = {name: Amount(value, each.unit, None, of.sources) for name, value in figures.items()}
    return (Sentence("outlook.city.retirement", said),) if more > 0 else ()


def _coverage(each: Forecast) -> Sentence:
    held = each.furthest
    shares = {"measured": held.coverage_90, "low": held.coverage_90_low, "high": held.coverage_90_high}
    values = {
        "parts": [
            Sentence("outlook.city.part", {"part": part(name), "weight": Amount(weight, "share", None, each.sources)})
            for name, weight in each.parts.items()
        ],
        "n": f"{held.count:,}",
        "origins": held.origins,
        "ahead": held.horizon,
        **{name: Amount(share, "share", None, each.sources) for name, share in shares.items()},
    }
    return Sentence("outlook.city.coverage", values)


def _missed(each: Forecast) -> tuple[Sentence, ...]:
    """What the middle line missed beside no change, of people and jobs; of money no change would be no rival."""
    if each.quantity not in COUNTED:
        return ()
    found = {"error": each.furthest.mean_error, "naive": each.furthest.mean_error_no_change}
    values = {name: Amount(expm1(size), "share", None, each.sources) for name, size in found.items()}
    return (Sentence("outlook.city.missed", {"ahead": each.furthest.horizon, **values}),)


def _bias(each: Forecast) -> tuple[Sentence, ...]:
    """By what money came out above or below the forecast on average, where that was no chance; of people elsewhere."""
    held = each.furthest
    if each.quantity in COUNTED or held.bias_low <= 0 <= held.bias_high:
        return ()
    ends = expm1(held.bias_low), expm1(held.bias_high)
    values = {"ahead": held.horizon, "bias": Amount(expm1(held.bias), "share", ends, each.sources)}
    return (Sentence("outlook.city.bias", values),)


def part(name: str) -> Sentence:
    """The name for readers of a part of the pool."""
    return Sentence(f"outlook.part.{name.replace('+', '_')}", {})


def chance(share: float, sources: tuple[str, ...] = ()) -> Sentence:
    """A chance in whole per cent; never 0 or 100, which no statistical forecast can promise."""
    if share > 1 - SMALLEST_CHANCE:
        return Sentence("outlook.nearly_certain", {"limit": Amount(1 - SMALLEST_CHANCE, "share", None, sources)})
    if share < SMALLEST_CHANCE:
        return Sentence("outlook.nearly_impossible", {"limit": Amount(SMALLEST_CHANCE, "share", None, sources)})
    return Sentence("outlook.percent", {"share": Amount(share, "share", None, sources)})


def target(name: str) -> Sentence:
    """A target's name for readers."""
    return Sentence(f"outlook.target.{name}", {})
