"""Figures in the prose of pages: each between marks with its name, filled in from the tables that ship.

    python -m studies run page_figures

In a page `<!-- =gdp_missed -->4.6<!-- = -->` is a figure of FIGURES, `<!-- score table -->` a part of PARTS.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from marked_parts import page
from relode import shipped_tables
from relode.decisions.planted_rates import shipped_rates
from relode.evidence.evidence_answer import shipped_scores
from relode.evidence.evidence_record import EvidenceScore
from relode.facts import rows
from relode.language import Language

DOCS = Path(__file__).parent
WORDS = tomllib.loads((DOCS / "figures.toml").read_text(encoding="utf-8"))
PAGES: Mapping[str, Language] = {
    "README.md": "en",
    "README.zh.md": "zh",
    "docs/how-sure.md": "en",
    "docs/how-sure.zh.md": "zh",
}
MARK = re.compile(r"<!-- =(\w+) -->.*?<!-- = -->", re.DOTALL)
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
POINTS = ("secondary_share", "mining_employment_share")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """A table beside the pages, every cell as text."""
    with (DOCS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def score(target: str, origin: int, horizon: int, mode: str, method: str, group: str = "all") -> dict[str, str]:
    """The one row of the scores of the outlook."""
    key = (target, str(origin), str(horizon), mode, method, group)
    names = ("target", "origin", "horizon", "mode", "method", "group")
    (found,) = [row for row in table("outlook_scores") if tuple(row[name] for name in names) == key]
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
    """A number as the pages write it: no zero before the point in English."""
    text = f"{value:{sign}.{digits}f}"
    return text if language == "zh" else text.replace("0.", ".", 1) if abs(value) < 1 else text


def crps(value: str, target: str, language: Language) -> str:
    """A score with its unit."""
    if target in POINTS:
        return WORDS[language]["points"].format(number=number(100 * float(value), 2, language))
    return number(float(value), 4, language)


def score_lines(language: Language) -> list[str]:
    """The table of scores: each target's benchmark, chosen method, simulator and pool."""
    words = WORDS[language]
    lines = [words["head"], "| " + " | ".join(["---"] * words["head"].count(" | ")) + " | --- |"]
    for target, origin, horizon in SCORED:
        group = "mining_above_2_percent" if target == "mining_employment_share" else "all"
        first = next(row for row in table("outlook_scores") if row["target"] == target)
        mode = "nothing_given" if target == "mining_employment_share" else "national_given"
        of = score(target, origin, horizon, mode, first["benchmark"], group)
        held = [number(float(of[name]), 2, language) for name in
                ("coverage_90", "coverage_90_interval_low", "coverage_90_interval_high")]  # fmt: skip
        best = score(target, origin, horizon, *CHOSEN.get(target, (mode, first["benchmark"])), group)
        skill = [number(float(best[name]), 2, language, sign) for name, sign in
                 (("skill", "+"), ("skill_interval_95_low", ""), ("skill_interval_95_high", ""))]  # fmt: skip
        walk, own, pool = (crps(simulated(target, origin, name)["crps"], target, language)
                           for name in ("random_walk", "simulator", "combination"))  # fmt: skip
        if target == "mining_employment_share":
            own = words["over_all"].format(own=own, walk=walk)
        cells = [
            words[target].format(first=origin, last=origin + horizon),
            words[first["benchmark"]],
            crps(of["crps"], target, language),
            f"{held[0]} [{held[1]}, {held[2]}]",
            words["the_same"] if best is of else words[f"chosen_{target}"],
            crps(best["crps"], target, language),
            "0" if best is of else f"{skill[0]} [{skill[1]}, {skill[2]}]",
            own,
            pool,
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


PARTS = {"score table": score_lines}


def _missed(mode: str) -> Callable[[Language], str]:
    return lambda _: f"{100 * float(score('gdp_real', 2013, 6, mode, 'pooled_ar1')['mae']):.1f}"


def _numbers_scored(_: Language) -> str:
    return str(_score_of("as_shipped").numbers)


def _held(forecast: str) -> Callable[[Language], str]:
    def share(_: Language) -> str:
        row = _score_of(forecast)
        assert row.coverage_90 is not None
        assert row.coverage_90_range is not None
        low, high = row.coverage_90_range
        return f"{100 * row.coverage_90:.0f} [{100 * low:.0f}, {100 * high:.0f}]"

    return share


def _score_of(forecast: str) -> EvidenceScore:
    (row,) = [each for each in shipped_scores() if (each.forecast, each.group) == (forecast, "all")]
    return row


def _rate(name: str, kind: str) -> Callable[[Language], str]:
    def share(_: Language) -> str:
        (rate,) = [each for each in shipped_rates() if (each.half, each.kind, each.name) == ("told", kind, name)]
        return f"{100 * rate.value:.0f}"

    return share


def _assumed(city: str) -> Callable[[Language], str]:
    def share(_: Language) -> str:
        (row,) = [row for row in table("opening_shares") if (row["city"], row["kind"]) == (city, "assumed")]
        return f"{100 * float(row['share']):.0f}"

    return share


FIGURES: Mapping[str, Callable[[Language], str]] = {
    "listed": lambda _: str(len(rows("resource_cities"))),
    "gdp_missed": _missed("national_given"),
    "gdp_missed_with_nothing": _missed("nothing_given"),
    "numbers_scored": _numbers_scored,
    "numbers_held": _held("as_shipped"),
    "numbers_held_by_simulator": _held("simulator"),
    "wrongly_called": _rate("wrong_call_priced", "all"),
    "winners_called": _rate("found", "all"),
    "winners_called_priced": _rate("found_priced", "all"),
    "hegang_assumed": _assumed("hegang"),
}
"""Name of a figure -> its text in a language."""


def filled(text: str, language: Language) -> str:
    """The page with its figures and parts as the tables have them. Raises KeyError for a mark that is no figure."""
    text = MARK.sub(lambda mark: f"<!-- ={mark[1]} -->{FIGURES[mark[1]](language)}<!-- = -->", text)
    return page(text, language, PARTS)


if __name__ == "__main__":
    for name, language in PAGES.items():
        path = DOCS.parent / name
        path.write_text(filled(path.read_text(encoding="utf-8"), language), encoding="utf-8", newline="\n")
