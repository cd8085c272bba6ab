"""Input-output: what a sector buys of all others, directly and through them, in the nation and in a place."""

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.location_quotient import checked_counts, checked_table, positive_totals

FLEGG_EXPONENT = 0.3
"""How much less a small place covers of its needs, as in the worked examples of Flegg and Webber. Source: flegg2000."""


def technical_coefficients(flows: npt.ArrayLike, output: npt.ArrayLike) -> Array:
    """What an industry buys of each industry for a unit of its output: flows / output of the buyer. [1]

    `flows` (industry, buying industry) and `output` (buying industry,) in one unit of money. Raises RelodeError for
    missing or negative cells, shapes that do not fit, and an industry without output.

    Source: leontief1936.
    Limits: no flows: 0.

    Example:
        >>> rl.measures.technical_coefficients(flows=[[20, 10], [0, 5]], output=[100, 50]).tolist()
        [[0.2, 0.2], [0.0, 0.1]]
    """
    table, made = _square(flows), checked_counts(output)
    if made.shape != table.shape[1:]:
        raise RelodeError("measures.shapes_differ", first=table.shape, second=made.shape)
    positive_totals(made[:, None], -1, "measures.no_output")
    coefficients: Array = table / made
    return coefficients


def leontief_inverse(coefficients: npt.ArrayLike) -> Array:
    """Output of each industry that a unit of final demand for each takes, round after round: (I - A)^-1. [1]

    (industry, demanded industry). Raises RelodeError where A is not square, has missing or negative cells, or is not
    productive: a chain of industries that uses up all that it makes has no finite answer, and I - A may be singular.

    Source: leontief1936.
    Limits: no flows: the identity; equal to I + A + A^2 + ...

    Example:
        >>> rl.measures.leontief_inverse([[0.5, 0.0], [0.2, 0.0]]).round(2).tolist()
        [[2.0, 0.0], [0.4, 1.0]]
    """
    table = _productive(coefficients)
    return _solved(np.eye(len(table)) - table, np.eye(len(table)))


def total_output(coefficients: npt.ArrayLike, final_demand: npt.ArrayLike) -> Array:
    """Output of each industry, (industry,), that meets a final demand, (industry,). [unit of demand]

    Raises RelodeError as `leontief_inverse`, and where demand is missing, negative or of another length.

    Source: leontief1936.
    Limits: no flows: the demand.

    Example:
        >>> rl.measures.total_output([[0.5, 0.0], [0.2, 0.0]], final_demand=[10, 5]).round(2).tolist()
        [20.0, 9.0]
    """
    table, demand = _productive(coefficients), checked_counts(final_demand)
    if demand.shape != table.shape[:1]:
        raise RelodeError("measures.shapes_differ", first=table.shape, second=demand.shape)
    return _solved(np.eye(len(table)) - table, demand)


def output_multipliers(coefficients: npt.ArrayLike) -> Array:
    """Output of all industries together that a unit of final demand for each takes, (industry,). [1]

    Raises RelodeError as `leontief_inverse`. Multipliers of a table whose flows hold imports count them too.

    Source: leontief1936.
    Limits: no flows: 1; never below 1.

    Example:
        >>> rl.measures.output_multipliers([[0.5, 0.0], [0.2, 0.0]]).round(2).tolist()
        [2.4, 1.0]
    """
    multipliers: Array = leontief_inverse(coefficients).sum(axis=0)
    return multipliers


