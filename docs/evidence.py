"""Tables of evidence.md and evidence.zh.md from what ships: python -m studies run page_evidence."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from marked_parts import renew
from relode import shipped_tables
from relode.evidence.conversions import worker_output
from relode.evidence.evidence_answer import evidence_answer, lever_words
from relode.evidence.evidence_chapter import effects_table
from relode.evidence.evidence_scored import OWN, SHOWN, gaps_table, in_short, losses_table, scores_table
from relode.evidence.left_out import scored_rows
from relode.evidence.studies import studies
from relode.evidence.worlds import LARGEST_RHAT, LEAST_EFFECTIVE, TESTED
from relode.language import Language, joined, say, spoken
from relode.story import Table
from relode.story.columns import cell_text

PAGES: dict[Language, str] = {"en": "evidence.md", "zh": "evidence.zh.md"}
ROOM = "relode.evidence"
UNDER_OTHER_PRIORS = (
    *(("cluster_support", "measure", "C"), ("connectivity_spending", "measure", "D"), ("spending", "money", "A")),
    *(("renewable_build_out", "measure", "D"), ("retraining_coverage", "measure", "H")),
)
"""Levers of the table of other priors; the table that ships has all."""


BOUNDS = {"of_rank": (0.44, 0.56), "of_half": (0.4, 0.6), "of_most": (0.84, 0.96)}
"""Between which a right fit has its mean rank and shares in 50 and 90 %, nineteen times of twenty, with 100 worlds."""


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)]


def table_lines(table: Table, language: Language) -> list[str]:
    """A table of a chapter as Markdown."""
    head = [spoken(column.head_with_unit, language) for column in table.columns]
    cells = [
        [cell_text(value, column, language) for value, column in zip(row, table.columns, strict=True)]
        for row in table.cells()
    ]
    return markdown(head, cells)


def effects(language: Language) -> list[str]:
    """What to expect of each lever."""
    return table_lines(effects_table(evidence_answer()), language)


def scores(language: Language) -> list[str]:
    """Scores by group, with what they say in words."""
    record = evidence_answer()
    words = [spoken(each, language) for each in in_short(record).said]  # type: ignore[arg-type]
    rows = [row for row in record.scores if row.group in SHOWN]
    return [{"en": " ", "zh": ""}[language].join(words), "", *table_lines(scores_table(rows), language)]


def gaps(language: Language) -> list[str]:
    """Differences of the joint log score to each simple forecast and the simulator, with intervals by clusters."""
    rows = [row for row in evidence_answer().scores if row.group in SHOWN]
    return table_lines(gaps_table(rows), language)


def choices(language: Language) -> list[str]:
    """Which weight of the synthesis in a pool, and which part of its median, the other clusters chose."""
    rows = shipped_tables.rows(ROOM, "evidence_row_scores")
    lines = []
    for forecast in ("pool", "shrunk"):
        chosen = {row["cluster"]: row["choice"] for row in rows if row["forecast"] == forecast}
        for choice, count in Counter(chosen.values()).most_common():
            lines.append([say(f"evidence.forecast.{forecast}", language), choice, f"{count} / {len(chosen)}"])
    return markdown([say(f"evidence.page.{key}", language) for key in ("forecast", "choice", "clusters")], lines)


def aims(language: Language) -> list[str]:
    """What was asked of the scores beforehand, and what they are."""
    found = {(row.forecast, row.group): row for row in evidence_answer().scores}
    lines = []
    for forecast in OWN:
        whole, own = found[forecast, "all"], found[forecast, "own"]
        assert whole.coverage_90 is not None
        assert whole.coverage_90_range is not None
        held = 0.85 <= whole.coverage_90 <= 0.95
        low, high = whole.coverage_90_range
        told = [("coverage", f"{whole.coverage_90:.2f} [{low:.2f}, {high:.2f}]", held)]
        for key, gap in (("no_effect", whole.above["no_effect"]), ("simulator", whole.above["simulator"]),
                         ("own", own.above["no_effect"])):  # fmt: skip
            told.append((key, f"{gap[0]:+.2f} [{gap[1]:+.2f}, {gap[2]:+.2f}]", gap[1] > 0))
        name = say(f"evidence.forecast.{forecast}", language)
        for key, value, reached in told:
            verdict = say(f"evidence.aim.{'reached' if reached else 'not_shown'}", language)
            lines.append([name, say(f"evidence.aim.{key}", language), value, verdict])
    return markdown([say(f"evidence.page.{key}", language) for key in ("forecast", "aim", "reached", "verdict")], lines)


def losses(language: Language) -> list[str]:
    """Groups of rows where a simple forecast scores better than what ships."""
    return table_lines(losses_table(evidence_answer().scores), language)


def priors(language: Language) -> list[str]:
    """Priors with source and reason."""
    head = [say(f"evidence.page.{key}", language) for key in ("prior", "value", "source", "reason")]
    rows = shipped_tables.rows(ROOM, "evidence_priors")
    return markdown(head, [[f"`{r['name']}`", r["value"], r["source"], r[f"reason_{language}"]] for r in rows])


def sensitivity(language: Language) -> list[str]:
    """What other priors would have said of the mean over places."""
    rows = shipped_tables.rows(ROOM, "prior_sensitivity")
    head = [say("evidence.page.priors", language)]
    head += [
        f"{spoken(lever_words(lever), language)}: {say(f'evidence.family.{family}', language)}"
        for lever, _, family in UNDER_OTHER_PRIORS
    ]
    lines = []
    for priors_name in dict.fromkeys(row["priors"] for row in rows):
        own = {(row["lever"], row["holds"], row["family"]): row for row in rows if row["priors"] == priors_name}
        cells = [
            f"{own[key]['average_median']} [{own[key]['average_p05']}, {own[key]['average_p95']}]"
            for key in UNDER_OTHER_PRIORS
        ]
        lines.append([say(f"evidence.variation.{priors_name}", language), *cells])
    return markdown(head, lines)


def worlds(language: Language) -> list[str]:
    """Ranks of the truth in simulated worlds: mean, and how many lay within 50 and 90 %."""
    rows = shipped_tables.rows(ROOM, "simulated_worlds")
    settled = [row for row in rows if float(row["rhat"]) <= LARGEST_RHAT and float(row["effective"]) >= LEAST_EFFECTIVE]
    longer = sum(int(row["draws"]) > min(int(each["draws"]) for each in rows) for row in rows)
    names = ("quantity", "rank", "spread_rank", "within_50", "within_90", "within_90_settled")
    head = [say(f"evidence.page.{key}", language) for key in names]
    lines, outside = [], {name: [] for name in BOUNDS}
    for quantity in TESTED:
        x, y = (np.array([float(row[quantity]) for row in of]) for of in (rows, settled))
        within = [
            ((of > (1 - level) / 2) & (of < (1 + level) / 2)).mean() for of, level in ((x, 0.5), (x, 0.9), (y, 0.9))
        ]
        for (name, (low, high)), found in zip(BOUNDS.items(), (x.mean(), *within[:2]), strict=True):
            if not low <= found <= high:
                outside[name].append(f"`{quantity}`")
        lines.append([f"`{quantity}`", f"{x.mean():.2f}", f"{x.std():.2f}", *(f"{share:.2f}" for share in within)])
    named = {name: joined(found, language) or say("evidence.page.none", language) for name, found in outside.items()}
    counts = {"count": len(rows), "settled": len(settled), "longer": longer}
    return [say("evidence.page.worlds", language, **counts, **named), "", *markdown(head, lines)]


def workers(language: Language) -> list[str]:
    """Value added per worker, with its sources."""
    head = [say(f"evidence.page.{key}", language) for key in ("country", "dollars", "spread", "source", "reason")]
    rows = {f"{r['country']} {r['year']}": r for r in shipped_tables.rows(ROOM, "value_added_per_worker")}
    return markdown(head, [
        [key, f"{worker.value:,.0f}", f"{worker.spread:.3f}", rows[key]["source"], rows[key][f"reason_{language}"]]
        for key, worker in worker_output().items()
    ])  # fmt: skip


def scored(language: Language) -> list[str]:
    """Ids of the rows that are scored."""
    ids = ", ".join(f"`{study.effect_id}`" for study in scored_rows(studies()))
    return [say("evidence.page.scored", language, count=len(scored_rows(studies()))), "", ids]


PARTS = {
    each.__name__: each
    for each in (effects, scores, aims, gaps, choices, losses, priors, sensitivity, worlds, workers, scored)
}

if __name__ == "__main__":
    renew(PAGES, PARTS)
