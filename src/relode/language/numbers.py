"""Numbers as a reader of each language writes them: three significant digits in prose, exact in tables."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from math import floor, isfinite, log10

from relode.language.sentences import Language, has_sentence, say

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
SHARES = ("share", "share per year", "share change")
"""Units shown per cent; a "share change" is a difference of shares and shown in percentage points."""

SCALES: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, "bn"), (1e6, "M"), (1e4, "k")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
FACTORS = {"bn": 1e9, "M": 1e6, "k": 1e3, "亿": 1e8, "万": 1e4}
WRITTEN_OUT: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, "billion"), (1e6, "million")),
    "zh": SCALES["zh"],
}
INDIVISIBLE = frozenset({"persons", "person-years", "yuan", "ha", "t"})
"""Units of which nobody is told parts."""
DIGITS = {"full": 3, "round": 2}
"""Styles of numbers that are read aloud: so many significant digits, thousands written out."""
PER_CENT: dict[Language, str] = {"en": f"{NO_BREAK}%", "zh": "%"}
POINTS: dict[Language, str] = {"en": f"{NO_BREAK}percentage points", "zh": "个百分点"}
STEPS_OF_INTERVAL = 10
"""An interval is at least so many steps of the last digit wide."""
ONE = {"people": "person", "job-years": "job-year"}
"""English words of one of a unit, where a reader meets it."""
POINT: dict[Language, str] = {"en": POINTS["en"].removesuffix("s"), "zh": POINTS["zh"]}
LOST = 1e-5
"""An end of an interval is lost beside one that is a hundred thousand times as large."""
BARE = " bare"
"""After one of these styles: without the word of the unit."""
WORDLESS = ("ratio", "rank", "count", "1", "index", "money")
MONEY = "100 million yuan"
MONEY_A_YEAR = "100 million yuan per year"
"""Told as yuan, scaled: half of it is 50 M yuan a year."""
COUNTED_IN = {"10 thousand yuan": 1e4, "10^4 yuan": 1e4, "100 million yuan": 1e8}
"""What prices are counted in by tables, in yuan: a reader is told yuan, 6,000 or 0.6万 of them."""
POWER = "MW"
"""Written in kilowatts in Chinese, with 万."""
COUNTED = ("persons", "person-years")
"""Units of which a part of one is none: the millionth of a miner in a model is nobody."""


def number_text(value: float, unit: str, language: Language, style: str = "") -> str:
    """`value` of `unit` for a reader, with the word of the unit.

    Styles: "" three significant digits, large numbers scaled (k, M, bn; 万, 亿); "size" the same without a
    sign; "full" three and "round" two significant digits with thousands written out (147,000; 1.2 million);
    "sign" with a plus where positive; "bare" without the word; "exact" every digit that matters; ".2f" so many
    digits after the point; "given" as a source gives it, without zeros at the end, "short" three digits of it; of
    shares "whole" per cents, "tenths" of them, or "rough": one digit below a tenth, whole per cents above. A style
    after a plus has a plus where positive.
    Raises ValueError for a value that is not finite: a missing number is said in words.

    Example:
        >>> rl.language.number_text(0.111, "share", "en").split()  # a space that breaks no line
        ['11.1', '%']
        >>> rl.language.number_text(891271, "persons", "en").split()
        ['891', 'k', 'people']
    """
    if not isfinite(value):
        raise ValueError(f"{value} has no text: a missing number is said in words")
    value, unit = in_yuan(value, unit)
    is_signed, style = style == "sign" or style.startswith("+"), style.removeprefix("+")
    if unit in COUNTED and abs(value) < 1:
        value = round(value)
    if style.removesuffix(BARE) in DIGITS:
        body = _written_out(abs(value), unit, language, DIGITS[style.removesuffix(BARE)], style.endswith(BARE))
    elif unit in SHARES:
        body = _shares(abs(value), unit, language, style)
    else:
        body = _amount(abs(value), unit, language, style)
    if style == "size" or not any(digit in body for digit in "123456789"):
        return body
    return f"{MINUS}{body}" if value < 0 else f"+{body}" if is_signed and value > 0 else body


def in_yuan(value: float, unit: str) -> tuple[float, str]:
    """A price counted in ten thousand or a hundred million yuan for one of something, in yuan; all else as it is.

    Example:
        >>> rl.language.numbers.in_yuan(0.6, "10 thousand yuan per person")
        (6000.0, 'yuan per person')
    """
    counted = next((name for name in COUNTED_IN if unit.startswith((f"{name} per ", f"{name}/"))), "")
    if not counted or unit == MONEY_A_YEAR:
        return value, unit
    return float(f"{value * COUNTED_IN[counted]:.12g}"), unit.replace(counted, "yuan", 1)


def to_digits(value: float, count: int = 3) -> float:
    """The value to so many significant digits, in its unit: a half goes up, in every unit that it may be counted in.

    Example:
        >>> rl.language.numbers.to_digits(97.55), rl.language.numbers.to_digits(97.55e8)
        (97.6, 9760000000.0)
    """
    exact = Decimal(f"{value:.12g}")  # what a factor of a unit leaves in the last digits of a float is no figure
    return float(Context(prec=count, rounding=ROUND_HALF_UP).plus(exact)) if exact else 0.0


def digit_step(value: float, count: int = 3) -> float:
    """What the last of so many significant digits of a value counts, in its unit. Limits: a value of 0 has none.

    Example:
        >>> rl.language.numbers.digit_step(891_271)
        1000.0
    """
    return float(10.0 ** (floor(log10(abs(value))) + 1 - count))


def about_style(value: float, interval: Sequence[float] | None) -> str:
    """The style of a figure that is read aloud with its interval: "round", but "full" where the interval is narrow.

    Two digits are enough where their last one is at most a tenth of the interval.

    Example:
        >>> rl.language.about_style(1_253_000, (1_090_000, 1_430_000))  # 1.25 million, where 1.3 would be off
        'full'
    """
    if interval is None or value == 0:
        return "round"
    return "round" if digit_step(value, 2) <= (interval[1] - interval[0]) / STEPS_OF_INTERVAL else "full"


def interval_text(interval: Sequence[float], unit: str, language: Language) -> str:
    """An interval for a reader, from low to high.

    Example:
        >>> rl.language.interval_text((0.107, 0.116), "share", "en").split()
        ['10.7', '%', 'to', '11.6', '%']
    """
    return joined_ends([number_text(end, unit, language) for end in told_ends(interval)], language)


def told_ends(interval: Sequence[float]) -> list[float]:
    """The ends of an interval as they are told: one below a hundred-thousandth of the other is 0. [unit of the ends]

    Nothing is known to so many digits: it is what is left of a sum or a draw that is 0.

    Example:
        >>> rl.language.numbers.told_ends((-18.7e6, -4e-6))
        [-18700000.0, 0.0]
    """
    least = LOST * max(map(abs, interval))
    return [0.0 if abs(end) < least else float(end) for end in interval]


def joined_ends(ends: Sequence[str], language: Language) -> str:
    """The ends of an interval as one text."""
    return {"en": " to ", "zh": "至"}[language].join(ends)


def unit_word(unit: str, language: Language) -> str:
    """The word that follows a number of `unit`, "" where none does.

    Example:
        >>> rl.language.unit_word("persons", "en")
        'people'
    """
    return "" if unit in WORDLESS else unit_name(unit, language)


@cache
def unit_name(unit: str, language: Language) -> str:
    """The name of a unit, for the column of units in a table.

    Example:
        >>> rl.language.unit_name("persons", "en")
        'people'
    """
    return say(f"units.{unit_key(unit)}", language)


def has_unit(unit: str) -> bool:
    """Whether `units.toml` has words for the unit."""
    return has_sentence(f"units.{unit_key(unit)}")


def unit_key(unit: str) -> str:
    """The key of a unit's words in `units.toml`."""
    return "".join(c if c.isalnum() else "_" for c in unit).strip("_")


