"""Effects of any unit in words: no engine is needed."""

from math import isfinite

from relode.language import Amount, Language, Sentence, spoken


def effect_words(value: float, low: float | None, high: float | None, sources: tuple[str, ...]) -> Sentence:
    """A value with its interval, if it has one."""
    if low is None or high is None:
        return number_of(value, sources)
    ends = {"value": value, "low": low, "high": high}
    return Sentence("examine.interval", {name: number_of(end, sources) for name, end in ends.items()})


def number_of(value: float, sources: tuple[str, ...]) -> Sentence:
    """Three significant digits; what is endless (a cost where no job is made) is said."""
    if not isfinite(value):
        return Sentence("examine.endless", {})
    return Sentence("examine.number", {"value": Amount(value, "1", None, sources)})


def interval_words(value: float, low: float | None, high: float | None, language: Language) -> str:
    """A value with its interval as plain text."""
    return spoken(effect_words(value, low, high, ()), language)


def number_words(value: float, language: Language) -> str:
    """A value as plain text."""
    return spoken(number_of(value, ()), language)
