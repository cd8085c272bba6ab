import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.measures.decoupling import STATES, decoupling_elasticity, decoupling_state

# The eight states of Tapio 2005, figure 1, with an elasticity inside each: output from 100, burden from 100.
STATED = {
    "strong_decoupling": (110, 95),
    "weak_decoupling": (110, 105),
    "expansive_coupling": (110, 110),
    "expansive_negative_decoupling": (110, 115),
    "strong_negative_decoupling": (90, 105),
    "weak_negative_decoupling": (90, 95),
    "recessive_coupling": (90, 90),
    "recessive_decoupling": (90, 85),
}
positive = st.floats(1, 1e6)


def test_each_state_is_named_as_in_the_paper():
    assert set(STATED) == set(STATES)
    found = {name: decoupling_state((100, burden), (100, output)) for name, (output, burden) in STATED.items()}
    assert found == {name: name for name in STATED}


@pytest.mark.parametrize(
    ("burden", "output"), [(118, 115), (124, 120), (136, 130), (108, 110), (116, 120), (94, 92.5), (92, 90), (82, 85)]
)
def test_bounds_of_coupling_are_coupling(burden, output):
    elasticity = decoupling_elasticity((100, burden), (100, output))
    # A few roundings of a division.
    assert min(abs(elasticity - bound) for bound in (0.8, 1.2)) < 1e-12
    expected = "expansive_coupling" if output > 100 else "recessive_coupling"
    assert decoupling_state((100, burden), (100, output)) == expected


@given(positive, positive, positive, positive, st.floats(0.1, 10))
def test_units_do_not_matter(one, two, three, four, factor):
    plain = decoupling_elasticity((one, two), (three, four))
    other = decoupling_elasticity((one * factor, two * factor), (three * factor, four * factor))
    if abs(four / three - 1) > 1e-6:
        # A quotient of differences: rounding grows as the change of output vanishes.
        assert other == pytest.approx(plain, rel=1e-6, abs=1e-6)


def test_output_that_stays_has_no_elasticity():
    assert decoupling_elasticity((1, 2), (1, 1)) == np.inf
    assert np.isnan(decoupling_elasticity((1, 1), (1, 1)))


@pytest.mark.parametrize("bad", [(0, 1), (1, -1), (np.nan, 1), (1, np.inf)])
def test_values_that_are_not_positive_are_refused(bad):
    with pytest.raises(RelodeError, match="zero, negative or missing"):
        decoupling_state(bad, (1, 2))
