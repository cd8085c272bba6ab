"""Values as a planner types them: money, areas, prices of land, shares. What has no unit and needs one is refused."""

import math
import re
from collections.abc import Mapping

from relode.errors import RelodeError

SIZE_LETTERS: Mapping[str, float] = {"": 1.0, "k": 1e3, "千": 1e3, "万": 1e4, "m": 1e6, "b": 1e9, "亿": 1e8}
"""What a letter after a number means."""
SQUARE_METRES: Mapping[str, float] = {
    **{"m2": 1.0, "㎡": 1.0, "平方米": 1.0},
    **{"mu": 2000 / 3, "亩": 2000 / 3, "ha": 1e4, "公顷": 1e4, "km2": 1e6, "平方公里": 1e6},
}
NUMBER = r"(?P<number>[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+))"
MONEY = re.compile(
    rf"\s*(?P<sign>[$€£¥])?\s*{NUMBER}\s*(?P<size>[kKmMbB]|千|万|亿)?\s*(?P<currency>[A-Za-z]+|元|美元|欧元)?\s*"
)
AREA = re.compile(rf"\s*{NUMBER}\s*(?P<size>万)?\s*(?P<unit>{'|'.join(map(re.escape, SQUARE_METRES))})\s*")
SHARE = re.compile(rf"\s*{NUMBER}\s*(?P<sign>%)?\s*")
YUAN = frozenset({"", "元", "yuan", "cny", "rmb", "¥"})


def money(value: object, yuan_per_dollar: float | None = None) -> float:
    """A sum in yuan: `20亿`, `2B`, `200M`, or plain yuan; dollars only where a rate is given. [yuan]

    Raises RelodeError for another form, another currency, less than 0, and what is no number.
    """
    form = MONEY.fullmatch(f"{value:.17g}" if _is_number(value) else str(value))
    if form is None:
        raise RelodeError("deals.money_form", value=value)
    amount = _number(form["number"], value) * SIZE_LETTERS[(form["size"] or "").lower()]
    currency = (form["currency"] or form["sign"] or "").lower()
    if currency in ("$", "usd", "dollar", "dollars", "美元"):
        if yuan_per_dollar is None:
            raise RelodeError("deals.dollars", value=value)
        return amount * yuan_per_dollar
    if currency not in YUAN:
        raise RelodeError("deals.currency", value=value)
    return amount


def area(value: object) -> float:
    """An area: `300亩`, `300mu`, `20ha`, `200000m2`. [m2]

    Raises RelodeError for a bare number, another unit and less than 0.
    """
    form = None if _is_number(value) else AREA.fullmatch(str(value))
    if form is None:
        raise RelodeError("deals.area_form", value=value)
    return _number(form["number"], value) * (1e4 if form["size"] else 1.0) * SQUARE_METRES[form["unit"]]


def land_price(value: object) -> float:
    """A price of land: `150元/m2`, `10万/亩`. [yuan/m2]

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
    form = SHARE.fullmatch(f"{value:.17g}" if _is_number(value) else str(value))
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
    """A number of persons, places or the like: `600`, `1.2万`.

    Raises RelodeError for less than 0, a unit of another kind and what is no number.
    """
    form = MONEY.fullmatch(f"{value:.17g}" if _is_number(value) else str(value).removesuffix("人"))
    if form is None or form["currency"] or form["sign"]:
        raise RelodeError("deals.count_form", value=value)
    return _number(form["number"], value) * SIZE_LETTERS[(form["size"] or "").lower()]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str, value: object) -> float:
    result = float(text.replace(",", ""))
    if not math.isfinite(result):
        raise RelodeError("deals.money_form", value=value)
    if result < 0:
        raise RelodeError("deals.negative", value=value)
    return result
