"""Values as a planner types them: money, areas, prices of land, shares. What has no unit and needs one is refused.

Letters and words of sizes and units in either language are in `typed_words.csv`.
"""

import math
import re
from collections.abc import Iterable, Mapping

from relode import shipped_tables
from relode.errors import RelodeError


def typed_words(kind: str) -> Mapping[str, float]:
    """Words of a kind that people type -> what they stand for."""
    table = shipped_tables.rows(__package__, "typed_words")
    return {row["text"]: float(row["value"]) for row in table if row["kind"] == kind}


SIZE_LETTERS: Mapping[str, float] = {"": 1.0, **typed_words("size")}
SQUARE_METRES: Mapping[str, float] = typed_words("area")
YUAN = frozenset({"", *typed_words("yuan")})
DOLLAR = frozenset(typed_words("dollar"))
OTHER_CURRENCIES = frozenset(typed_words("other"))


def _one_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(filter(None, words), key=len, reverse=True))


NUMBER = r"(?P<number>[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+))"
CURRENCY = f"{_one_of(YUAN | DOLLAR | OTHER_CURRENCIES)}|[A-Za-z]{{2,}}"
SIZE = f"{_one_of(SIZE_LETTERS)}|{_one_of(letter.upper() for letter in SIZE_LETTERS)}"
MONEY = re.compile(rf"\s*(?P<sign>{CURRENCY})?\s*{NUMBER}\s*(?P<size>{SIZE})?\s*(?P<currency>{CURRENCY})?\s*")
AREA = re.compile(rf"\s*{NUMBER}\s*(?P<size>{SIZE})?\s*(?P<unit>{_one_of(SQUARE_METRES)})\s*")
SHARE = re.compile(rf"\s*{NUMBER}\s*(?P<sign>%)?\s*")


def money(value: object, yuan_per_dollar: float | None = None) -> float:
    """A sum in yuan: `2B`, `200M` or the same in Chinese, or plain yuan; dollars only where a rate is given. [yuan]

    Raises RelodeError for another form, another currency, less than 0, and what is no number.
    """
    form = MONEY.fullmatch(_text(value))
    if form is None:
        raise RelodeError("deals.money_form", value=value)
    amount = _number(form["number"], value) * SIZE_LETTERS[(form["size"] or "").lower()]
    currency = (form["currency"] or form["sign"] or "").lower()
    if currency in DOLLAR:
        if yuan_per_dollar is None:
            raise RelodeError("deals.dollars", value=value)
        return amount * yuan_per_dollar
    if currency not in YUAN:
        raise RelodeError("deals.currency", value=value)
    return amount


def area(value: object) -> float:
    """An area: `300mu`, `20ha`, `200000m2`. [m2]

    Raises RelodeError for a bare number, another unit and less than 0.
    """
    form = None if _is_number(value) else AREA.fullmatch(str(value))
    if form is None:
        raise RelodeError("deals.area_form", value=value)
    size = SIZE_LETTERS[(form["size"] or "").lower()]
    return _number(form["number"], value) * size * SQUARE_METRES[form["unit"]]


def land_price(value: object) -> float:
    """A price of land: `150/m2`, `100k/mu`. [yuan/m2]

    Raises RelodeError without a unit of area, for another form and less than 0.
    """
    sum_text, stroke, unit = str(value).partition("/")
    unit = unit.strip()
    if not stroke or unit not in SQUARE_METRES:
        raise RelodeError("deals.land_price_form", value=value)
    return money(sum_text) / SQUARE_METRES[unit]


def share(value: object) -> float:
    """A share of a whole: `.4` or `40%`. [0-1]

    Raises RelodeError for what is below 0 or above the whole, and for another form.
    """
    form = SHARE.fullmatch(_text(value))
    if form is None:
        raise RelodeError("deals.share_form", value=value)
    result = _number(form["number"], value) / (100 if form["sign"] else 1)
    if result > 1:
        raise RelodeError("deals.share_form", value=value)
    return result


def is_share(value: object) -> bool:
    """Whether a text states per cents."""
    return isinstance(value, str) and value.strip().endswith("%")


def count(value: object) -> float:
    """A number of persons, places or the like: `600`, `12k`.

    Raises RelodeError for less than 0, a unit of another kind and what is no number.
    """
    word = next((word for word in typed_words("person") if str(value).endswith(word)), "")
    form = MONEY.fullmatch(_text(value).removesuffix(word))
    if form is None or form["currency"] or form["sign"]:
        raise RelodeError("deals.count_form", value=value)
    return _number(form["number"], value) * SIZE_LETTERS[(form["size"] or "").lower()]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    """A number in all of its digits, anything else as it is typed."""
    return f"{value:.17g}" if _is_number(value) else str(value)


def _number(text: str, value: object) -> float:
    result = float(text.replace(",", ""))
    if not math.isfinite(result):
        raise RelodeError("deals.money_form", value=value)
    if result < 0:
        raise RelodeError("deals.negative", value=value)
    return result
