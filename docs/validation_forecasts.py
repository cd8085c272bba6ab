"""Tables of validation.md on what is forecast: outlook, ages, needs, and the simulator."""

import csv
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from marked_parts import markdown
from relode import shipped_tables
from relode.language import Language, say
from relode.needs import services
from relode.outlook import ages as outlook_ages
from relode.outlook.people_by_age.age_futures import AgeFutures
from relode.panel import load
from relode.places import by_code, official
from relode.streams import stream
from relode.vocabulary import quantity
from studies.outlook.age_scores import AGE_GROUPS, PROFILE
from studies.outlook.harness import resampled_mean

DOCS = Path(__file__).parent
WORDS = tomllib.loads((DOCS / "validation.toml").read_text(encoding="utf-8"))
SCORED = (
    ("gdp_real", 2013, 6),
    ("secondary_share", 2013, 5),
    ("population", 2010, 10),
    ("mining_employment_share", 2010, 10),
    ("house_price", 2015, 4),
)
"""Rows of the table of scores: target, origin, years ahead."""
CHOSEN = {
    "population": ("national_given", "structural_ridge_wide"),
    "mining_employment_share": ("other_provinces_given", "structural_ridge"),
}
"""Where a method beside the benchmark is chosen: what it is given, and its name."""
FIRST = (("population", "10"), ("age_15_59", "10"), ("gdp_real", "10"), ("house_price", "5"))
"""Quantities and years ahead on the first page."""
COUNTRIES = ("steady", "wandering", "reversals", "first_reversal", "crisis", "all_series")
"""Series of the table of a country's bands; the table that ships has more."""
POINTS = ("secondary_share", "mining_employment_share")
HORIZONS = ("1", "2", "5")
"""Years ahead of the table of the one future, beside the longest that is scored."""
PER_CENT = 100
FEWEST_PLACES = 5
"""With fewer there is no interval over provinces."""


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """A table beside the pages, every cell as text."""
    with (DOCS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def score(target: str, origin: int, horizon: int, mode: str, method: str, group: str = "all") -> dict[str, str]:
    """The one row of the scores of the outlook."""
    key = (target, str(origin), str(horizon), mode, method, group)
    names = ("target", "origin", "horizon", "mode", "method", "group")
    rows = shipped_tables.rows("relode.outlook", "scores")
    (found,) = [row for row in rows if tuple(row[name] for name in names) == key]
    return found


def simulated(target: str, origin: int, method: str) -> dict[str, str]:
    """The one row of the scores of the simulator, over all prefectures."""
    (found,) = [
        row
        for row in shipped_tables.rows("relode.calibration", "backcast")
        if (row["target"], row["origin"], row["method"], row["group"]) == (target, str(origin), method, "all")
        and (target, int(row["origin"]), int(row["horizon"])) in SCORED
    ]
    return found


def number(value: float, digits: int, language: Language, sign: str = "") -> str:
    """A number as the pages write it: no zero before the point in English, no sign of less before nothing."""
    text = f"{round(value, digits) + 0.0:{sign}.{digits}f}"
    return text if language == "zh" else text.replace("0.", ".", 1) if abs(value) < 1 else text


def with_ends(cells: Sequence[str], digits: int, language: Language, scale: float = 1, sign: str = "") -> str:
    """A value with its interval."""
    value, low, high = (number(scale * float(cell), digits, language, sign) for cell in cells)
    return f"{value} [{low}, {high}]"


def of(row: dict[str, str], *names: str) -> list[str]:
    """Cells of a row by name."""
    return [row[name] for name in names]


def crps(value: str, target: str, language: Language) -> str:
    """A score with its unit."""
    if target in POINTS:
        return WORDS[language]["points"].format(number=number(PER_CENT * float(value), 2, language))
    return number(float(value), 4, language)


def forecasts(language: Language) -> list[str]:
    """Each target's benchmark, chosen method, simulator and pool."""
    words = WORDS[language]
    lines = []
    for target, origin, horizon in SCORED:
        group = "mining_above_2_percent" if target == "mining_employment_share" else "all"
        first = next(row for row in shipped_tables.rows("relode.outlook", "scores") if row["target"] == target)
        mode = "nothing_given" if target == "mining_employment_share" else "national_given"
        base = score(target, origin, horizon, mode, first["benchmark"], group)
        best = score(target, origin, horizon, *CHOSEN.get(target, (mode, first["benchmark"])), group)
        skill = of(best, "skill", "skill_interval_95_low", "skill_interval_95_high")
        walk, own, pool = (crps(simulated(target, origin, name)["crps"], target, language)
                           for name in ("random_walk", "simulator", "combination"))  # fmt: skip
        if target == "mining_employment_share":
            own = words["over_all"].format(own=own, walk=walk)
        held = of(base, "coverage_90", "coverage_90_interval_low", "coverage_90_interval_high")
        lines.append([
            words[target].format(first=origin, last=origin + horizon),
            words[first["benchmark"]],
            crps(base["crps"], target, language),
            with_ends(held, 2, language),
            words["the_same"] if best == base else words[f"chosen_{target}"],
            crps(best["crps"], target, language),
            "0" if best == base else with_ends(skill, 2, language, sign="+"),
            own,
            pool,
        ])  # fmt: skip
    return markdown(words["forecasts"], lines)


def years_ahead(language: Language) -> list[str]:
    """Errors and bands of the one future at some horizons and the longest scored, and no change."""
    every = shipped_tables.rows("relode.outlook.one_future", "coverage")
    last = {row["quantity"]: row["horizon"] for row in every}
    lines = []
    for row in every:
        if row["horizon"] in (last[row["quantity"]], *HORIZONS):
            held = of(row, "coverage_90", "coverage_90_low", "coverage_90_high")
            errors = [number(PER_CENT * float(row[key]), 1, language) for key in ("mean_error", "mean_error_no_change")]
            lines.append([
                quantity(row["quantity"]).label(language), row["horizon"], row["origins"], row["count"], *errors,
                less_than_no_change(row["quantity"], row["horizon"], language), with_ends(held, 0, language, PER_CENT),
            ])  # fmt: skip
    return markdown(WORDS[language]["years_ahead"], lines)


def by_origin(language: Language) -> list[str]:
    """Bias and what 90 % bands held, by quantity, years ahead and origin."""
    words, lines = WORDS[language], []
    origins = table("forecast_origins")
    for row in shipped_tables.rows("relode.outlook.one_future", "coverage"):
        own = [each for each in origins if of(each, "quantity", "horizon") == of(row, "quantity", "horizon")]
        if own:
            cells = [
                f"{each['origin']} {number(PER_CENT * float(each['bias']), 1, language, '+')}"
                + (f" ({number(PER_CENT * float(each['held_90']), 0, language)})" if each["held_90"] else "")
                for each in own
            ]
            bias = with_ends(of(row, "bias", "bias_low", "bias_high"), 1, language, PER_CENT, "+")
            name = quantity(row["quantity"]).label(language)
            lines.append([name, row["horizon"], bias, words["and"].join(cells)])
    return markdown(words["by_origin"], lines)


def less_than_no_change(name: str, years: str, language: Language) -> str:
    """What is missed less than by no change [log points], with its interval; "-" where the simulator has a part."""
    found = [row for row in table("forecast_gains") if (row["quantity"], row["horizon"]) == (name, years)]
    return with_ends(of(found[0], "gain", "low", "high"), 1, language, PER_CENT, "+") if found else "-"


def ages(language: Language) -> list[str]:
    """Ages ten years after a census: bias, mean error and bands by origin, all places and those on the list."""
    words, lines = WORDS[language], []
    shipped = shipped_tables.rows("relode.outlook.people_by_age", "age_scores")
    rows = {(row["start"], row["people"], row["group"], row["method"], row["ages"]): row for row in shipped}
    for start, given, group in (key for key in dict.fromkeys(key[:3] for key in rows)):
        for span in AGE_GROUPS if group == "all" or given == "forecast" else ():
            own = rows[start, given, group, PROFILE, span]
            errors = [
                rows[start, given, group, method, span]["mean_absolute_error"]
                for method in (PROFILE, "nobody_moves", "as_last_census")
            ]
            bias = with_ends(of(own, "mean_error", "bias_low", "bias_high"), 1, language, sign="+")
            against = with_ends(of(own, "against_nobody_moves", "against_low", "against_high"), 1, language, sign="+")
            held = number(PER_CENT * float(own["coverage_90"]), 0, language) if own["coverage_90"] else "-"
            whose = f"{words[group]} ({own['n']})"
            lines.append([start, words[f"given_{given}"], whose, span, bias, *errors, against, held])
    return markdown(words["ages"], lines)


def national_sums(language: Language) -> list[str]:
    """What places sum to before they are scaled to the nation's figures, with and without those of that year."""
    words = WORDS[language]
    shipped = shipped_tables.rows("relode.outlook.people_by_age", "national_sums")
    rows = {(row["quantity"], row["in_sample"]): row for row in shipped}
    lines = []
    for name in dict.fromkeys(row["quantity"] for row in shipped):
        before, after = (rows.get((name, sample)) for sample in ("no", "yes"))
        assert before is not None  # each has a forecast
        ends = of(before, "factor", "low", "high") if before["low"] else [before["factor"]]
        factor = with_ends(ends, 3, language) if before["low"] else number(float(ends[0]), 3, language)
        inside = "-" if after is None else number(float(after["factor"]), 3, language)
        lines.append([words[f"sum_{name}"], before["known"], factor, inside])
    return markdown(words["national_sums"], lines)


@cache
def _ages_now(code: str) -> AgeFutures:
    return outlook_ages(load(), code)


def young_before(language: Language) -> list[str]:
    """People of 20 to 34 and births of four cities, as expected now and before moves by age were learnt from places."""
    lines = []
    for row in table("ages_before"):
        found = _ages_now(row["place"])
        means = found.people.mean(axis=0).sum(axis=1)
        now = {
            "young_2035": means[found.years.index(2035), 20:35].sum(),
            "births_2025": means[found.years.index(2025), 0],
            "births_2035": means[found.years.index(2035), 0],
        }
        cells = [number(float(row["young_2020"]), 0, language)]
        for name, value in now.items():
            cells += [number(float(row[name]), 0, language), number(round(value, -2), 0, language)]
        lines.append([by_code()[row["place"]].name(language), *cells])
    return markdown(WORDS[language]["young_before"], lines)


def countries(language: Language) -> list[str]:
    """Bands of a country's own series: outcomes held and interval score, beside those of what does not ship."""
    words = WORDS[language]
    tables = ("bands_of_nations", "bands_of_series")
    shipped = [row for table in tables for row in shipped_tables.rows("relode.country", table)]
    rows = {(row["of"], row["times"], row["band"]): row for row in shipped}
    lines = []
    for series, times in dict.fromkeys(key[:2] for key in rows):
        if series in COUNTRIES and times != "calm":
            own = [rows[series, times, band] for band in ("ships", "rule", "stays", "three_fifths")]
            held = [with_ends(of(row, "held", "held_p05", "held_p95"), 0, language, PER_CENT) for row in own]
            scores = [number(float(row["interval_score"]), 3, language) for row in own]
            lines.append([words[f"series_{series}"], words[f"times_{times}"], own[0]["cases"], *held, *scores])
    return markdown(words["countries"], lines)


def needs(language: Language) -> list[str]:
    """Pupils as they were counted, beside those that ages expect and those counted last."""
    words = WORDS[language]
    names = {each.key: each.name.name(language) for each in services()}
    lines = []
    for row in shipped_tables.rows("relode.needs", "service_scores"):
        if row["target"] == "ages" or row["service"] == "senior":
            continue
        least = int(row["least"])
        whose = words[row["group"]] + (words["least"].format(least=f"{least:,}") if least else "")
        own, naive, rounding = (
            number(PER_CENT * float(row[key]), 1, language) for key in ("mae", "naive_mae", "rounding_mae")
        )
        few = int(row["n"]) < FEWEST_PLACES
        less = "-" if few else with_ends(saved(row["target"], row["group"], least), 1, language, PER_CENT, "+")
        lines.append([names[row["service"]], words[row["target"]], whose, row["n"], own, naive, less, rounding])
    return markdown(words["needs"], lines)


def saved(target: str, group: str, least: int) -> list[str]:
    """How much less is missed than by the last count, with its 95 % interval, provinces drawn again [ln]."""
    rows = [row for row in shipped_tables.rows("relode.needs", "service_scores_by_place")
            if row["target"] == target and int(row["as_2020"]) >= least
            and (group == "all" or row["place"] in official())]  # fmt: skip
    now, expected, before = (
        np.array([float(row[name]) for row in rows]) for name in ("counted_2023", "expected", "as_2020")
    )
    less = np.abs(np.log(now / before)) - np.abs(np.log(now / expected))
    home = np.unique([by_code()[row["place"]].province for row in rows], return_inverse=True)[1]
    ends = np.quantile(resampled_mean(less[:, None], home, stream("provinces_drawn_again", 1)), (0.025, 0.975))
    return [str(each) for each in (less.mean(), *ends)]


def since(language: Language) -> list[str]:
    """The simulator of 2020 beside the newest year of each quantity: errors, gains with intervals, bands that held."""
    words = WORDS[language]
    rows = shipped_tables.rows("relode.calibration", "since_opening")
    newest = {row["quantity"]: row["year"] for row in rows}
    lines = []
    for row in rows:
        if row["year"] == newest[row["quantity"]]:
            gains = [
                f"{float(row[own]):.3f} / {float(row[other]):.3f}: "
                + with_ends(of(row, f"{own}_gain", f"{own}_gain_low", f"{own}_gain_high"), 2, language, sign="+")
                for own, other in (("simulator", "no_change"), ("simulator_given", "no_difference"))
            ]
            held = with_ends(of(row, "coverage_90", "coverage_90_low", "coverage_90_high"), 0, language, PER_CENT)
            lines.append(
                [quantity(row["quantity"]).label(language), row["year"], words[row["group"]], row["n"], *gains, held]
            )
    return markdown(words["since"], lines)


def mechanisms(language: Language) -> list[str]:
    """Gain in CRPS of each mechanism by target; an asterisk where the 95 % interval leaves out 0."""
    words = WORDS[language]
    found: dict[str, dict[str, str]] = {}
    for row in shipped_tables.rows("relode.calibration", "mechanism_scores"):
        mark = "*" if float(row["low"]) > 0 or float(row["high"]) < 0 else ""
        found.setdefault(row["mechanism"], {})[row["target"]] = f"{float(row['gain']):+.3f}{mark}"
    targets = list(dict.fromkeys(target for cells in found.values() for target in cells))
    head = [words["mechanism"], *(say(f"outlook.target.{name}", language) for name in targets)]
    lines = [[words[f"mechanism_{name}"], *(cells[target] for target in targets)] for name, cells in found.items()]
    return markdown(head, lines)


def moments(language: Language) -> list[str]:
    """How many moments each fit meets within two standard deviations, before and after it, and which it misses."""
    rows = shipped_tables.rows("relode.calibration", "fitted_moments")
    lines = []
    for origin in dict.fromkeys(row["origin"] for row in rows):
        own = [row for row in rows if row["origin"] == origin]
        before = sum(abs(float(row["prior"]) - float(row["target"])) <= 2 * float(row["sd"]) for row in own)
        missed = [f"`{row['name']}`" for row in own if row["passed"] != "yes"]
        lines.append([origin, str(len(own)), str(before), str(len(own) - len(missed)), ", ".join(missed)])
    return markdown(WORDS[language]["moments"], lines)


def cities(language: Language) -> list[str]:
    """Published counts of cities by type and change of population, beside those that the simulator expects."""
    words = WORDS[language]
    every = shipped_tables.rows("relode.calibration", "population_table")
    lines = []
    for basis in dict.fromkeys(row["basis"] for row in every):
        rows = [row for row in every if row["basis"] == basis]
        lines.append([words[basis], str(len(rows)), str(sum(row["inside"] == "yes" for row in rows)), rows[0]["p"]])
    return markdown(words["cities"], lines)


def first_page(language: Language) -> list[str]:
    """What the first page shows: the longest scored horizon of some quantities, and pupils, beside no change."""
    lines = []
    for row in shipped_tables.rows("relode.outlook.one_future", "coverage"):
        if (row["quantity"], row["horizon"]) in FIRST:
            errors = [number(PER_CENT * float(row[key]), 1, language) for key in ("mean_error_no_change", "mean_error")]
            held = with_ends(of(row, "coverage_90", "coverage_90_low", "coverage_90_high"), 0, language, PER_CENT)
            lines.append([quantity(row["quantity"]).label(language), row["horizon"], *errors, held])
    key = ("primary", "primary", "all", "0")
    names = ("service", "target", "group", "least")
    (row,) = [row for row in shipped_tables.rows("relode.needs", "service_scores") if tuple(of(row, *names)) == key]
    errors = [number(PER_CENT * float(row[key]), 1, language) for key in ("naive_mae", "mae")]
    lines.append([WORDS[language]["pupils"], row["horizon"], *errors, "-"])
    return markdown(WORDS[language]["first_page"], lines)


PARTS = {
    each.__name__: each
    for each in (
        first_page,
        forecasts,
        years_ahead,
        by_origin,
        ages,
        national_sums,
        young_before,
        countries,
        needs,
        since,
        mechanisms,
        moments,
        cities,
    )
}
