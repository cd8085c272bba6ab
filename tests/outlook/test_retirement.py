"""Retirement ages that rise: who is below them, by hand from the law, and what is told of it."""

import pytest

from relode.outlook.people_by_age.cohorts import (
    delay,
)
from relode.shipped_tables import rows
from studies.outlook.estimation import retirement_rows


def month(year: int, number: int) -> int:
    return 12 * year + number - 1


@pytest.mark.parametrize(
    ("group", "born", "later"),
    [
        # One month for each four of birth from January 1965 (men) and 1970 (women at 55), to three years.
        ("men", month(1964, 12), 0), ("men", month(1965, 1), 1), ("men", month(1973, 9), 27),
        ("men", month(1990, 1), 36), ("women_55", month(1982, 1), 36),
        # One for each two from January 1975 (women at 50), to five years.
        ("women_50", month(1975, 1), 1), ("women_50", month(1982, 4), 44), ("women_50", month(1990, 1), 60),
    ],
)  # fmt: skip
def test_retirement_comes_later_as_the_law_has_it(group, born, later):
    assert delay(group, born) == later


def test_the_shipped_table_of_retirement_is_computed_anew():
    shipped = [dict(row) for row in rows("relode.outlook.one_future", "retirement")]
    assert list(retirement_rows(tuple(dict.fromkeys(row["place"] for row in shipped)))) == shipped
    assert len(shipped) > 4 * 280
