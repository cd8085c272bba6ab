"""Texts of the panel, kept as codes: three of its variables repeat a few hundred texts in five million cells."""

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from xarray.backends import BackendArray
from xarray.core import indexing

PACKED = ("source", "flag", "table")
"""Variables of texts."""


class CodedTexts(BackendArray):
    """Texts of any shape as codes [1] and the list they point to; what is read of them are texts, never to be set."""

    def __init__(self, texts: NDArray[np.object_], here: NDArray[np.intp]) -> None:
        """Texts stand `here`, counted in the order of memory; anywhere else they are empty."""
        self.shape, self.dtype = texts.shape, texts.dtype
        codes, held = pd.factorize(texts.ravel()[here])
        self.texts = np.array(["", *held], dtype=object)
        self.codes = np.zeros(texts.shape, np.min_scalar_type(len(held)))
        self.codes.ravel()[here] = codes + 1

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        if isinstance(key, indexing.BasicIndexer):  # a profile reads thousands of cells
            return self._texts_at(key.tuple)
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._texts_at)

    def _texts_at(self, key: tuple[Any, ...]) -> Any:
        codes = self.codes
        for axis in reversed(range(len(key))):  # from the last on: a whole number takes its axis away
            codes = codes[(slice(None),) * axis + (key[axis],)]
        held = self.texts[codes]
        if isinstance(held, np.ndarray):
            held.flags.writeable = False  # what is set in a copy would be lost without a word
        return held


def packed(panel: xr.Dataset) -> xr.Dataset:
    """The panel, (quantity, place, year), with its texts as codes, a tenth of a gigabyte less: read as before, not set.

    A cell without a value has no texts.
    """
    here = np.flatnonzero(np.isfinite(panel["value"].to_numpy()))
    coded = {name: indexing.LazilyIndexedArray(CodedTexts(panel[name].to_numpy(), here)) for name in PACKED}
    return panel.assign({name: xr.Variable(panel[name].dims, data, fastpath=True) for name, data in coded.items()})


def unpacked(panel: xr.Dataset) -> xr.Dataset:
    """A copy of the panel, (quantity, place, year), with its texts in arrays, which may be set."""
    return panel.assign({name: (panel[name].dims, panel[name].to_numpy().copy()) for name in panel.data_vars})
