"""A section of the chapter "What can be done": where the uncertainty comes from."""

from collections.abc import Sequence
from typing import Any

from relode.language import Language, say
from relode.plan.uncertainty.plan_numbers import percent
from relode.plan.uncertainty.uncertainty_records import SensitivityRecord, VarianceShare


def uncertainty_section(record: SensitivityRecord | None, language: Language) -> dict[str, Any] | None:
    """Sentences and tables on where uncertainty comes from; None before that is known, and where there is none."""
    if record is None or record.jobs is None:
        return None
    from relode.plan.uncertainty.jobs_uncertainty_text import convergence_words  # its libraries start slowly

    return {
        "sentences": record.sentences[language],
        "how": say("planning.uncertainty.how", language, unknowns=record.unknowns),
        "convergence": convergence_words(record.jobs, language),
        "tables": [
            _shares("groups", record.jobs.groups, language),
            _shares("singles", record.jobs.singles, language),
        ],
    }


def _shares(kind: str, shares: Sequence[VarianceShare], language: Language) -> dict[str, Any]:
    """First and total share of each source."""
    parts = ("first", "total")
    return {
        "caption": say(f"planning.uncertainty.{kind}", language),
        "head": [say(f"planning.uncertainty.column.{name}", language) for name in ("source", *parts)],
        "rows": [[each.label[language], *(_share(each, part, language) for part in parts)] for each in shares],
    }


def _share(of: VarianceShare, part: str, language: Language) -> str:
    """A share of variance with half the length of its interval."""
    value, half = (percent(getattr(of, name), language) for name in (part, f"{part}_half_length_95"))
    return f"{value} ± {half}"
