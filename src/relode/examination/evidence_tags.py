"""What a plan says of a lever whose effect failed against published experiments. Light: no engine is needed."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from relode import shipped_tables
from relode.errors import first_three
from relode.examination.effect_text import effect_words
from relode.facts import rows
from relode.language import Sentence, plain_cell

EXAMINED = ("passed", "not_passed")


@dataclass(frozen=True)
class LeverEvidence:
    """Published experiments that speak of a lever and were never used to choose its effect, by how they went."""

    passed: tuple[str, ...]
    failed: tuple[str, ...]


@cache
def lever_evidence() -> Mapping[str, LeverEvidence]:
    """Lever -> how its experiments of use `examine` went; a lever without any is not in it."""
    by_lever: dict[str, dict[str, list[str]]] = {}
    for row in _results():
        for lever in row["levers"].split(";"):
            if lever and row["standing"] in EXAMINED:
                by_lever.setdefault(lever, {name: [] for name in EXAMINED})[row["standing"]].append(row["effect_id"])
    return {lever: LeverEvidence(*(tuple(each[name]) for name in EXAMINED)) for lever, each in by_lever.items()}


def _results() -> tuple[dict[str, str], ...]:
    """Rows of the shipped table; none before it is made."""
    return shipped_tables.optional_rows("relode.examination", "results")


def standings() -> Counter[str]:
    """How many rows count as what."""
    return Counter(row["standing"] for row in _results())


def experiment_rows(names: Collection[str]) -> list[list[Sentence]]:
    """Experiments of these levers under a head: study, outcome, published and simulated effect, what it counts as."""
    published = {row["effect_id"]: row for row in rows("published_effects")}
    columns = ("study", "outcome", "published", "simulated", "standing")
    sentences = [[Sentence(f"examine.column.{name}", {}) for name in columns]]
    for row in _results():
        if not set(row["levers"].split(";")) & set(names):
            continue
        own = published[row["effect_id"]]
        low, high = (float(own[end]) if own[end] else None for end in ("low", "high"))
        run = Sentence("examine.none", {})
        if row["median"]:
            median, p05, p95 = (float(row[name]) for name in ("median", "p05", "p95"))
            run = effect_words(median, p05, p95, ("simulator",))
        sentences.append(
            [
                plain_cell(own["study"]),
                plain_cell(own["outcome"]),
                effect_words(float(own["estimate"]), low, high, ("published_effects",)),
                run,
                Sentence(f"examine.standing.{row['standing']}", {}),
            ]
        )
    return sentences


def evidence_tag(lever: str) -> Sentence | None:
    """The tag of a lever that failed an experiment or that none examined; None for one that passed all of its own."""
    result = lever_evidence().get(lever)
    if result is None:
        return Sentence("examine.tag.unexamined", {})
    if not result.failed:
        return None
    counts = {"failed": len(result.failed), "rows": len(result.failed) + len(result.passed)}
    return Sentence("examine.tag.failed", {**counts, "experiments": first_three(result.failed)})
