"""Renews the tables of docs/deals.md in both languages: verdicts on the examples, and on planted deals."""

import csv
from pathlib import Path

from relode.deals import appraised, read_deals
from relode.deals.ledger import cohort_scores
from relode.language import Language, number_text, say

DOCS = Path(__file__).parent
MARK = "<!-- {} -->"


def examples(language: Language) -> list[str]:
    """A row an example: verdict, net jobs, net of the city, break-even."""
    rows = []
    for path in sorted((DOCS / "examples").glob("*.toml")):
        one = appraised(read_deals(path)[0].deal)
        word = say(f"deals.verdict_word.{one.verdict}", language)
        works = one.kind == "public_works"
        net = "–" if works else number_text(one.city.mean, "yuan", language)
        jobs = "–" if works else f"{one.jobs.net.mean:.0f}"
        needed = one.break_even.but_for
        even = "–" if works or needed is None else number_text(needed, "share", language)
        rows.append(f"| [{path.stem}](examples/{path.name}) | {word} | {jobs} | {net} | {even} |")
    return rows


def planted() -> list[str]:
    """The table of planted deals as it was written."""
    rest = ("called_when_it_gains", "as_told", "sign_all", "always_if", "always_if_all_accept")
    with (DOCS / "planted_deals.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = ("kind", "deals", "lose", "gain")
    return [_line([*(row[name] for name in counts), _wrong(row), *(row[n] for n in rest)]) for row in rows]


def _wrong(row: dict[str, str]) -> str:
    return f"{row['sign_when_it_loses']} ({row['sign_when_it_loses_upper_95']})"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def scores() -> list[str]:
    """Cohorts foretold from the others."""
    return [
        f"| {one.rule} | {one.cohorts} | {one.coverage_90:.2f} | {one.log_score:.2f} | {one.mae:.3f} |"
        for one in cohort_scores(1)
    ]


def renewed(text: str, name: str, rows: list[str]) -> str:
    """The text with the rows of a marked table replaced."""
    start, end = MARK.format(name), MARK.format(f"end of {name}")
    head, _, rest = text.partition(start + "\n")
    table, _, tail = rest.partition(end)
    frame = table.splitlines()[:2]
    return "\n".join([head + start, *frame, *rows, end]) + tail


def main() -> None:
    """Renew both pages."""
    for language, name in (("en", "deals.md"), ("zh", "deals.zh.md")):
        page = DOCS / name
        text = page.read_text(encoding="utf-8")
        for table, rows in (("examples", examples(language)), ("planted", planted()), ("scores", scores())):
            text = renewed(text, table, rows)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
