"""An outlook of made-up forecasts: accounts, notes and tables with their figures."""

from dataclasses import replace
from math import exp, expm1

import pytest

from relode.language import Amount, Sentence
from relode.outlook.ahead import change_accounts, forecasts
from relode.outlook.ahead import outlook_text as text
from relode.outlook.ahead.change_accounts import (
    Account,
    Counted,
    Expected,
    PeopleLost,
    accounts,
    counted,
    expected,
    in_steps,
)
from relode.outlook.ahead.forecasts import Forecast, NotForecast, Outlook, Point, UnderRetirementAge
from relode.outlook.one_future.predictive_record import PastCoverage
from relode.places import find

HEGANG = find("hegang")


HELD = {
    1: PastCoverage(1, 9, 3000, 0.01, 0.02, 0.51, 0.91, 0.85, 0.97, 0.0, -0.01, 0.01),
    10: PastCoverage(10, 2, 1234, 0.07, 0.09, 0.48, 0.88, 0.8, 0.95, 0.02, 0.01, 0.03),
}


def made(quantity="population", **changes):
    """A quantity of 1,000 in 2020 and 900 in 2023; 700 are expected in 2035, 600 to 850."""
    plain = Forecast(
        quantity=quantity,
        unit="persons",
        price_base=None,
        parts={"damped+keeps": 0.25, "simulator": 0.75},
        origin=2023,
        opening=900.0,
        history=(Point(2010, 1200.0), Point(2020, 1000.0), Point(2023, 900.0)),
        quantiles={
            "median": (None, 700.0),
            "p05": (None, 600.0),
            "p25": (None, 650.0),
            "p75": (None, 760.0),
            "p95": (None, 850.0),
        },
        mean=(None, 710.0),
        ageing_alone=(950.0, 880.0),
        under_retirement_age=None,
        chance_of_fall=0.97,
        by_horizon=HELD,
        scored_until=2033,
        tags=("flat",),
        sources=("a", "b"),
    )
    return replace(plain, **changes)


def outlook(*forecasts_given, missing=()):
    return Outlook(HEGANG, (2023, 2035), tuple(forecasts_given), tuple(missing))


def amount(value, unit="persons", sources=("a", "b"), interval=None):
    return Amount(value, unit, interval, sources)


def test_a_forecast_and_an_outlook_tell_what_holds_of_them():
    one, other = made(), made("gdp_real", tags=("unscored", "flat"), parts={"best": 1.0}, by_horizon={1: HELD[1]})
    assert (one.method, one.furthest, one.coverage_50, one.coverage_90) == ("simulator", HELD[10], 0.48, 0.88)
    assert one.coverage_90_interval == (0.8, 0.95)
    assert one.coverage_90_by_horizon == {1: 0.91, 10: 0.88}
    whole = outlook(one, other)
    assert whole.quantities == {"population": one, "gdp_real": other}
    assert whole.methods == {"population": "simulator", "gdp_real": "best"}
    assert whole.coverage_90 == {"population": 0.88, "gdp_real": 0.91}
    assert whole.tags == ("flat", "unscored")
    assert repr(whole) == "Outlook of Hegang 2023-2035: population, gdp_real"
    table = whole.table()
    assert list(table.columns) == ["quantity", "unit", "year", "median", "p05", "p25", "p75", "p95"]
    assert table.iloc[1].tolist() == ["population", "persons", 2035, 700, 600, 650, 760, 850]
    record = one.record()
    assert record["history"][0] == {"year": 2010, "value": 1200.0}
    assert (record["p05"], record["method"]) == ([None, 600.0], "simulator")


def test_people_and_jobs_are_accounted_for_by_ageing_mines_and_the_rest():
    """By hand: of 1,000 jobs 880 are left by ageing; of 100 miners 88 would stay and 60 are expected."""
    mining = made("mining_employment", history=(Point(2020, 100.0),), sources=("c",),
                  quantiles={"median": (None, 60.0), "p05": (None, 1.0), "p95": (None, 2.0)})  # fmt: skip
    people, jobs = accounts(outlook(made(), made("employment"), mining))
    ages = ("census2020_age", "wpp2024")
    assert people == Account(
        "population",
        "persons",
        2020,
        1000.0,
        -120.0,
        None,
        -180.0,
        2035,
        700.0,
        (600.0, 850.0),
        -300.0,
        ("a", "b", *ages),
    )
    assert jobs == Account(
        "employment",
        "persons",
        2020,
        1000.0,
        -120.0,
        -28.0,
        -152.0,
        2035,
        700.0,
        (600.0, 850.0),
        -300.0,
        ("a", "b", "c", *ages),
    )
    (bare,) = accounts(outlook(made("employment", ageing_alone=None), mining))
    assert (bare.ageing, bare.mines, bare.moves, bare.sources) == (None, -40.0, -260.0, ("a", "b", "c"))
    (alone,) = accounts(outlook(made("employment"), replace(mining, history=())))
    assert (alone.mines, alone.moves, alone.sources) == (None, -180.0, ("a", "b", *ages))
    none = made(quantiles={"median": (None,), "p05": (None,), "p95": (None,)})
    assert accounts(outlook(none, made("employment", history=(Point(2010, 1.0),)))) == ()
    assert expected(outlook(none, made("debt", price_base=2023))) == (
        Expected("debt", "persons", 2023, 2023, 900.0, 2035, 700.0, (600.0, 850.0), ("a", "b")),
    )


