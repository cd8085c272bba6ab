"""`relode replay RUN`: make a run again from its manifest and list what differs: versions, facts, values."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from relode.decisions.request import CityRun
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.facts.shipped import table_digests
from relode.language import Language, Sentence, spoken
from relode.plan.making.planning import planning
from relode.record import Doc, Record
from relode.report import CityResult, city_record, plan_record
from relode.runs import run_folder, whole_files
from relode.runs.report_runs import day_of, of_settings

RECORDS = ("city.json", "plan.json")
NOT_COMPARED = {"run", "version", "data_fingerprint"}
"""Names at the top of a record: where the run lies; versions and facts are listed by themselves."""
SHOWN = 10
"""Differing values that are printed; the record holds all of them."""


@dataclass(frozen=True)
class Differing(Record):
    """Something that is not what it was: a version, a table of facts, or a value of a record."""

    kind: Annotated[str, Doc("version, fact or value")]
    where: Annotated[str, Doc("library, table, or record and path in it")]
    before: Annotated[str, Doc("what the run has")]
    now: Annotated[str, Doc("what was found when it was made again")]


@dataclass(frozen=True)
class Replay(Record):
    """Whether a run that is made again gives the same results."""

    run: Annotated[str, Doc("folder of the run")]
    compared: Annotated[int, Doc("values compared", "count")]
    same_results: Annotated[bool, Doc("whether every value is the same, to the last bit")]
    differing: Annotated[tuple[Differing, ...], Doc("what is not", shape="difference")]


def replayed(run: Path) -> Replay:
    """Compute the records of the run again, from the settings, seed and own figures of its manifest, and compare.

    The run itself is not touched. Raises RelodeError for a folder that is no run of `relode plan`, or did not end.
    """
    about = run_folder.read_manifest(run)
    if about.get("finished") is None:
        raise RelodeError("replay.unfinished", run=run)
    before = {name: _read(run / name) for name in RECORDS}
    result = _made_again(CityRun(**about["settings"]), day_of(about))
    records = (city_record(result), plan_record(result, str(run)))
    now = {name: json.loads(json.dumps(each, allow_nan=False)) for name, each in zip(RECORDS, records, strict=True)}
    pairs = [pair for name in RECORDS for pair in differences(before[name], now[name], name)]
    values = [Differing("value", where, *map(_text, pair)) for where, *pair in pairs]
    compared = sum(sum(1 for _ in _leaves(record)) for record in before.values())
    return Replay(str(run), compared, not values, (*_versions(about), *_facts(about), *values))


def _made_again(settings: CityRun, made: date) -> CityResult:
    result = of_settings(settings, made)
    return replace(result, planned=planning(result.panel, result.place, settings.plan))


def differences(before: object, now: object, where: str) -> Iterator[tuple[str, object, object]]:
    """(path, before, now) of every value of one JSON object that is not the same, to the last bit, in the other."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        at_top = "/" not in where and where in RECORDS
        for key in dict.fromkeys([*before, *now]):
            if not (at_top and key in NOT_COMPARED):
                yield from differences(before.get(key, "–"), now.get(key, "–"), f"{where}/{key}")
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for at, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from differences(one, other, f"{where}/{at}")
    elif before != now or isinstance(before, bool) != isinstance(now, bool):
        yield where, before, now


def replay_text(replay: Replay, language: Language) -> str:
    """The same in words."""
    head = "replay.same" if replay.same_results else "replay.differs"
    lines = [Sentence(head, {"run": replay.run, "count": replay.compared})]
    for kind in ("version", "fact", "value"):
        here = [each for each in replay.differing if each.kind == kind]
        if here:
            lines.append(Sentence(f"replay.{kind}", {"count": len(here)}))
            rows = [{"where": each.where, "before": each.before, "now": each.now} for each in here[:SHOWN]]
            lines += [Sentence("replay.line", each) for each in rows]
    return "\n".join(spoken(line, language) for line in lines)


def _versions(about: Mapping[str, Any]) -> Iterator[Differing]:
    known = run_folder.versions()
    for name in dict.fromkeys([*about["versions"], *known]):
        before, now = about["versions"].get(name, "–"), known.get(name, "–")
        if before != now:
            yield Differing("version", name, before, now)


def _facts(about: Mapping[str, Any]) -> Iterator[Differing]:
    """Tables that are not what they were; one line for all where an older run did not write them down."""
    if about["data_fingerprint"] == fingerprint():
        return
    before, now = about.get("tables"), table_digests()
    if before is None:
        yield Differing("fact", "data_fingerprint", about["data_fingerprint"][:12], fingerprint()[:12])
        return
    for table in sorted({*before, *now}):
        if before.get(table) != now.get(table):
            yield Differing("fact", table, before.get(table, "–"), now.get(table, "–"))


def _leaves(record: object) -> Iterator[object]:
    if isinstance(record, Mapping | list):
        for each in record.values() if isinstance(record, Mapping) else record:
            yield from _leaves(each)
    else:
        yield record


def _read(path: Path) -> dict[str, Any]:
    try:
        return whole_files.read_object(path, run_folder.LARGEST_FUND)
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("damaged_run", folder=path.parent, reason=path.name) from error


def _text(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    return str(value) if not isinstance(value, Mapping | list) else f"[{len(value)}]"
