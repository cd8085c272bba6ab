"""A section of the chapter "What can be done": where the uncertainty comes from."""

from collections.abc import Mapping
from typing import Any

from relode.language import Language, say
from relode.plan.uncertainty.plan_numbers import percent

Record = Mapping[str, Any]


def uncertainty_section(record: Record | None, language: Language) -> dict[str, Any] | None:
    """Sentences and tables on where uncertainty comes from; None before that is known."""
    if not record:
        return None
    from relode.plan.uncertainty.jobs_uncertainty_text import convergence_words  # its libraries start slowly

    return {
        "sentences": record["sentences"][language],
        "how": say("planning.uncertainty.how", language, unknowns=record["unknowns"]),
        "convergence": [
            say(
                "planning.uncertainty.for",
                language,
                outcome=_outcome(name, language),
                text=convergence_words(of, language),
            )
            for name, of in record["outcomes"].items()
        ],
        "tables": [_shares(record, kind, language) for kind in ("groups", "singles")],
    }


def _shares(record: Record, kind: str, language: Language) -> dict[str, Any]:
    """First and total shares of each source for each outcome, in the order of the first outcome."""
    outcomes = record["outcomes"]
    by_name = {name: {each["name"]: each for each in of[kind]} for name, of in outcomes.items()}
    first = next(iter(outcomes.values()))[kind]
    parts = ("first", "total")
    return {
        "caption": say(f"planning.uncertainty.{kind}", language),
        "head": [
            say("planning.uncertainty.column.source", language),
            *(
                say(f"planning.uncertainty.column.{part}", language, outcome=_outcome(name, language))
                for name in outcomes
                for part in parts
            ),
        ],
        "rows": [
            [
                each["label"][language],
                *(_share(by_name[name][each["name"]], part, language) for name in outcomes for part in parts),
            ]
            for each in first
        ],
    }


def _share(of: Record, part: str, language: Language) -> str:
    """A share of variance with half the length of its interval."""
    value, half = (percent(of[key], language) for key in (part, f"{part}_half_length_95"))
    return f"{value} ± {half}"


def _outcome(name: str, language: Language) -> str:
    return say(f"planning.uncertainty.outcome.{name}", language)
