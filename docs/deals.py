"""Tables of deals.md and deals.zh.md: examples, planted deals, scores. python -m studies run page_deals."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from marked_parts import renew
from relode.deals import DealAppraisal, appraised, read_deals
from relode.deals.amounts import verdict_word
from relode.deals.chapter import fill_in_words
from relode.deals.ledger import cohort_scores
from relode.language import Language, number_text, say, spoken

DOCS = Path(__file__).parent
PAGES: dict[Language, str] = {"en": "deals.md", "zh": "deals.zh.md"}
PLANTED = ("deals", "lose", "gain", "wrong", "wrong_tipped", "called", "as_told", "sign_all", "always_if", "accepted")
"""Columns of the table of planted deals after the kind of contract."""


def lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


@cache
def appraisals() -> Mapping[str, DealAppraisal]:
    """File -> its appraisal, of every example."""
    files = sorted((DOCS / "examples").glob("*.toml"))
    return {path.name: appraised(read_deals(path)[0].deal) for path in files}


def examples(language: Language) -> list[str]:
    """A row an example: verdict, net jobs, net of the city, break-even; of public works what users of 2035 fill."""
    rows = []
    for name, one in appraisals().items():
        net, jobs, even, filled = ("–",) * 4
        if one.works is None:
            net, jobs = number_text(one.city.mean, "yuan", language), f"{one.jobs.net.mean:.0f}"
            if one.break_even.but_for is not None:
                even = number_text(one.break_even.but_for, "share", language)
        elif one.works.filled is not None:
            filled = number_text(one.works.filled, "share", language)
        word = spoken(verdict_word(one.verdict, one.kind), language)
        rows.append([f"[{name.removesuffix('.toml')}](examples/{name})", word, jobs, net, even, filled])
    keys = ("file", "verdict", "net_jobs", "mean", "break_even", "filled")
    return lines([say(f"deals.docs.{key}", language) for key in keys], rows)


def fill_in(language: Language) -> list[str]:
    """What has to be filled in first: the cell, who has it, and the verdict at both ends."""
    return [
        f"- [{name.removesuffix('.toml')}](examples/{name}): {spoken(fill_in_words(each, one.kind), language)}"
        for name, one in appraisals().items()
        for each in one.fill_in
    ]


def planted(language: Language) -> list[str]:
    """The table of planted deals as it was written."""
    with (DOCS / "planted_deals.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    rows = [
        [
            say(f"deals.contract.{row['kind']}", language),
            *(row[name] for name in ("deals", "lose", "gain")),
            f"{row['sign_when_it_loses']} ({row['sign_when_it_loses_upper_95']})",
            row["sign_when_it_loses_if_tipped_run_half"],
            *(
                row[name]
                for name in ("called_when_it_gains", "as_told", "sign_all", "always_if", "always_if_all_accept")
            ),
        ]
        for row in table
    ]
    return lines([say(f"deals.docs.{key}", language) for key in ("contract", *PLANTED)], rows)


def scores(language: Language) -> list[str]:
    """Cohorts foretold from the others."""
    rows = [
        [
            say(f"deals.ledger.{one.rule}", language),
            str(one.cohorts),
            f"{one.coverage_90:.2f}",
            f"{one.log_score:.2f}",
            f"{one.mae:.3f}",
        ]
        for one in cohort_scores(1)
    ]
    return lines(
        [say(f"deals.ledger.{key}", language) for key in ("rule", "cohorts", "coverage", "log_score", "mae")], rows
    )


PARTS = {"examples": examples, "fill_in": fill_in, "planted": planted, "scores": scores}

if __name__ == "__main__":
    renew(PAGES, PARTS)
