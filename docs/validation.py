"""Figures and tables of validation.md, and figures of README.md, from the tables that ship.

    python -m studies run page_validation

In a page `<!-- =gdp_missed -->4.6<!-- = -->` is a figure of FIGURES, `<!-- forecasts -->` the beginning of a part.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from marked_parts import page
from relode import shipped_tables
from relode.evidence.evidence_answer import shipped_scores
from relode.evidence.record import EvidenceScore
from relode.facts import rows
from relode.language import Language
from relode.pathways.industries.city_scores import city_scores
from studies.evaluation.bust import shipped_bust
from validation_decisions import PARTS as DECIDED
from validation_forecasts import PARTS as FORECAST
from validation_forecasts import PER_CENT, number, score, table, with_ends
from validation_places import PARTS as PLACES
from validation_places import told
from validation_summary import summary

ROOT = Path(__file__).parents[1]
PAGES: Mapping[str, Language] = {
    "README.md": "en",
    "README.zh.md": "zh",
    "docs/validation.md": "en",
    "docs/validation.zh.md": "zh",
}
MARK = re.compile(r"<!-- =(\w+) -->.*?<!-- = -->", re.DOTALL)
PARTS = {"summary": summary, **PLACES, **FORECAST, **DECIDED}
LISTINGS = ("listings_2005", "listings_2010", "listings_2015")


def _missed(mode: str) -> Callable[[Language], str]:
    return lambda _: f"{PER_CENT * float(score('gdp_real', 2013, 6, mode, 'pooled_ar1')['mae']):.1f}"


def _held(forecast: str) -> Callable[[Language], str]:
    def share(language: Language) -> str:
        row = _score_of(forecast)
        assert row.coverage_90_range is not None
        ends = (row.coverage_90, *row.coverage_90_range)
        return with_ends([str(end) for end in ends], 0, language, PER_CENT)

    return share


def _score_of(forecast: str) -> EvidenceScore:
    (row,) = [each for each in shipped_scores() if (each.forecast, each.group) == (forecast, "all")]
    return row


def _assumed(_: Language) -> str:
    (row,) = [row for row in table("opening_shares") if (row["city"], row["kind"]) == ("hegang", "assumed")]
    return f"{PER_CENT * float(row['share']):.0f}"


def _origins_won(_: Language) -> str:
    gains = {one.question: one for one in city_scores()
             if (one.group, one.model, one.measure) == ("all", "gain", "average_precision")}  # fmt: skip
    return str(sum(gains[question].low > 0 for question in LISTINGS))


def _multiplier(language: Language) -> str:
    row = shipped_bust().set_index("outcome").loc["multiplier"]
    return with_ends([str(row[name]) for name in ("effect", "low", "high")], 2, language)


def _shocks(language: Language) -> str:
    found = shipped_bust().replace("", None)["effective_shocks"].dropna().astype(float)
    return number(found.max(), 1, language)


def _settled(_: Language) -> str:
    return str(len(shipped_tables.rows("relode.evidence", "simulated_worlds")))


FIGURES: Mapping[str, Callable[[Language], str]] = {
    "listed": lambda _: str(len(rows("resource_cities"))),
    "gdp_missed": _missed("national_given"),
    "gdp_missed_with_nothing": _missed("nothing_given"),
    "numbers_scored": lambda _: str(_score_of("as_shipped").numbers),
    "numbers_held": _held("as_shipped"),
    "numbers_held_by_simulator": _held("simulator"),
    "hegang_assumed": _assumed,
    "origins_won": _origins_won,
    "multiplier": _multiplier,
    "shocks": _shocks,
    "simulated_worlds": _settled,
    "shocks_alike": lambda _: told("resilience", "nation alike"),
    "shocks_untold": lambda _: told("resilience", "province cannot tell"),
    "peers_decide": lambda _: told("peers", "depends"),
}
"""Name of a figure -> its text in a language."""


def filled(text: str, language: Language) -> str:
    """The page with its figures and parts as the tables have them. Raises KeyError for a mark that is no figure."""
    text = MARK.sub(lambda mark: f"<!-- ={mark[1]} -->{FIGURES[mark[1]](language)}<!-- = -->", text)
    return page(text, language, PARTS)


if __name__ == "__main__":
    for name, language in PAGES.items():
        path = ROOT / name
        path.write_text(filled(path.read_text(encoding="utf-8"), language), encoding="utf-8", newline="\n")
