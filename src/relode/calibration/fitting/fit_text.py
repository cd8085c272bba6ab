"""A fit in words, and its posterior as a table."""

from collections.abc import Callable

from relode.calibration.fitting.draws import ONLY_LEVERS
from relode.calibration.fitting.fit import FitAnswer, FittedMoment, PosteriorFit
from relode.language import Amount, Language, Sentence, spoken
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.text import table_lines

SOURCES = ("simulator",)
MOST = 12
"""Parameters that are named, those of which most was learnt first."""


def posterior_text(fit: PosteriorFit) -> str:
    """Draws of standard scores as CSV, to four digits: a ten-thousandth of a prior's spread.

    Parameters that only levers use are left out: what a plane through few draws says of them is chance.
    """
    kept = [i for i, name in enumerate(fit.names) if name not in ONLY_LEVERS]
    head = ",".join(fit.names[i] for i in kept)
    lines = [head, *(",".join(f"{row[i]:.4f}" for i in kept) for row in fit.scores)]
    return "\n".join(lines) + "\n"


def fit_text(answer: FitAnswer, language: Language) -> str:
    """Moments beside their targets, what was learnt of parameters, and where the posterior is."""
    head, *rest = fit_sentences(answer)
    table = table_lines(moment_table(answer.fit), language)
    return "\n".join([spoken(head, language), *table, *(spoken(each, language) for each in rest)])


def fit_sentences(answer: FitAnswer) -> tuple[Sentence, ...]:
    """What was fitted, what was learnt, and where the posterior is: all but the table of moments."""
    fit = answer.fit
    learnt = sorted(fit.contraction.items(), key=lambda item: -item[1])[:MOST]
    shown = fit.singular_values[: fit.directions + 2]
    singular = [Sentence("calibration.fit.number", {"value": _ratio(value)}) for value in shown]
    return (
        Sentence("calibration.fit.head", {"origin": fit.origin, "count": len(fit.moments)}),
        Sentence("calibration.fit.directions", {"count": fit.directions, "singular": singular}),
        Sentence("calibration.fit.learnt", {}),
        *(
            Sentence("calibration.fit.parameter", {"name": name, "share": Amount(value, "share", None, SOURCES)})
            for name, value in learnt
        ),
        Sentence("calibration.fit.where", {"path": answer.posterior}),
    )


def moment_table(fit: PosteriorFit) -> Table:
    """Each moment beside its target, before and after the fit."""
    columns = (
        _column("moment", "name"),
        _column("target", lambda each: _spread(each.target, each.se)),
        _column("prior", lambda each: Sentence("calibration.fit.mean", {"value": _ratio(each.prior)})),
        _column("model", lambda each: _spread(each.model, each.spread)),
        _column("passed", lambda each: Sentence(f"calibration.fit.{'yes' if each.passed else 'no'}", {})),
    )
    return Table(None, columns, fit.fitted, SOURCES)


def _column(name: str, field: str | Callable[[FittedMoment], Sentence]) -> Column:
    return Column(f"calibration.fit.{name}", field, format=IN_TEXT)


def _spread(value: float, spread: float) -> Sentence:
    return Sentence("calibration.fit.spread", {"value": _ratio(value), "spread": _ratio(spread)})


def _ratio(value: float) -> Amount:
    return Amount(value, "1", None, SOURCES)
