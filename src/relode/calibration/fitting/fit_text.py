"""A fit in words, and its posterior as a table."""

from relode.calibration.fitting.fit import FitAnswer, PosteriorFit
from relode.language import Language, number_text, say
from relode.language.text_columns import aligned


def posterior_text(found: PosteriorFit) -> str:
    """Draws of standard scores as CSV, to four digits: a ten-thousandth of a prior's spread."""
    lines = [",".join(found.names), *(",".join(f"{x:.4f}" for x in row) for row in found.scores)]
    return "\n".join(lines) + "\n"


def fit_text(answer: FitAnswer, language: Language) -> str:
    """Moments beside their targets, what was learnt of parameters, and where the posterior is."""
    found = answer.fit
    head = [say(f"calibration.fit.{name}", language) for name in ("moment", "target", "prior", "model", "passed")]
    rows = [
        [
            moment.name,
            f"{moment.target:.3f} ± {moment.se:.3f}",
            f"{moment.prior:.3f}",
            f"{moment.model:.3f} ± {moment.spread:.3f}",
            say(f"calibration.fit.{'yes' if moment.passed else 'no'}", language),
        ]
        for moment in found.fitted
    ]
    learnt = sorted(found.contraction.items(), key=lambda item: -item[1])[:12]
    singular = ", ".join(f"{value:.2f}" for value in found.singular_values[: found.directions + 2])
    return "\n".join(
        [
            say("calibration.fit.head", language, origin=found.origin, count=len(rows)),
            *aligned([head, *rows]),
            say("calibration.fit.directions", language, count=found.directions, singular=singular),
            say("calibration.fit.learnt", language),
            *(f"- {name}: {number_text(value, 'share', language)}" for name, value in learnt),
            say("calibration.fit.where", language, path=answer.posterior),
        ]
    )
