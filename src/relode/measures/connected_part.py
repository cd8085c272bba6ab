"""The largest part of a table of presence that hangs together."""

import numpy as np
import numpy.typing as npt

from relode.measures.presence import Presence, checked_presence


def connected_part(presence: npt.ArrayLike) -> tuple[Presence, Presence]:
    """Which places (place,) and which industries (industry,) belong to the largest connected part.

    Two places are connected if they share an industry, directly or through others. Complexity indices compare
    only what is connected. Places and industries with nothing belong to no part. The largest part has the most
    places, the earliest of equals. Raises RelodeError unless `presence` is a table of 0 and 1.

    Example:
        >>> places, industries = rl.measures.connected_part([[1, 1, 0], [0, 1, 0], [0, 0, 1]])
        >>> places.tolist(), industries.tolist()
        ([True, True, False], [True, True, False])
    """
    # SciPy is imported where it is used: what needs only a location quotient must not wait for it.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    table = checked_presence(presence)
    count = table.shape[0]
    place, industry = np.nonzero(table)
    size = count + table.shape[1]
    links = coo_array((np.ones(len(place)), (place, industry + count)), shape=(size, size))
    _, part = connected_components(links.tocsr(), directed=False)
    has_links = np.concatenate([table.any(axis=1), table.any(axis=0)])
    places_in_part = np.bincount(part[:count][has_links[:count]], minlength=part.max() + 1)
    inside = (part == places_in_part.argmax()) & has_links
    return inside[:count], inside[count:]
