"""A section of the chapter "What can be done": where the uncertainty comes from."""

from typing import Any

from relode.language import Language, say
from relode.plan.uncertainty.plan_numbers import percent
from relode.plan.uncertainty.uncertainty_records import SensitivityRecord, VarianceShare


def uncertainty_section(record: SensitivityRecord | None, language: Language) -> dict[str, Any] | None:
    """Sentences and tables on where uncertainty comes from; None before that is known."""
    if record is None:
        return None
    from relode.plan.uncertainty.jobs_uncertainty_text import convergence_words  # its libraries start slowly

    return {
        "sentences": record.sentences[language],
        "how": say("planning.uncertainty.how", language, unknowns=record.unknowns),
        "convergence": [
            say(
                "planning.uncertainty.for",
                language,
                outcome=_outcome(name, language),
                text=convergence_words(of, language),
            )
            for name, of in record.outcomes.items()
        ],
        "tables": [
            _shares("groups", {name: of.groups for name, of in record.outcomes.items()}, language),
            _shares("singles", {name: of.singles for name, of in record.outcomes.items()}, language),
        ],
    }


def _shares(kind: str, outcomes: dict[str, tuple[VarianceShare, ...]], language: Language) -> dict[str, Any]:
    """First and total shares of each source for each outcome, in the order of the first outcome."""
    by_name = {name: {each.name: each for each in shares} for name, shares in outcomes.items()}
    first = next(iter(outcomes.values()))
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
                each.label[language],
                *(_share(by_name[name][each.name], part, language) for name in outcomes for part in parts),
            ]
            for each in first
        ],
    }


def _share(of: VarianceShare, part: str, language: Language) -> str:
    """A share of variance with half the length of its interval."""
    value, half = (percent(getattr(of, name), language) for name in (part, f"{part}_half_length_95"))
    return f"{value} ± {half}"


def _outcome(name: str, language: Language) -> str:
    return say(f"planning.uncertainty.outcome.{name}", language)
