from collections.abc import Callable, Sequence

import numpy as np
import pytest
import xarray as xr

from relode.errors import NoVerdict, RelodeError
from relode.language import Language
from relode.outlook import (
    NATIONAL_GIVEN,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    PRICES_GIVEN,
    TARGETS,
    Past,
    Spread,
    backcast,
    methods,
    past_of,
)
from relode.outlook.backcasts.harness import eligible, outcomes, predict_case, scored
from relode.outlook.backcasts.targets import MODES, Case, provinces
from relode.outlook.forecasters.decades import DecadeDrift
from relode.outlook.forecasters.method_list import methods as methods_of

CASES = [(name, origin, horizon) for name, of in TARGETS.items() for origin, horizon in of.cases]


@pytest.mark.parametrize(("name", "origin", "horizon"), CASES)
@pytest.mark.parametrize("mode", [NATIONAL_GIVEN, NOTHING_GIVEN])
def test_no_prediction_changes_with_what_came_after_the_origin(
    panel: xr.Dataset, altered: Callable[..., xr.Dataset], name: str, origin: int, horizon: int, mode: str
) -> None:
    case = Case(TARGETS[name], origin, horizon, mode)
    other = altered(panel, origin)
    places = eligible(panel, case.target, origin)
    assert places == eligible(other, case.target, origin)
    national = None if mode == NOTHING_GIVEN else np.linspace(0.1, 0.2, len(case.years))
    for method in methods(name, mode).values():
        one, two = (
            method.predict(
                past_of(each, case.target, origin, places, national), places, case.years, np.random.default_rng(1)
            )
            for each in (panel, other)
        )
        for chance in (0.05, 0.5):
            assert np.array_equal(one.quantile(chance), two.quantile(chance), equal_nan=True)


@pytest.mark.parametrize("name", ["population", pytest.param("mining_employment_share", marks=pytest.mark.slow)])
def test_no_prediction_changes_with_outcomes_of_its_own_province(panel: xr.Dataset, name: str) -> None:
    case = Case(TARGETS[name], 2010, 10, OTHER_PROVINCES_GIVEN)
    places = eligible(panel, case.target, 2010)
    outcome = outcomes(panel, case, places)
    mine = provinces(places) == "230000"
    other = np.where(mine[:, None], outcome + np.nanmean(outcome) - outcome[mine].mean(), outcome)  # the same mean path
    other[mine] += np.random.default_rng(1).normal(0, 0.1, (mine.sum(), 1))
    other[mine] += (np.nansum(outcome) - np.nansum(other)) / mine.sum()
    method = methods(name, OTHER_PROVINCES_GIVEN)["structural_ridge"]
    errors = [predict_case(panel, case, places, each, method, 1).error + 0 for each in (outcome, other)]
    centres = [each - error for each, error in zip((outcome, other), errors, strict=True)]
    assert centres[0][mine] == pytest.approx(centres[1][mine], abs=1e-9, nan_ok=True)


BENCHMARKS = [
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "all", 0.034),
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "resource", 0.042),
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "without_liaoning", 0.028),
    ("gdp_real", 2013, 10, NATIONAL_GIVEN, "all", 0.046),
    ("secondary_share", 2013, 5, NATIONAL_GIVEN, "all", 0.0229),
    ("secondary_share", 2013, 5, NATIONAL_GIVEN, "resource", 0.0238),
    ("population", 2010, 10, NATIONAL_GIVEN, "all", 0.061),
    ("population", 2010, 10, NATIONAL_GIVEN, "resource", 0.060),
    ("mining_employment_share", 2010, 10, NOTHING_GIVEN, "mining_above_2_percent", 0.0150),
    ("house_price", 2015, 4, NATIONAL_GIVEN, "all", 0.090),
    ("house_price", 2015, 4, NATIONAL_GIVEN, "resource", 0.081),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "origin", "horizon", "mode", "group", "published"), BENCHMARKS)
def test_named_benchmarks_come_out_as_they_were_first_measured(
    table,
    name: str,
    origin: int,
    horizon: int,
    mode: str,
    group: str,
    published: float,  # type: ignore[no-untyped-def]
) -> None:
    key = {"target": name, "origin": origin, "horizon": horizon, "mode": mode, "group": group}
    row = table.loc[(table[list(key)] == list(key.values())).all(axis=1) & (table["method"] == TARGETS[name].benchmark)]
    # 5 %: the earlier trial had nearly the same places
    assert row["crps"].item() == pytest.approx(published, rel=0.05)
    assert row["skill"].item() == 0


CHOSEN = [
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "selected"),
    ("gdp_real", 2013, 10, NATIONAL_GIVEN, "selected"),
    ("secondary_share", 2013, 5, NATIONAL_GIVEN, "selected"),
    ("population", 2010, 10, NATIONAL_GIVEN, "structural_ridge_wide"),
    ("house_price", 2015, 4, NATIONAL_GIVEN, "random_walk"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "origin", "horizon", "mode", "method"), CHOSEN)
def test_chosen_methods_are_no_worse_than_the_benchmark_and_keep_their_promise(
    table,
    name: str,
    origin: int,
    horizon: int,
    mode: str,
    method: str,  # type: ignore[no-untyped-def]
) -> None:
    key = {"target": name, "origin": origin, "horizon": horizon, "mode": mode}
    rows = table.loc[(table[list(key)] == list(key.values())).all(axis=1)].set_index(["method", "group"])
    for group in ("all", "resource"):
        own, benchmark = rows.loc[(method, group)], rows.loc[(TARGETS[name].benchmark, group)]
        assert own["crps"] <= benchmark["crps"] + 0.001
        assert own["coverage_90_interval_low"] <= 0.95
        assert own["coverage_90_interval_high"] >= 0.85


