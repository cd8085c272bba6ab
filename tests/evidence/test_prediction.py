"""What a study prints where its effect is known, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from studies.evidence.left_out import observed


def test_a_printed_number_varies_by_its_error_its_conversion_and_how_it_was_read():
    """In tenths, as family C is told: errors of 2, 1.2 of conversion, 3 x .5 read from memory: 4 + 1.44 + 2.25."""
    draws = SimpleNamespace(
        scalars={"error_log_mean": np.zeros(4), "error_log_spread": np.zeros(4), "reading_sd": np.full(4, 0.5)}, count=4
    )
    study = SimpleNamespace(family="C", error=0.2, spread=0.12, verified="memory")
    effect = np.array([1.0, 2.0, 3.0, 4.0])
    found = observed(draws, study, effect, np.random.default_rng(3), selected=True)
    dice = np.random.default_rng(3)
    dice.standard_normal(4)  # of an error that is not stated
    assert found.variance == pytest.approx(np.full(4, 7.69))
    assert found.error == pytest.approx(np.full(4, 2.0))
    assert found.result == pytest.approx(effect + np.sqrt(7.69) * dice.standard_normal(4))
