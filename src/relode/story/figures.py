"""Figures as they are read aloud: three significant digits at most, two where an interval says how sure they are."""

from relode.language import (
    Amount,
    ByLanguage,
    Clauses,
    Figure,
    Language,
    Sentence,
    figure_text,
    is_figure,
    plain_value,
    spoken,
)
from relode.language.numbers import SHARES, about_style, to_digits

COUNTED = ("count", "rank")
"""Units of which every one counts: 336 places are 336."""
LEAST_PART = 0.005
"""What is smaller than this part of the widest end of its interval is written as nothing."""


def rounded(figure: Figure) -> Amount:
    """The figure as it is written: what has an interval as the brief tells it, shares to three digits.

    What is less than a 200th of the widest end of its interval is 0. A figure that says itself how it is told is kept:
    rounded twice, 2,451 would be 2,400.
    """
    if isinstance(figure, Amount) and figure.style:
        return figure
    sources = tuple(getattr(figure, "sources", ()))
    ends = figure.interval_90
    if figure.unit in COUNTED:
        return Amount(figure.value, figure.unit, ends, sources)
    widest = max(abs(figure.value), *(abs(end) for end in ends)) if ends else abs(figure.value)

    is_share = figure.unit in SHARES
    style = "short" if is_share else about_style(figure.value, ends) if ends else "full"
    count = 2 if style == "round" else 3

    def told(value: float) -> float:
        return 0.0 if abs(value) < LEAST_PART * widest else to_digits(value, count)

    return Amount(told(figure.value), figure.unit, (told(ends[0]), told(ends[1])) if ends else None, sources, style)


def written(value: object) -> object:
    """A sentence, or another value of one, with its figures rounded."""
    if is_figure(value):
        return rounded(value)
    if isinstance(value, Sentence):
        return Sentence(value.key, {name: written(each) for name, each in value.values.items()})
    if isinstance(value, Clauses):
        return Clauses(tuple(written(each) for each in value.parts))
    if isinstance(value, ByLanguage):
        return ByLanguage(written(value.en), written(value.zh))
    if isinstance(value, list | tuple):
        return [written(each) for each in value]
    return value


def text_of(value: object, language: Language) -> str:
    """What a reader sees of a cell or a sentence."""
    result = written(value)
    if isinstance(result, Amount):
        return figure_text(result, language, "interval")
    if isinstance(result, Sentence):
        return spoken(result, language)
    return str(plain_value(result, language))


def steady_text(value: float) -> str:
    """Three digits with the zeros at their end, so that the numbers of a column look alike."""
    size = to_digits(value)
    if abs(size) < LEAST_PART:
        return "0"
    return f"{size:,.2f}" if abs(size) < 10 else f"{size:,.1f}" if abs(size) < 100 else f"{size:,.0f}"