def total_effects(coefficients: npt.ArrayLike, per_output: npt.ArrayLike) -> Array:
    """Jobs, pay or emissions, direct and indirect, of a unit of final demand for each industry, (industry,).

    In the unit of `per_output`.

    `per_output` (industry,) is what a unit of output of each takes of it. Raises RelodeError as `leontief_inverse`,
    and where `per_output` is missing, negative or of another length.

    Source: leontief1936.
    Limits: one unit per output everywhere: the output multipliers.

    Example:
        >>> rl.measures.total_effects([[0.5, 0.0], [0.2, 0.0]], per_output=[3, 10]).round(2).tolist()
        [10.0, 10.0]
    """
    table, direct = _productive(coefficients), checked_counts(per_output)
    if direct.shape != table.shape[:1]:
        raise RelodeError("measures.shapes_differ", first=table.shape, second=direct.shape)
    return _solved((np.eye(len(table)) - table).T, direct)


def flegg_location_quotient(
    jobs: npt.ArrayLike, national_jobs: npt.ArrayLike, exponent: float = FLEGG_EXPONENT
) -> Array:
    """How far a place covers what each of its industries needs of each: (industry, buying industry). [1]

    The share of the nation's supplier that is in the place over that of the buyer (on the diagonal, over that of all
    jobs), times log2(1 + share of all jobs)^exponent, which lets small places import more. An industry that the
    place lacks supplies nothing and buys nothing: 0. `jobs` and `national_jobs` (industry,) in one unit. Raises
    RelodeError for bad counts, a place without jobs or with more of them than the nation, and a negative exponent.

    Source: flegg1995; flegg2000.
    Limits: the place is the nation: 1; exponent 0: the cross-industry quotient.

    Example:
        >>> rl.measures.flegg_location_quotient(jobs=[8, 2], national_jobs=[50, 50]).round(3).tolist()
        [[0.882, 2.206], [0.138, 0.221]]
    """
    here, there = checked_counts(jobs), checked_counts(national_jobs)
    if here.shape != there.shape or here.ndim != 1:
        raise RelodeError("measures.shapes_differ", first=here.shape, second=there.shape)
    positive_totals(there[:, None], -1, "measures.empty_industries")
    positive_totals(here[None], -1, "measures.empty_places")
    if (here > there).any() or exponent < 0:
        raise RelodeError("measures.place_above_nation", exponent=exponent)
    share, size = here / there, here.sum() / there.sum()
    buyer = np.where(share > 0, share, np.inf)
    quotient = share[:, None] / np.where(np.eye(len(share), dtype=bool), size, buyer)
    scaled: Array = quotient * np.log2(1 + size) ** exponent
    return scaled


def regional_coefficients(coefficients: npt.ArrayLike, quotient: npt.ArrayLike) -> Array:
    """National coefficients cut to what the place itself supplies: A min(1, quotient). [1]

    Both (industry, buying industry). Raises RelodeError for missing or negative cells and shapes that differ.

    Source: flegg1995.
    Limits: quotient 1 or more: the national coefficients; 0: nothing is bought in the place.

    Example:
        >>> rl.measures.regional_coefficients([[0.2, 0.1], [0.0, 0.1]], [[1.5, 0.5], [1.0, 1.0]]).round(2).tolist()
        [[0.2, 0.05], [0.0, 0.1]]
    """
    national, covered = _square(coefficients), checked_counts(quotient)
    if national.shape != covered.shape:
        raise RelodeError("measures.shapes_differ", first=national.shape, second=covered.shape)
    regional: Array = national * np.minimum(covered, 1)
    return regional


def _solved(matrix: Array, right: Array) -> Array:
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _square(table: npt.ArrayLike) -> Array:
    checked = checked_table(table)
    if checked.ndim != 2 or checked.shape[0] != checked.shape[1]:
        raise RelodeError("measures.not_square", shape=checked.shape)
    return checked


def _productive(coefficients: npt.ArrayLike) -> Array:
    """The table if its largest eigenvalue is below 1: then, and only then, the inverse exists and is not negative."""
    table = _square(coefficients)
    largest = float(np.abs(np.linalg.eigvals(table)).max())
    if largest >= 1 - 1e-12:  # at 1 the table is singular, beyond it demand would take negative output
        raise RelodeError("measures.not_productive", largest=round(largest, 6))
    return table
