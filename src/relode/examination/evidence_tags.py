"""What a plan says of a lever whose effect failed against published experiments. Light: no engine is needed."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from relode.errors import first_three
from relode.examination.effect_text import interval_words
from relode.facts import rows
from relode.language import Language, joined, say
from relode.vocabulary import quantity

EXAMINED = ("passed", "not_passed")


@dataclass(frozen=True)
class LeverEvidence:
    """Published experiments that speak of a lever and were never used to choose its effect, by how they went."""

    passed: tuple[str, ...]
    failed: tuple[str, ...]

    def record(self) -> dict[str, list[str]]:
        """As a plan's record has it."""
        return {"passed": list(self.passed), "failed": list(self.failed)}


@cache
def lever_evidence() -> Mapping[str, LeverEvidence]:
    """Lever -> how its experiments of use `examine` went; a lever without any is not in it."""
    by_lever: dict[str, dict[str, list[str]]] = {}
    for row in _results():
        for lever in row["levers"].split(";"):
            if lever and row["standing"] in EXAMINED:
                by_lever.setdefault(lever, {name: [] for name in EXAMINED})[row["standing"]].append(row["effect_id"])
    return {lever: LeverEvidence(*(tuple(found[name]) for name in EXAMINED)) for lever, found in by_lever.items()}


def _results() -> list[dict[str, str]]:
    """Rows of the shipped table; none before it is made."""
    table = files(__package__).joinpath("results.csv")
    return list(csv.DictReader(StringIO(table.read_text(encoding="utf-8")))) if table.is_file() else []


def standings() -> Counter[str]:
    """How many rows count as what."""
    return Counter(row["standing"] for row in _results())


def experiment_rows(names: Collection[str], language: Language) -> list[list[str]]:
    """Experiments of these levers under a head: study, outcome, published and simulated effect, what it counts as."""
    published = {row["effect_id"]: row for row in rows("published_effects")}
    head = [
        say(f"examine.column.{name}", language) for name in ("study", "outcome", "published", "simulated", "standing")
    ]
    found = []
    for row in _results():
        if not set(row["levers"].split(";")) & set(names):
            continue
        own = published[row["effect_id"]]
        low, high = (float(own[end]) if own[end] else None for end in ("low", "high"))
        said, run = interval_words(float(own["estimate"]), low, high, language), say("examine.none", language)
        if row["median"]:
            median, p05, p95 = (float(row[name]) for name in ("median", "p05", "p95"))
            run = interval_words(median, p05, p95, language)
        found.append([own["study"], own["outcome"], said, run, say(f"examine.standing.{row['standing']}", language)])
    return [head, *found]


def evidence_tag(lever: str, language: Language) -> str:
    """The tag of a lever that failed an experiment or that none examined; "" for one that passed all of its own."""
    found = lever_evidence().get(lever)
    if found is None:
        return say("examine.tag.unexamined", language)
    if not found.failed:
        return ""
    count = {"failed": len(found.failed), "rows": len(found.failed) + len(found.passed)}
    return say("examine.tag.failed", language, **count, experiments=first_three(found.failed))


def failed_levers(names: Iterable[str]) -> list[str]:
    """Of these levers those that failed an experiment."""
    return [name for name in names if name in lever_evidence() and lever_evidence()[name].failed]


def examination_note(failed: Sequence[str], language: Language) -> str:
    """The sentence that names the levers of a plan that failed, "" for none."""
    if not failed:
        return ""
    said = [
        say("examine.tag.lever", language, lever=quantity(name).label(language), tag=evidence_tag(name, language))
        for name in failed
    ]
    return say("examine.tag.note", language, levers=joined(said, language))
