"""Effects of any unit as words: no engine is needed."""

from math import isfinite

from relode.language import Language, say
from relode.language.numbers import MINUS


def interval_words(value: float, low: float | None, high: float | None, language: Language) -> str:
    """A value with its interval, if it has one."""
    if low is None or high is None:
        return number_words(value, language)
    ends = {"value": value, "low": low, "high": high}
    return say("examine.interval", language, **{name: number_words(end, language) for name, end in ends.items()})


def number_words(value: float, language: Language) -> str:
    """Three significant digits; what is endless (a cost where no job is made) is said."""
    if not isfinite(value):
        return say("examine.endless", language)
    size = f"{float(f'{abs(value):.3g}'):,.0f}" if abs(value) >= 1000 else f"{abs(value):.3g}"
    return f"{MINUS}{size}" if value < 0 else size
