"""What stands below each picture: an effect, one that is not clear, or none to speak of; never the digits of noise."""

from types import SimpleNamespace

import pytest

from relode.language import LANGUAGES, spoken
from relode.plan.simulations.what_if_record import Change
from relode.web.what_if.what_if_text import note

SCENARIO = SimpleNamespace(doses={"subsidy": 0.1})


def said(median, low, high, language="en", unit="share", more=0.41):
    change = Change("house_price", 2035, unit, median, (low, high), more)
    found = SimpleNamespace(until=2035, changes={"house_price": change}, counts={}, futures=SimpleNamespace(count=200))
    return spoken(note(found, "house_price", SCENARIO), language).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((-1.71e-6, -3e-6, 2e-6), "2035: no effect to speak of, less than 0.1 % either way in nine of ten futures"),
        ((9e-4, -9.9e-4, 9.9e-4), "2035: no effect to speak of, less than 0.1 % either way in nine of ten futures"),
        (
            (-1.71e-6, -0.0032, 4e-7),
            "2035: no clear effect, −0.3 % to 0.0 % against doing nothing (90 %); more in 82 of 200 futures",
        ),
        (
            (0.012, -0.003, 0.02),
            "2035: +1.2 % against doing nothing (90 %: −0.3 % to 2.0 %); more in 82 of 200 futures",
        ),
        (
            (-0.012, -0.02, 0.003),
            "2035: −1.2 % against doing nothing (90 %: −2.0 % to 0.3 %); more in 82 of 200 futures",
        ),
    ],
)
def test_an_effect_is_told_with_as_many_digits_as_it_has(change, expected):
    assert said(*change) == expected


def test_what_nearly_all_futures_share_and_nobody_can_see_is_not_called_unclear():
    expected = "2035: next to no effect, less than 0.1 % in the median, 0.0 % to 0.3 % against doing nothing in nine of"
    assert said(0.0009, -1e-5, 0.003, more=0.92).startswith(expected)
    assert "82 of 200" in said(0.0009, -1e-5, 0.003)


def test_a_small_difference_of_ratios_is_told_in_points():
    assert "less than 0.1 percentage points either way" in said(1e-5, -2e-5, 2e-5, unit="share change")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_note_holds_a_figure_below_a_tenth_of_a_per_cent(language):
    for ends in ((-2e-6, 3e-6), (-0.02, 3e-6), (-1e-5, 0.4)):
        assert "0.00" not in said(1e-6, *ends, language)
