"""Retirement ages that rise: who is below them, by hand from the law, and what is told of it."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.language import spoken
from relode.outlook import outlook, outlook_text
from relode.outlook.ahead.forecasts import UnderRetirementAge
from relode.outlook.ahead.outlook_text import ageing
from relode.outlook.people_by_age.cohorts import (
    BEFORE,
    GROUPS,
    SEXES,
    SINCE,
    delay,
    under_age,
    under_retirement_age,
    waiting,
)
from relode.shipped_tables import rows
from studies.outlook.estimation import retirement_rows

HEGANG = "230400"


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


def test_part_of_a_group_below_retirement_age_by_hand():
    at = {name: GROUPS.index(name) for name in ("10-14", "15-19", "50-54", "55-59", "60-64")}
    # On 1 November 2035 men of 60 to 64 are born from December 1970 to November 1975. Who is born in August 1973
    # retires in October 2035 (62 years and 2 months), in September in December: 27 of 60 months are below.
    men = under_age("men", 2035, SINCE)
    assert men[at["60-64"]] == pytest.approx(27 / 60)
    assert men[[at["10-14"], at["15-19"], at["55-59"]]].tolist() == [0, 1, 1]
    assert under_age("men", 2035, BEFORE)[[at["55-59"], at["60-64"]]].tolist() == [1, 0]
    # Women at 50: born from December 1980 to November 1985; from April 1982 on they retire later: 44 of 60.
    assert under_age("women_50", 2035, SINCE)[at["50-54"]] == pytest.approx(44 / 60)
    assert under_age("women_50", 2035, BEFORE)[at["50-54"]] == 0
    # Nothing changed up to 2024.
    assert (under_age("women_55", 2024, SINCE) == under_age("women_55", 2024, BEFORE)).all()


def test_who_waits_for_the_new_age_by_year_of_age():
    # By hand as for groups above: 27 of 60 months of men of 60 to 64 in 2035, 44 of women of 50 to 54.
    assert 12 * waiting("men", 2035, 101)[60:65].sum() == pytest.approx(27)
    assert 12 * waiting("women_50", 2035, 101)[50:55].sum() == pytest.approx(44)
    assert waiting("men", 2035, 101)[60:62].tolist() == [1, 1]
    assert not waiting("men", 2024, 101).any()


def test_people_are_counted_by_sex_and_between_steps_evenly():
    path = np.zeros((2, 1, len(SEXES), len(GROUPS)))
    path[:, 0, SEXES.index("male"), GROUPS.index("60-64")] = 1_000, 2_000
    path[:, 0, SEXES.index("female"), GROUPS.index("50-54")] = 600, 600
    found = under_retirement_age(path, 2035, (2035, 2037))
    assert found[SINCE, "women_50"][0, 0] == pytest.approx(1_000 * 27 / 60 + 600 * 44 / 60)
    assert found[SINCE, "women_55"][0, 0] == pytest.approx(1_000 * 27 / 60 + 600)
    assert found[BEFORE, "women_50"][0, 0] == 0
    # Two of five years on, 1,400 men; who is born in April 1975 retires in November 2037, in May in January
    # 2038: of those born from December 1972 to November 1977 the last 31 months are below.
    men = under_age("men", 2037, SINCE)[GROUPS.index("60-64")]
    assert men == pytest.approx(31 / 60)
    assert found[SINCE, "women_55"][0, 1] == pytest.approx(1_400 * men + 600)


def test_the_shipped_table_of_retirement_is_computed_anew():
    shipped = [dict(row) for row in rows("relode.outlook.one_future", "retirement")]
    assert list(retirement_rows(tuple(dict.fromkeys(row["place"] for row in shipped)))) == shipped
    assert len(shipped) > 4 * 280


def test_the_outlook_tells_who_could_work_before_and_since(panel):
    of = outlook(panel, "hegang").quantities["age_15_59"]
    told = of.under_retirement_age
    # No more than all of 15 to 59 by the ages before; the reform gives Hegang 34 to 40 thousand by 2035.
    assert told.before_low[-1] < told.before_high[-1] < of.ageing_alone[-1]
    assert told.since_low[-1] - told.before_low[-1] == 40_027
    assert told.since_high[-1] - told.before_high[-1] == 34_223
    assert told.since_low[3] == told.before_low[3]
    text = outlook_text(outlook(panel, "hegang"), "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "34.2 k to 40.0 k people more" in text
    assert "法定退休年龄" in outlook_text(outlook(panel, "hegang"), "zh")
    assert "below the retirement ages" not in outlook_text(outlook(panel, "hegang", 2024), "en")


def test_the_lower_gain_comes_first_whichever_women_have_it():
    gains = UnderRetirementAge((100.0,), (120.0,), (150.0,), (130.0,), ("retirement_reform_2024",))
    of = SimpleNamespace(
        history=((2020, 300.0),), ageing_alone=(200.0,), quantiles=dict.fromkeys(("p05", "median", "p95"), (180.0,)),
        unit="persons", sources=(), under_retirement_age=gains,
    )  # fmt: skip
    said = spoken(ageing(of)[1], "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "10 to 50 people more" in said
