"""Numbers as a reader of each language writes them: three significant digits in prose, exact in tables."""

from math import floor, isfinite, log10

from relode.language.sentences import Language

MINUS = "\N{MINUS SIGN}"


def number_text(value: float, unit: str, language: Language, *, exact: bool = False, sign: bool = False) -> str:
    """`value` of `unit` for a reader, with its unit word.

    Shares become per cent, persons and money are scaled (k, M, bn; 万, 亿) unless `exact`; `sign` writes
    a plus before positive values. Raises ValueError for a value that is not finite: say "unknown" instead.
    """
    if not isfinite(value):
        raise ValueError(f"no text for {value}: a missing number is said in words")
    body = _scaled(abs(value), unit, language, exact)
    lead = MINUS if value < 0 and any(c in "123456789" for c in body) else "+" if sign and value > 0 else ""
    return lead + body


def _scaled(size: float, unit: str, language: Language, exact: bool) -> str:
    if unit == "share":
        return f"{_digits(100 * size, exact_places=2 if exact else None)}{'%' if language == 'zh' else ' %'}"
    if unit == "share change":
        return (
            f"{_digits(100 * size, exact_places=2 if exact else None)} {_word('percentage points', language)}".replace(
                " 个", "个"
            )
        )
    factor, word = _scale(size, unit, language, exact)
    space = "" if language == "zh" else " "
    text = _digits(size / factor, exact_places=_places(size) if exact else None)
    return f"{text}{space}{word}" if word else text


def _places(size: float) -> int:
    return 0 if size == round(size) else 2 if size >= 1 else 4


def _digits(size: float, exact_places: int | None) -> str:
    """Three significant digits, or as many places as asked, in groups of three."""
    if exact_places is not None:
        return f"{size:,.{exact_places}f}"
    if size == 0:
        return "0"
    places = max(0, 2 - floor(log10(size)))
    rounded = round(size, places if size < 1000 else 2 - floor(log10(size)))
    places = max(0, 2 - floor(log10(rounded))) if rounded else 0
    return f"{rounded:,.{min(places, 6)}f}"


def _scale(size: float, unit: str, language: Language, exact: bool) -> tuple[float, str]:
    word = _word(unit, language)
    if exact:
        return 1, word
    if unit == "100 million yuan":
        return (10, "bn yuan") if language == "en" else (1, word)
    if unit in SCALED_UNITS:
        for factor, step in ((1e8, "亿"), (1e4, "万")) if language == "zh" else ((1e6, "M"), (1e4, "k")):
            if size >= factor:
                return (1e3 if step == "k" else factor), f"{step}{word}" if language == "zh" else f"{step} {word}"
    return 1, word


SCALED_UNITS = frozenset({"persons", "persons (long form)", "households", "t"})


def _word(unit: str, language: Language) -> str:
    from relode.language.sentences import say

    return say(f"units.{unit_key(unit)}", language)


def unit_key(unit: str) -> str:
    """The key of a unit's words in `units.toml`."""
    return "".join(c if c.isalnum() else "_" for c in unit).strip("_")