def test_a_decade_between_censuses_is_split_as_far_as_it_is_known(monkeypatch):
    lost = PeopleLost(1200.4, 1100.0, 999.6, 1.1)
    assert (lost.natural, lost.moves) == (pytest.approx(9.6), pytest.approx(-210.4))
    monkeypatch.setattr(change_accounts, "people_lost", lambda _: lost)
    mining = made("mining_employment", history=(Point(2010, 300.0), Point(2020, 100.0)))
    people, jobs = counted(outlook(made(sources=("user", "a")), made("employment"), mining))
    keys = ("census2010", "census2020", "census2010_age", "census2020_age", "wpp2024", "user")
    assert people == Counted(
        "population", "persons", 2010, 1200.0, pytest.approx(9.6), None, pytest.approx(-209.6), 2020, 1000.0, keys
    )
    assert jobs == Counted("employment", "persons", 2010, 1200.0, None, -200.0, 0.0, 2020, 1000.0, keys[:2])
    # Half a person off is the rounding of a split, more is another place.
    for start, is_same in ((1200.5, True), (1200.6, False)):
        monkeypatch.setattr(
            change_accounts, "people_lost", lambda _, start=start: replace(lost, start=start, counted=1000.0)
        )
        (one,) = counted(outlook(made()))
        assert (one.ageing is not None) is is_same
    assert counted(outlook(made(history=(Point(2020, 1.0),)))) == ()


def test_parts_are_told_in_steps_that_add_up():
    """By hand in steps of 100: 1,040 to 720 by -130, -40 and the rest."""
    account = Counted("population", "persons", 2010, 1040.0, -130.0, -40.0, -150.0, 2020, 720.0, ())
    assert in_steps(account, 100.0) == (1000.0, -100.0, 0.0, -200.0, 700.0)
    assert in_steps(replace(account, ageing=None, mines=None), 100.0) == (1000.0, -300.0, 700.0)


def test_output_per_job_is_told_beside_that_of_other_places(monkeypatch):
    """By hand: output grows by the root of e in fifteen years, jobs fall by it: a fifteenth a year."""
    figures = {"growth_p50": 0.03, "growth_p95": 0.07, "short_per_people_lost": 0.4, "short_per_people_lost_error": 0.1}
    monkeypatch.setattr(forecasts, "_figure", figures.__getitem__)

    def ended(quantity, end, sources):
        return made(
            quantity, quantiles={"median": (None, end), "p05": (None, 1.0), "p95": (None, 2.0)}, sources=sources
        )

    both = outlook(ended("gdp_real", 1000 * exp(0.5), ("a", "b")), ended("employment", 1000 * exp(-0.5), ("b", "c")))
    assert forecasts.output_per_job_growth(both) == pytest.approx(1 / 15)
    (said,) = forecasts.output_per_job(both)
    told = {"growth": expm1(1 / 15), "usual": expm1(0.03), "high": expm1(0.07)}
    shares = {name: amount(pytest.approx(value), "share", ("a", "b", "c")) for name, value in told.items()}
    ratios = {"short": amount(0.4, "ratio", ("a", "b", "c")), "error": amount(0.1, "ratio", ("a", "b", "c"))}
    assert said == Sentence("outlook.city.output_per_job", {**shares, **ratios, "until": 2035})
    high = outlook(ended("gdp_real", 1000 * exp(0.56), ("a",)), ended("employment", 1000 * exp(-0.5), ("a",)))
    assert forecasts.output_per_job(high)[0].key == "outlook.city.output_per_job_high"
    assert forecasts.output_per_job(outlook(made())) == ()
    assert text.city_notes(both, both.forecasts[0])[-1] == said
    assert text.city_notes(both, both.forecasts[1])[-1] != said


