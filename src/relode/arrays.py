"""Types of NumPy arrays and of intervals, defined once. All of 64 bits; the name says how many axes to expect."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers, any number of axes."""
Values = NDArray[np.float64]
"""Numbers, any number of axes; used where `Array` is that of JAX."""
Vector = NDArray[np.float64]
"""Numbers, one axis."""
Matrix = NDArray[np.float64]
"""Numbers, two axes."""
Grid = NDArray[np.float64]
"""Numbers by (place, year)."""
Bools = NDArray[np.bool_]
"""Truth values, any number of axes."""
Groups = NDArray[np.int64]
"""The number of a group, one axis."""
Texts = NDArray[np.object_]
"""Texts, any number of axes."""
Interval = tuple[float, float]
"""Lower and upper end."""