@pytest.mark.slow
def test_structure_pays_for_population_and_mining_share(table) -> None:  # type: ignore[no-untyped-def]
    rows = table.set_index(["target", "mode", "method", "group"]).sort_index()
    people = rows.loc[("population", OTHER_PROVINCES_GIVEN, "structural_ridge", "all")]
    mines = rows.loc[("mining_employment_share", OTHER_PROVINCES_GIVEN, "structural_ridge", "mining_above_2_percent")]
    assert people["crps"].item() < 0.050
    assert mines["crps"].item() < 0.0130


@pytest.mark.slow
def test_same_seed_same_table(panel: xr.Dataset) -> None:
    one, two = (backcast(panel, ["mining_employment_share"], seed=4) for _ in range(2))
    assert one == two


@pytest.mark.slow
def test_renaming_nothing_but_the_order_of_places_changes_nothing(panel: xr.Dataset) -> None:
    turned = panel.isel(place=slice(None, None, -1))
    one, two = (backcast(each, ["house_price"], [NATIONAL_GIVEN]) for each in (panel, turned))
    assert [row.crps for row in one.scores] == pytest.approx([row.crps for row in two.scores])


class Guess:
    """Someone else's method: no change, a width of 10 %."""

    def predict(self, past: Past, places: Sequence[str], years: Sequence[int], rng: np.random.Generator) -> Spread:
        assert past.values["year"].max() <= past.origin
        assert rng.bit_generator is not None
        return Spread(np.zeros((len(places), len(years))), np.full((len(places), len(years)), 0.1))


class Crooked(Guess):
    def predict(self, past: Past, places: Sequence[str], years: Sequence[int], rng: np.random.Generator) -> Spread:
        return super().predict(past, places[1:], years, rng)


def test_any_object_that_predicts_can_be_scored_beside_the_benchmark(panel: xr.Dataset) -> None:
    found = backcast(panel, ["gdp_real"], [NATIONAL_GIVEN], given=lambda *_: {"simulator": Guess()})
    row = found.scores[0]
    assert (row.method, row.benchmark, row.n) == ("simulator", "pooled_ar1", 296)
    assert row.skill < 0


def test_a_method_that_is_given_prices_is_held_against_the_benchmark_that_is_not(panel: xr.Dataset) -> None:
    found = backcast(panel, ["gdp_real"], [PRICES_GIVEN], given=lambda *_: {"simulator": Guess()})
    assert {row.mode for row in found.scores} == {PRICES_GIVEN}
    assert {row.benchmark_mode for row in found.scores} == {NATIONAL_GIVEN}
    assert backcast(panel, ["gdp_real"], [PRICES_GIVEN]).scores == ()


def test_bad_input_is_refused_with_the_reason(panel: xr.Dataset) -> None:
    gdp = TARGETS["gdp_real"]
    with pytest.raises(RelodeError, match="No target"):
        backcast(panel, ["happiness"])
    with pytest.raises(RelodeError, match="No mode"):
        backcast(panel, ["gdp_real"], ["everything_given"])
    with pytest.raises(RelodeError, match="nothing is published for 2024"):
        scored(panel, Case(gdp, 2023, 1, NATIONAL_GIVEN), 1)
    with pytest.raises(RelodeError, match="has no figures for 2024"):
        scored(panel, Case(gdp, 2024, 2, NATIONAL_GIVEN), 1)
    with pytest.raises(RelodeError, match="has no figures for 2015"):
        scored(panel, Case(TARGETS["population"], 2015, 10, NATIONAL_GIVEN), 1)
    with pytest.raises(RelodeError, match="horizon of 5 years"):
        scored(panel, Case(TARGETS["population"], 2010, 5, NATIONAL_GIVEN), 1)
    with pytest.raises(RelodeError, match="shape"):
        backcast(panel, ["gdp_real"], [NATIONAL_GIVEN], given=lambda *_: {"crooked": Crooked()})


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_a_target_whose_sources_were_left_out_has_no_verdict_and_names_its_quantity(
    panel: xr.Dataset, language: Language
) -> None:
    without = panel.copy(deep=True)
    without["value"].loc[{"quantity": "gdp_real_index"}] = np.nan
    with pytest.raises(NoVerdict) as refused:
        backcast(without, ["gdp_real"])
    said = refused.value.say(language)
    assert "gdp_real_index" in said
    assert ": ." not in said
    assert "：。" not in said


@pytest.mark.slow
def test_types_of_the_list_are_seen_by_no_method(panel: xr.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from relode.outlook.forecasters import structural
    from relode.places import official

    changed = {code: replace(entry, type="growing", is_exhausted=False) for code, entry in official().items()}
    case = Case(TARGETS["mining_employment_share"], 2010, 10, OTHER_PROVINCES_GIVEN)
    before = scored(panel, case, 1).cells["structural_ridge"].crps
    monkeypatch.setattr(structural, "official", lambda: changed)
    assert np.array_equal(before, scored(panel, case, 1).cells["structural_ridge"].crps, equal_nan=True)


def test_errors_are_in_logarithms_but_for_shares():
    assert {name: each.logarithm for name, each in TARGETS.items()} == {name: "share" not in name for name in TARGETS}


def test_a_method_does_what_its_name_says():
    methods = {name: each for mode in MODES for name, each in methods_of("population", mode).items()
               if isinstance(each, DecadeDrift)}  # fmt: skip
    assert len(methods) >= 6
    for name, each in methods.items():
        assert each.toward_province == name.endswith("to_province"), name
        assert each.national_drift == (name != "random_walk" and not name.endswith("mean_stays")), name