def test_the_line_of_a_forecast_has_the_last_year_and_its_prices():
    ends = {"median": 700.0, "p05": 600.0, "p25": 650.0, "p75": 760.0, "p95": 850.0, "opening": 900.0}
    about = {"quantity": Sentence("outlook.target.population", {}), "until": 2035, "origin": 2023}
    figures = {name: amount(value) for name, value in ends.items()}
    assert text.line(made(), 2035) == Sentence("outlook.city.line", {**about, "base": "", **figures})
    base = Sentence("outlook.city.price_base", {"year": 2021})
    assert text.line(made(price_base=2021), 2035).values["base"] == base
    (row,) = text.last_year_table(outlook(made())).cells()
    assert [*row] == [
        Sentence("outlook.target.population", {}), 2023, amount(900.0), amount(700.0, interval=(600.0, 850.0)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "holds"),
    [({}, True), ({"tags": ("unscored",)}, False), ({"by_horizon": {1: replace(HELD[1], coverage_90=0.8)}}, True),
     ({"by_horizon": {1: replace(HELD[1], coverage_90=0.79)}}, False)],
)  # fmt: skip
def test_a_chance_is_told_where_bands_held_in_four_of_five(change, holds):
    assert text.chances_hold(made(**change)) is holds


def test_notes_of_a_forecast_are_its_chance_ageing_coverage_and_tags():
    fall, age, coverage, missed, tag = text.forecast_notes(made())
    assert fall == Sentence("outlook.city.fall", {"origin": 2023, "chance": text.chance(0.97, ("a", "b"))})
    sources = ("a", "b", "census2020_age", "wpp2024")
    figures = {"start": 1000.0, "alone": 880.0, "aged": 120.0, "lost": 300.0}
    values = {name: amount(value, sources=sources) for name, value in figures.items()}
    values["expected"] = amount(700.0, sources=sources, interval=(600.0, 850.0))
    assert age == Sentence(
        "outlook.city.ageing_part", {**values, "share": amount(0.4, "share", sources), "census": 2020}
    )
    parts = [
        Sentence("outlook.city.part", {"part": Sentence(f"outlook.part.{name}", {}), "weight": amount(weight, "share")})
        for name, weight in (("damped_keeps", 0.25), ("simulator", 0.75))
    ]
    shares = {"measured": amount(0.88, "share"), "low": amount(0.8, "share"), "high": amount(0.95, "share")}
    assert coverage == Sentence(
        "outlook.city.coverage", {"parts": parts, "n": "1,234", "origins": 2, "ahead": 10, **shares}
    )
    sizes = {"error": amount(expm1(0.07), "share"), "naive": amount(expm1(0.09), "share")}
    assert missed == Sentence("outlook.city.missed", {"ahead": 10, **sizes})
    assert tag == Sentence("outlook.tag.flat", {"scored_until": 2033})
    keys = [each.key for each in text.forecast_notes(made("debt", ageing_alone=None, tags=("unscored",)))]
    assert keys == ["outlook.city.coverage", "outlook.city.bias", "outlook.tag.unscored"]
    for name in ("age_15_59", "employment", "mining_employment"):
        assert text._missed(made(name))


def test_who_could_work_is_told_where_the_reform_adds_some():
    """By hand: 10 more of the one bound, 25 of the other."""
    under = UnderRetirementAge((1.0, 500.0), (1.0, 540.0), (1.0, 525.0), (1.0, 550.0), ("r",))
    _, said = text.ageing(made(under_retirement_age=under))
    told = {"before_low": 500.0, "before_high": 540.0, "since_low": 525.0, "since_high": 550.0, "more_low": 10.0,
            "more_high": 25.0, "alone": 880.0}  # fmt: skip
    assert said == Sentence(
        "outlook.city.retirement", {name: amount(value, sources=("r",)) for name, value in told.items()}
    )
    same = replace(under, since_low=under.before_low, since_high=under.before_high)
    assert len(text.ageing(made(under_retirement_age=same))) == 1


@pytest.mark.parametrize(
    ("share", "key", "value"),
    [
        (0.99, "percent", 0.99),
        (0.991, "nearly_certain", 0.99),
        (0.01, "percent", 0.01),
        (0.0099, "nearly_impossible", 0.01),
    ],
)
def test_a_chance_within_a_hundredth_of_certain_is_not_told(share, key, value):
    found = text.chance(share, ("s",))
    assert found.key == f"outlook.{key}"
    assert next(iter(found.values.values())) == amount(value, "share", ("s",))


def test_an_outlook_is_told_by_quantity_and_then_what_is_missing():
    missing = NotForecast("debt", "no_series")
    title, people, rest = text.outlook_sentences(outlook(made(), missing=(missing,)))
    assert title == (Sentence("outlook.city.title", {"place": HEGANG, "until": 2035}),)
    assert people == (text.line(made(), 2035), *text.city_notes(outlook(made()), made()))
    assert [each.key for each in people[-2:]] == ["outlook.city.ages", "outlook.city.births_until"]
    why = Sentence("outlook.missing.no_series", {"quantity": Sentence("outlook.target.debt", {})})
    assert rest == (Sentence("outlook.city.missing", {}), why)
    assert len(text.outlook_sentences(outlook(made()))) == 2
    assert text.outlook_text(outlook(made()), "en").count("\n\n") == 1
