"""Published experiments as priors."""

import numpy as np
import pytest

from relode.facts import rows
from relode.model.parameters import priors
from studies.calibration.published_priors import (
    Published,
    pooled,
    pooled_effects,
    published,
    published_priors,
)


def test_three_studies_are_pooled_as_by_hand():
    found = pooled([Published(1.0, "direct", None), Published(2.0, "near", None), Published(3.0, "near", 0.5)])
    # weights 1, 1/4, 1/4: mean 2.25 / 1.5, n 2.25 / 1.125 = 2, spread (.25 + .0625 + .5625) / 1.5 x 2 - .0625 / 1.5
    assert found.mean == pytest.approx(1.5)
    assert found.between == pytest.approx(np.sqrt(0.875 / 1.5 * 2 - 0.0625 / 1.5))
    assert found.predictive == pytest.approx(found.between * np.sqrt(1.5))


def test_studies_that_differ_by_less_than_their_printed_errors_leave_no_spread():
    assert pooled([Published(1.0, "direct", 0.5), Published(1.1, "direct", 0.5)]).between == 0


def test_what_is_kept_for_the_examination_may_not_inform_a_prior():
    kept = next(row["effect_id"] for row in rows("published_effects") if row["use"] == "examine")
    with pytest.raises(ValueError, match=kept):
        published([kept])


def test_every_row_behind_a_prior_has_use_fit_and_its_parameter_names_the_source():
    use = {row["effect_id"]: row["use"] for row in rows("published_effects")}
    for own in published_priors():
        assert {use[name] for name in own.effects} == {"fit"}
        assert "published_effects" in priors()[own.parameter].source.split(";")


def test_the_multiplier_of_six_studies_is_pooled_by_hand():
    found = pooled_effects()["spending_rounds"]
    # direct .6 and 1; near 2, 1 and 1.46; far 1.8
    assert found.mean == pytest.approx((1.6 + 4.46 / 4 + 1.8 / 16) / (2 + 3 / 4 + 1 / 16))
    assert found.studies == 6