def _shares(size: float, unit: str, language: Language, style: str) -> str:
    is_bare, style = style.endswith("bare"), style.removesuffix("bare").removesuffix(" ")
    places = {"exact": 2, "whole": 0, "tenths": 1}.get(style, _fixed(style))
    if style == "rough":
        digits = _rough(size)
    elif style == "short":
        digits = _significant(100 * size, 3)
    else:
        digits = _three_digits(100 * size) if places is None else f"{100 * size:,.{places}f}"
    if unit == "share change" and is_bare:
        return digits
    if unit == "share change" and digits == "1":
        return digits + POINT[language]
    return digits + (POINTS if unit == "share change" else PER_CENT)[language]


def _amount(size: float, unit: str, language: Language, style: str) -> str:
    if unit == POWER and language == "zh":
        size, unit = 1000 * size, "kW"
    if unit == MONEY_A_YEAR and style in ("", "size", "sign", "bare"):
        size, unit = 1e8 * size, "yuan per year"
    if unit in ("yuan", "yuan per year") and size < 1 and style in ("", "size", "sign"):
        size = round(size)
    word, places = "" if style == "bare" else unit_word(unit, language), _fixed(style)
    if unit == MONEY and language == "en":
        size, step, word = size / 10, "bn", "" if style == "bare" else "yuan"
        places = 3 if style == "exact" else places
        digits = _three_digits(size) if places is None else f"{size:,.{places}f}"
    elif places is not None:
        digits, step = f"{size:,.{places}f}", ""
    elif style in ("exact", "given", "short"):
        digits, step = {"exact": _all_digits, "given": "{:g}".format, "short": _short}[style](size), ""
    else:
        step = next((name for least, name in SCALES[language] if _rounded(size) >= least), "")
        digits = _three_digits(size / FACTORS.get(step, 1))
    if language == "zh":
        return f"{digits}{step}{word}"
    return _joined(digits, step, word)


