"""Parts of an ensemble, made here or on a cluster, added to what its folder holds in any order, and the paths kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import zarr
from zarr.codecs import ZstdCodec

from relode.arrays import Bools, Values
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.model.opening.opening_world import World, world
from relode.model.streamed_quantiles import Sketch, merged
from relode.panel import load
from relode.plan.simulations.ensemble import NAMES, NOTHING, PART, RUN, EnsembleRequest, paths_of, sketches_of
from relode.runs import run_folder, whole_files
from relode.runs.cluster import done_on
from relode.vocabulary import quantity

STREAMED = "streamed.npz"
"""What is kept of all parts that are done: which they are, and the sketches of their values."""
FIELDS = ("count", "keys", "counts")
WHOLE = "paths"

Sketches = Mapping[str, Sketch]


@dataclass(frozen=True)
class DoneParts:
    """The parts that are done, (part,), and the sketch of each case (`plan.ensemble`) over all of them."""

    done: Bools
    sketches: Sketches

    def with_part(self, number: int, sketches: Sketches) -> "DoneParts":
        """With one part more."""
        done = self.done.copy()
        done[number] = True
        return DoneParts(done, {case: merged([*self._of(case), sketch]) for case, sketch in sketches.items()})

    def _of(self, case: str) -> list[Sketch]:
        return [self.sketches[case]] if case in self.sketches else []

    def save(self, run: Path) -> None:
        """Write it whole or not at all. Raises RelodeError for a full disk."""
        whole_files.replace_bytes(run / STREAMED, packed(self.sketches, done=self.done))


def all_parts(
    request: EnsembleRequest, run: Path, tell: Callable[[str, int, int], None], scheduler: str | None
) -> Sketches:
    """The parts that are not done yet are made and added; what all come to."""
    now = kept_of(run, request)
    left = np.flatnonzero(~now.done).tolist()
    store = opened_store(run, request, now.done, run / STREAMED) if request.paths else None

    def keep(content: bytes) -> None:
        nonlocal now
        number, sketches, paths = unpacked(content)
        if store is not None:
            keep_paths(run, store, int(number), paths)
        now = now.with_part(int(number), sketches)
        now.save(run)

    work = partial(made_part, request.record())
    if scheduler is not None:
        done_on(scheduler, work, left, keep, tell)
    else:
        for done, number in enumerate(left, start=1):
            keep(work(number))
            tell("chunks", done, len(left))
    return now.sketches


def made_part(settings: dict[str, Any], number: int) -> bytes:
    """A part as bytes of npz: what a worker sends back."""
    request = EnsembleRequest(**settings)
    paths = paths_of(_world(), request, number)
    return packed(sketches_of(paths), np.asarray(number), paths if request.paths else {})


@lru_cache(maxsize=1)
def _world() -> World:
    """What all parts share, made once in a worker."""
    return world(load())


def packed(sketches: Sketches, done: Any, paths: Mapping[str, Values] = MappingProxyType({})) -> bytes:
    """Sketches, and paths (future, quantity, year) where all are kept, as npz: arrays without objects."""
    arrays = {f"{case}.{name}": getattr(each, name) for case, each in sketches.items() for name in FIELDS}
    shapes = {f"{case}.shape": each.shape for case, each in sketches.items()}
    out = BytesIO()
    whole = {f"{case}.{WHOLE}": values.astype(np.float32) for case, values in paths.items()}
    np.savez(out, done=done, **arrays, **shapes, **whole)  # type: ignore[arg-type]
    return out.getvalue()


def unpacked(content: bytes) -> tuple[Any, Sketches, dict[str, Values]]:
    """What `packed` wrote: parts that are done, sketches, and paths (future, quantity, year) [each in its unit].

    Raises ValueError, KeyError or OSError for anything else.
    """
    with np.load(BytesIO(content)) as result:
        cases = sorted({name.partition(".")[0] for name in result.files} - {"done"})
        sketches = {
            case: Sketch(
                tuple(result[f"{case}.shape"].tolist()), int(result[f"{case}.count"]),
                result[f"{case}.keys"], result[f"{case}.counts"],
            )
            for case in cases
        }  # fmt: skip
        paths = {case: result[f"{case}.{WHOLE}"] for case in cases if f"{case}.{WHOLE}" in result.files}
        return result["done"], sketches, paths


def kept_of(run: Path, request: EnsembleRequest) -> DoneParts:
    """What is done of a run. Raises RelodeError for a damaged file."""
    path = run / STREAMED
    if not path.exists():
        return DoneParts(np.zeros(request.parts, dtype=bool), {})
    try:
        done, sketches, _ = unpacked(path.read_bytes())
        if done.shape != (request.parts,) or any(each.counts.sum() == 0 for each in sketches.values()):
            raise ValueError(done.shape)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise run_folder.damaged(run, path, path, error) from error
    return DoneParts(done, sketches)


PATHS = "paths.zarr"
"""The store: an array for each of RUN and NOTHING, (quantity, future, year), in 32 bits."""


def bytes_kept(request: EnsembleRequest) -> int:
    """What all paths take before they are compressed. [bytes]"""
    cells = len(cases(request)) * len(NAMES) * request.futures * (request.years + 1)
    return cells * np.dtype(np.float32).itemsize


def cases(request: EnsembleRequest) -> tuple[str, ...]:
    """What is run in each future."""
    return (NOTHING, RUN) if request.policy else (NOTHING,)


def opened_store(run: Path, request: EnsembleRequest, done: Bools, mark: Path) -> dict[str, zarr.Array[Any]]:
    """The arrays of a run by case, each (quantity, future, year) [each in its own], made where there are none.

    `done` tells parts that are done, (part,), as the file `mark` holds it.

    Raises RelodeError where a chunk of a part that is done is missing, and for a disk that is full.
    """
    store = run / PATHS
    try:
        group = zarr.open_group(store, mode="a", zarr_format=3)
        for case in cases(request):
            if case not in group:
                _make_array(group, case, request)
        result = {case: zarr.open_array(store, path=case, mode="r+") for case in cases(request)}
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=run, reason=error.strerror or error) from error
    for case in result:
        for part in np.flatnonzero(done):
            chunk = store / case / "c" / "0" / str(part) / "0"
            if not chunk.is_file():
                raise run_folder.damaged(run, chunk, mark, "missing")
    return result


def _make_array(group: zarr.Group, case: str, request: EnsembleRequest) -> None:
    years = list(range(OPENING_YEAR, OPENING_YEAR + request.years + 1))
    group.create_array(
        case,
        shape=(len(NAMES), request.futures, len(years)),
        chunks=(len(NAMES), PART, len(years)),
        dtype=np.float32,
        fill_value=np.nan,
        compressors=(ZstdCodec(checksum=True),),
        dimension_names=("quantity", "future", "year"),
        attributes={"quantity": list(NAMES), "unit": [quantity(name).unit for name in NAMES], "year": years},
    )


def keep_paths(run: Path, arrays: Mapping[str, zarr.Array[Any]], number: int, paths: Mapping[str, Values]) -> None:
    """Write a part whole, case -> values (future, quantity, year) [each in its own]. RelodeError for a full disk."""
    for case, values in paths.items():
        first = number * PART
        try:
            arrays[case][:, first : first + len(values), :] = np.moveaxis(values, 0, 1).astype(np.float32)
        except OSError as error:
            raise RelodeError("unwritable_folder", folder=run, reason=error.strerror or error) from error
