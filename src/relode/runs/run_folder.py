"""A run on disk: settings, versions, seed, data fingerprint and results; how far it has come, on stderr."""

import hashlib
import json
import platform
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from relode.errors import RelodeError
from relode.facts.shipped import table_digests
from relode.plan.making.plan_records import PlanRecord
from relode.record import Doc, Record, decoded, schema
from relode.runs.whole_files import read_object


def progress_line(text: str, *, last: bool, kept: bool | None = None) -> None:
    """Write the line of a terminal again, and end it if it is the `last`; elsewhere only what is to be `kept`.

    Kept is the last unless something else is said.
    """
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\n" if last else "", file=sys.stderr, flush=True)
    elif last if kept is None else kept:
        print(text, file=sys.stderr, flush=True)


LARGEST_FUND = 16_000_000
"""The same of a province's run: each place has some 20,000."""
RELEASES = {"1": "0.1", "2": "0.2.0", "3": "0.2.0", "4": "0.2.0", "5": "0.2.0"}
"""Version of the shapes of files -> the release that reads them."""
LIBRARIES = ("relode", "numpy", "scipy", "pandas", "xarray", "jax", "jaxlib", "altair", "vl-convert-python")


def run_name(slug: str, started: datetime, settings: Mapping[str, Any], fingerprint: str) -> str:
    """`<city>-<date>-<hash>`: the hash is over settings, data and the version of Relode."""
    content = json.dumps([settings, fingerprint, version("relode")], sort_keys=True, ensure_ascii=False)
    return f"{slug}-{started:%Y%m%d}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Manifest(Record):
    """What is needed to make the run again, and when it was made."""

    command: Annotated[str, Doc("command of relode")]
    settings: Annotated[Mapping[str, Any], Doc("what was asked for")]
    seed: Annotated[int | None, Doc("seed of all draws, null where nothing is drawn")]
    versions: Annotated[Mapping[str, str], Doc("versions of Python and of the libraries", shape="library")]
    data_fingerprint: Annotated[str, Doc("of all tables that ship")]
    tables: Annotated[Mapping[str, str], Doc("of each of them", shape="table")]
    started: Annotated[str, Doc("when it began (ISO 8601)")]
    finished: Annotated[str | None, Doc("when it came to its end (ISO 8601), null until then")]


def manifest(
    command: str, settings: Mapping[str, Any], fingerprint: str, started: datetime, seed: int | None = None
) -> Manifest:
    """The manifest of a run that ends now."""
    begun, now = started.isoformat(timespec="seconds"), datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(command, dict(settings), seed, versions(), fingerprint, table_digests(), begun, now)


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that results rest on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def read_manifest(folder: Path, commands: Collection[str] = ("plan",)) -> dict[str, Any]:
    """The manifest of a run folder of one of `commands`. Raises RelodeError if there is none, or it is another's."""
    try:
        record = read_object(folder / "manifest.json")
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("not_a_run", folder=folder) from error
    if record.get("command") not in commands or not isinstance(record.get("settings"), dict):
        raise RelodeError("not_a_run", folder=folder)
    if tuple(commands) == ("plan",) and record.get("schema") != schema("manifest"):
        raise other_version(folder, record.get("schema"), "manifest")
    return record


def other_version(folder: object, found: object, kind: str) -> RelodeError:
    """What is said of a file that another version wrote: the release that reads it, and how to have it anew."""
    named = str(found or f"{kind}/1")
    release = RELEASES.get(named.rpartition("/")[2], "")
    return RelodeError("other_version", folder=folder, found=named, needed=schema(kind), version=release)


def damaged(run: Path, path: Path, remove: Path, reason: object) -> RelodeError:
    """What is said of a part of a run that cannot be read: it is made again once `remove` is gone."""
    result = str(reason) or type(reason).__name__
    return RelodeError("damaged_part", run=run, path=path, remove=remove, reason=result)


def read_record(folder: Path) -> dict[str, Any]:
    """The object in the plan.json of a run folder.

    Raises RelodeError if there is none, or it is of another version of this program.
    """
    try:
        record = read_object(folder / "plan.json")
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("not_a_run", folder=folder) from error
    if record.get("schema") != schema("plan"):
        raise other_version(folder, record.get("schema"), "plan")
    return record


def read_plan(folder: Path) -> PlanRecord | None:
    """What a run planned, None where no plan was asked for.

    Raises RelodeError for a folder without a record, of another version, or whose record is of another shape.
    """
    record = read_record(folder)
    if record.get("plan") is None:
        return None
    try:
        return decoded(PlanRecord, record["plan"])
    except (ValueError, RecursionError) as error:
        raise RelodeError("damaged_run", folder=folder, reason=error) from error
