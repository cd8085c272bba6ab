from types import SimpleNamespace

import numpy as np
import pytest

from relode.decisions.options import Threshold, all_met, is_met, nearest_met, parse_threshold
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.plan.failure.failing import thresholds_of

KNOWN = ("employment", "people", "emissions")
EMPLOYMENT = np.array([0.80, 0.95, 1.0, 0.70, 0.89, 0.90])


@pytest.mark.parametrize("text", ["employment>=0.9", " employment >= 0.90 ", "employment>=9e-1"])
def test_a_threshold_is_read_as_people_type_it(text):
    assert str(parse_threshold(text, KNOWN)) == "employment>=0.9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [(">=0.9", [False, True]), (">0.9", [False, False]), ("<=0.9", [True, True]), ("<0.9", [True, False])],
)
def test_it_is_relative_to_the_opening_year(text, expected):
    met = is_met(parse_threshold("employment" + text, KNOWN), np.array([0.89, 0.9]))
    assert met.tolist() == expected


@pytest.mark.parametrize(
    "text", ["employment", "employment=0.9", "employment=>0.9", ">=0.9", "employment>=", "employment>=0.9 x", "a b>=1"]
)
def test_a_malformed_threshold_is_refused_with_an_example(text):
    with pytest.raises(RelodeError, match=r"employment>=0\.9"):
        parse_threshold(text, KNOWN)


def test_an_unknown_quantity_is_refused_with_near_names():
    with pytest.raises(RelodeError, match="Take one of employment"):
        parse_threshold("employement>=0.9", KNOWN)
    with pytest.raises(RelodeError, match="emissions, employment, people"):
        parse_threshold("zzz>=0.9", KNOWN)


@pytest.mark.parametrize("level", ["0", "-0.5", "nan", "inf"])
def test_a_level_that_is_no_aim_is_refused(level):
    with pytest.raises(RelodeError, match="positive number"):
        parse_threshold(f"employment>={level}", KNOWN)


def test_a_threshold_that_no_future_meets_names_the_nearest_that_can_be_met():
    high = parse_threshold("employment>=1.2", KNOWN)
    with pytest.raises(RelodeError) as error:
        all_met([high], {"employment": EMPLOYMENT / 0.9})
    assert "employment>=1.111" in str(error.value)
    assert "employment>=1.111" in error.value.say("zh")
    nearest = nearest_met(high, EMPLOYMENT / 0.9)
    assert all_met([nearest], {"employment": EMPLOYMENT / 0.9}).any()


def test_the_nearest_from_above_can_be_met_too():
    low = parse_threshold("emissions<0.5", KNOWN)
    nearest = nearest_met(low, EMPLOYMENT / 0.9)
    assert str(nearest) == "emissions<=0.778"
    assert is_met(nearest, EMPLOYMENT / 0.9).sum() == 1


def test_thresholds_that_exclude_each_other_are_said_to():
    measures = {"employment": EMPLOYMENT, "emissions": EMPLOYMENT}
    both = [parse_threshold(text, KNOWN) for text in ("employment>=1", "emissions<0.9")]
    with pytest.raises(RelodeError, match="alone"):
        all_met(both, measures)


def test_all_thresholds_must_be_met_at_once():
    measures = {"employment": EMPLOYMENT, "emissions": EMPLOYMENT}
    both = [parse_threshold(text, KNOWN) for text in ("employment>=0.9", "emissions<=0.95")]
    met = all_met(both, measures)
    assert met.tolist() == [False, True, False, False, False, True]


def test_missing_measures_and_no_threshold_are_refused_in_both_languages():
    for call in (
        lambda: is_met(parse_threshold("people>0.5", KNOWN), [np.nan]),
        lambda: all_met([], {}),
    ):
        with pytest.raises(RelodeError) as error:
            call()
        assert all(error.value.say(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("kept", "level"),
    [
        # Medians .64, .66 and .01 of the opening, to a twentieth, and never below one.
        ((0.2, 0.64, 0.9), 0.65),
        ((0.2, 0.66, 0.9), 0.65),
        ((0.005, 0.01, 0.9), 0.05),
    ],
)
def test_without_a_threshold_a_plan_is_to_keep_the_jobs_that_doing_nothing_keeps_in_the_middle(kept, level):
    jobs = np.array([[40_000.0, 70_000.0, share * 40_000] for share in kept])
    nothing = SimpleNamespace(quantities={"employment": jobs})
    on = SimpleNamespace(asked=SimpleNamespace(parsed=()), nothing=nothing)
    assert thresholds_of(on) == (Threshold("employment", ">=", pytest.approx(level, rel=1e-12)),)
    asked = (Threshold("population", ">", 0.5),)
    assert thresholds_of(SimpleNamespace(asked=SimpleNamespace(parsed=asked), nothing=nothing)) == asked
