"""Needs with figures that all differ, for tests that look where each figure is told."""

from relode.language import Bilingual, Sentence
from relode.needs.needs_records import (
    FirstSureYear,
    Money,
    NeedMeasure,
    Needs,
    ServiceNeed,
    ServiceScore,
    Surplus,
    YearNeed,
)
from relode.panel.number import Number
from relode.places import find


def number(value, unit="persons", year=2030, ends=None):
    return Number("q", value, unit, year, ends, ("s",), ())


def year_of(year, users, needs=(), sure=0.0, alive=0.5, ends=None, unit="persons"):
    """`needs`: norm, need, its band, surplus in the middle, surplus that is sure."""
    return YearNeed(
        year,
        number(users, unit, year, ends),
        {norm: number(need, "count", year, band) for norm, need, band, _, _ in needs},
        {norm: Surplus(middle, certain) for norm, _, _, middle, certain in needs},
        sure,
        alive,
    )


def service(key, years, capacity=None, **about):
    name = key.replace("_", " ").capitalize()
    held = {
        "unit": "persons", "kind": "capacity", "users_name": Bilingual(f"users of {key}", f"{key}的使用者"),
        "capacity_name": None, "counter": None, "counted": None, "coverage": None, "norms": {},
        "verdict": "not_sure", "first_sure_year": FirstSureYear(None, None), "peak": years[0].year, "score": None,
        "flags": (), "note": None,
    }  # fmt: skip
    return ServiceNeed(
        service=key, name=Bilingual(name, f"{key}服务"), capacity=capacity, years=years, **{**held, **about}
    )


PRIMARY = service("primary", (year_of(2023, 30_000), year_of(2030, 21_000), year_of(2040, 11_000)), kind="ages")
WORKING = service(
    "working_age", tuple(year_of(year, users, unit="ratio") for year, users in ((2023, 3.1), (2030, 2.2), (2040, 1.3))),
    kind="ratio", unit="ratio",
)  # fmt: skip
BEDS = service(
    "beds",
    (
        year_of(2023, 80_000.0),
        year_of(2030, 70_000.0, (("own", 5_000.0, (4_500.0, 5_600.0), 3_000.0, 2_400.0),
                                 ("nation", 5_500.0, (5_100.0, 6_300.0), 2_500.0, 1_700.0)),
                sure=1_700.0, alive=0.83, ends=(60_000.0, 90_000.0)),
        year_of(2040, 40_000.0),
    ),
    number(8_000.0, "count", 2022),
    unit="count",
    counter=Bilingual("beds", "张"),
    norms={"own": Bilingual("as today", "维持现有"), "nation": Bilingual("as in the nation", "全国水平")},
    verdict="surplus",
    first_sure_year=FirstSureYear(2028, 2039),
    score=ServiceScore("beds", 4, 0.12, 0.34, 250),
)  # fmt: skip
MONEY = service(
    "education_money", (year_of(2023, 50_000.0), year_of(2030, 40_000.0), year_of(2040, 20_000.0)),
    number(12.0, "100 million yuan", 2023), kind="money",
)  # fmt: skip
MEASURE = NeedMeasure(
    "need", "close_beds", Bilingual("Close beds", "减少床位"), "beds", "do", Sentence("needs.reason.own_figures", {}),
    1_700.0, 2030, number(3e7, "yuan", 2030, (2e7, 5e7)), Bilingual("health commission", "卫健委"),
    Bilingual("Count beds.", "统计床位。"), (),
)  # fmt: skip
BUDGET = Money(
    2030, number(9.0, "100 million yuan"), number(12.0, "100 million yuan"), number(31_000.0, "yuan per person")
)


def needs(*services, measures=(), money=(), missing=(), tags=(), place="hegang"):
    return Needs(find(place), 2030, services, money, measures, missing, ("a_source",), tags)