def _written_out(size: float, unit: str, language: Language, count: int, is_bare: bool) -> str:
    """So many significant digits, with thousands in full and millions in words; per cents from one on are whole."""
    if unit in SHARES:
        digits = f"{100 * size:,.0f}" if size >= 0.01 else _significant(100 * size, count)
        if unit != "share change":
            return digits + PER_CENT[language]
        return digits + ("" if is_bare else POINTS[language])
    if unit in (MONEY, MONEY_A_YEAR):
        size, unit = size * 1e8, "yuan" if unit == MONEY else "yuan per year"
    if unit == POWER and language == "zh":
        size, unit = 1000 * size, "kW"
    size = round(size) if unit in INDIVISIBLE and size < 1 else to_digits(size, count)
    size = round(size) if unit in COUNTED else size
    factor, step = next(((least, name) for least, name in WRITTEN_OUT[language] if size >= least), (1.0, ""))
    word = "" if is_bare else unit_word(unit, language)
    parts = _significant(size / factor, count), step, word
    return "".join(parts) if language == "zh" else _joined(*parts)


def _joined(digits: str, step: str, word: str) -> str:
    """Digits, scale and unit in English; of one person the unit is in the singular."""
    told = ONE.get(word, word) if digits == "1" and not step else word
    return NO_BREAK.join(filter(None, (digits, step, told)))


def _fixed(style: str) -> int | None:
    """The digits after the point that a style such as ".2f" asks for."""
    return int(style[1:-1]) if style.startswith(".") and style.endswith("f") else None


def _rough(size: float) -> str:
    """Per cents as a model of rare events can tell them: one digit below a tenth, whole ones above."""
    rounded = float(f"{size:.1g}" if size < 0.1 else f"{size:.2g}")
    return f"{100 * rounded:,.0f}" if rounded >= 0.1 else f"{100 * rounded:.4g}"


def _three_digits(size: float) -> str:
    """Three significant digits in groups of three; whole numbers below 10,000 keep all four."""
    if size < 5e-7:  # nothing at six places
        return "0"
    rounded = round(size) if 999.5 <= size < 9999.5 or size == round(size) < 10_000 else _rounded(size)
    if rounded >= 1000 or size == round(size):
        return f"{rounded:,.0f}"
    return f"{rounded:.{min(6, max(0, 2 - floor(log10(rounded))))}f}"


def _significant(size: float, count: int) -> str:
    """So many significant digits in groups of three, without zeros after the point."""
    text = f"{Decimal(str(to_digits(size, count))):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(size: float) -> float:
    """To three significant digits."""
    return to_digits(size, 3)


def _short(size: float) -> str:
    """Three significant digits without zeros at the end, never scaled."""
    return f"{_rounded(size):,.0f}" if size >= 1000 else f"{_rounded(size):.3g}"


def _all_digits(size: float) -> str:
    if size == round(size):
        return f"{size:,.0f}"
    return f"{size:,.{2 if size >= 1 else 3 if size >= 0.01 else 6}f}"
