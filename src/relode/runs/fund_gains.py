"""Gains of every dose tried in a funding run: one zarr store, a group for each place, a chunk for each kind of gain."""

from pathlib import Path

import numpy as np
import xarray as xr
import zarr
from zarr.codecs import ZstdCodec

from relode.arrays import Values
from relode.fund.fund_records import PlaceCards
from relode.fund.judged_place import KINDS
from relode.places import by_code

UNITS = {"jobs": "job-years", "services": "yuan", "funder": "yuan per year"}
"""Of each of KINDS; services are those of all years together."""


def save_gains(store: Path, cards: PlaceCards, gains: Values) -> None:
    """Keep the gains of a place, `gains` (dose, KINDS, future), in the group of its slug; an older group is replaced.

    Doses stand in the order of `cards.tried`, which is written beside them. Raises OSError for a full disk.
    """
    place = by_code()[cards.place]
    attributes = {
        "place": place.slug,
        "code": place.code,
        "measure": [each.measure for each in cards.tried],
        "amount": [each.dose for each in cards.tried],
        "verdict": [each.verdict for each in cards.tried],
    }
    variables = {
        kind: (("dose", "future"), gains[:, number], {"units": UNITS[kind]}) for number, kind in enumerate(KINDS)
    }
    shape = (gains.shape[0], gains.shape[2])
    encoding = {kind: {"chunks": shape, "compressors": (ZstdCodec(checksum=True),)} for kind in KINDS}
    zarr.open_group(store, mode="a", zarr_format=3)
    xr.Dataset(variables, attrs=attributes).to_zarr(
        store, group=place.slug, mode="w", zarr_format=3, consolidated=False, encoding=encoding
    )


def load_gains(store: Path, cards: PlaceCards, futures: int) -> Values:
    """What `save_gains` kept of a place, (dose, KINDS, future), each kind in its unit.

    Raises OSError, ValueError, KeyError or RuntimeError where a part is missing, damaged or of another shape.
    """
    with xr.open_zarr(store, group=by_code()[cards.place].slug, consolidated=False, chunks=None) as result:
        gains: Values = np.stack([result[kind].to_numpy() for kind in KINDS], axis=1)
    if gains.shape != (len(cards.tried), len(KINDS), futures) or not np.isfinite(gains).all():
        raise ValueError(gains.shape)
    return gains
