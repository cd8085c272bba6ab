"""Policies as data: which places got what, from which year, and which places they are compared with."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from relode.errors import RelodeError
from relode.facts import rows
from relode.places import all_places, find, official
from relode.places.place import by_code

OWN = "own"
"""The name of a policy that a user's file describes."""
OWN_HORIZON = 5
"""Years from treatment on over which an effect of such a policy is averaged."""


@dataclass(frozen=True)
class PastPolicy:
    """Places (prefecture level) and their first years, the places they are compared with, and the window.

    `below` are treated counties and districts, for which outcomes by year are not published; `left_out` are places of
    the protocol or treated in part only. `doses` and `dose_unit` come from a user's file.
    """

    name: str
    first_years: Mapping[str, int]
    controls: tuple[str, ...]
    first: int
    last: int
    horizon: int
    lever: str = ""
    below: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    doses: Mapping[str, float] | None = None
    dose_unit: str = ""


@cache
def protocol() -> Mapping[str, Any]:
    """What was fixed beforehand: rules, outcomes, policies, the bust."""
    return tomllib.loads(files(__package__).joinpath("protocol.toml").read_text(encoding="utf-8"))


def policy(name: str) -> PastPolicy:
    """A shipped policy. Raises RelodeError for an unknown name."""
    entries = protocol()["policies"]
    if name not in entries:
        raise RelodeError("unknown_past_policy", name=name, known=", ".join(entries))
    entry = entries[name]
    first_years, part = _treated(entry["treated"])
    prefectures = {p.code for p in all_places() if p.level == "prefecture" and p.in_partition}
    gone = {*entry["leave_out"], *part}
    kept = {code: year for code, year in first_years.items() if code in prefectures - gone}
    return PastPolicy(
        name=name,
        first_years=kept,
        controls=tuple(sorted(_controls(entry["controls"], prefectures) - set(first_years) - gone)),
        first=entry["first"],
        last=entry["last"],
        horizon=entry["horizon"],
        lever=entry["lever"],
        below=tuple(sorted(set(first_years) - prefectures)),
        left_out=tuple(sorted(gone & (prefectures | set(first_years)))),
    )


POSSIBLE_YEARS = range(1950, 2101)
"""Years in which a policy of a user's own may begin."""


def own_policy(content: str, where: str) -> PastPolicy:
    """A user's policy: CSV with the columns place, year and, if it has doses, dose and dose_unit.

    Places are named as everywhere, an empty year means never treated (a control); if no row has an empty year, all
    other prefectures are controls. Raises RelodeError for missing columns, rows that occur twice, unreadable years or
    doses, a dose without unit, and several units.
    """
    table = list(csv.DictReader(StringIO(content)))
    missing = [c for c in ("place", "year") if not table or c not in table[0]]
    if missing:
        raise RelodeError("own_policy_columns", where=where, missing=", ".join(missing))
    numbered = [(line, {k: (v or "").strip() for k, v in row.items() if k}) for line, row in enumerate(table, 2)]
    codes = [(line, find(row["place"]).code) for line, row in numbered]
    seen: dict[str, int] = {}
    twice = [f"{code} (line {line})" for line, code in codes if seen.setdefault(code, line) != line]
    if twice:
        raise RelodeError("study_rows_twice", offenders=twice)
    bad = [f"{row['year']!r} (line {line})" for line, row in numbered if row["year"] and not _is_year(row["year"])]
    if bad:
        raise RelodeError(
            "own_policy_year", where=where, offenders=bad, first=POSSIBLE_YEARS[0], last=POSSIBLE_YEARS[-1]
        )
    doses, unit = _doses(numbered, where)
    first_years = {code: int(row["year"]) for (_, code), (_, row) in zip(codes, numbered, strict=True) if row["year"]}
    if not first_years:
        raise RelodeError("study_nothing_treated")
    named = {code for (_, code), (_, row) in zip(codes, numbered, strict=True) if not row["year"]}
    prefectures = {p.code for p in all_places() if p.level == "prefecture" and p.in_partition}
    first, last = own_window(first_years)
    return PastPolicy(
        name=OWN,
        first_years={code: year for code, year in first_years.items() if code in prefectures},
        controls=tuple(sorted((named or prefectures) - set(first_years))),
        first=first,
        last=last,
        horizon=OWN_HORIZON,
        below=tuple(sorted(set(first_years) - prefectures)),
        doses={code: doses[line] for line, code in codes if line in doses and code in first_years} or None,
        dose_unit=unit,
    )


def own_window(first_years: Mapping[str, int]) -> tuple[int, int]:
    """First and last year in which a policy of the user's own is looked at, by the first years of its places."""
    years = first_years.values()
    return min(years) - 2 * protocol()["rules"]["pre_years"], max(years) + OWN_HORIZON - 1


def overlapping(policy: PastPolicy) -> dict[str, tuple[float, float]]:
    """Other policy -> share of the treated, and of the controls, that it reached in the years that are compared."""
    before = protocol()["rules"]["pre_years"]
    result = {}
    for name in protocol()["policies"]:
        other = _treated(protocol()["policies"][name]["treated"])[0]
        if name == policy.name or not policy.first_years:
            continue
        spans = {code: (year - before, year + policy.horizon - 1) for code, year in policy.first_years.items()}
        own = [_reached(other, code, *span) for code, span in spans.items()]
        controls = [_reached(other, code, *span) for code in policy.controls for span in set(spans.values())]
        result[name] = (sum(own) / len(own), sum(controls) / max(len(controls), 1))
    return result


def _reached(first_years: Mapping[str, int], code: str, after: int, until: int) -> bool:
    return code in first_years and after < first_years[code] <= until


@cache
def _treated(rule: str) -> tuple[Mapping[str, int], frozenset[str]]:
    """Code -> first year of treatment, and the places treated in part only."""
    if rule == "exhausted":
        starts = {2008: _year_of("E2008_EX1"), 2009: _year_of("E2009_EX2"), 2011: _year_of("E2011_EX3")}
        listed = official().items()
        return {c: starts[e.exhausted_year] for c, e in listed if e.is_exhausted and e.exhausted_year}, frozenset()
    if rule in ("listed", "declining"):
        year = _year_of("E2013_PLAN")
        return {c: year for c, e in official().items() if rule == "listed" or e.type == rule}, frozenset()
    if rule == "clusters":
        return _cluster_hosts()
    events = rule.split(";")
    counts: dict[str, int] = {}
    part = set()
    for row in rows("policy_event_places"):
        if row["event_id"] in events:
            for code in _prefectures_of(row["place"]):
                if row["extent"] == "whole":
                    counts[code] = min(counts.get(code, 9999), _year_of(row["event_id"]))
                else:
                    part.add(code)
    return counts, frozenset(part - set(counts))


def _cluster_hosts() -> tuple[Mapping[str, int], frozenset[str]]:
    """Hosts of national clusters by the year in which theirs was named; the list of November 2022 counts from 2023."""
    named = {r["cluster_id"]: int(r["year"]) for r in rows("clusters")}
    starts = {year: _year_of(event) for year, event in ((2022, "E2022_CLUSTERS"), (2024, "E2024_CLUSTERS"))}
    counts: dict[str, int] = {}
    part = set()
    for row in rows("cluster_hosts"):
        year = named[row["cluster_id"]]
        if row["extent"] == "city":
            counts[row["place"]] = min(counts.get(row["place"], 9999), starts.get(year, year))
        else:
            part.add(row["place"])
    return counts, frozenset(part - set(counts))


def _prefectures_of(code: str) -> list[str]:
    place = by_code()[code]
    if place.level != "province":
        return [code]
    return [p.code for p in all_places() if p.level == "prefecture" and p.province == place.province]


def _controls(rule: str, prefectures: set[str]) -> set[str]:
    listed = official()
    if rule == "resource":
        return {c for c in prefectures if c in listed and not listed[c].is_exhausted}
    if rule == "not_listed":
        return {c for c in prefectures if c not in listed}
    return set(prefectures)


@cache
def _year_of(event: str) -> int:
    """The first year that counts: that of the document, the next one from July on."""
    date = next(row["date"] for row in rows("policy_events") if row["event_id"] == event)
    late = len(date) > 4 and int(date[5:7]) >= protocol()["rules"]["late_month"]
    return int(date[:4]) + late


def _doses(numbered: list[tuple[int, dict[str, str]]], where: str) -> tuple[dict[int, float], str]:
    written = {line: row["dose"] for line, row in numbered if row.get("dose")}
    bad = [f"{dose!r} (line {line})" for line, dose in written.items() if not _is_number(dose)]
    if bad:
        raise RelodeError("own_policy_dose", where=where, offenders=bad)
    units = sorted({row.get("dose_unit", "") for line, row in numbered if line in written})
    if written and (not units[0] or len(units) > 1):
        raise RelodeError("own_policy_dose_unit", where=where, units=", ".join(u for u in units if u) or "-")
    return {line: float(dose) for line, dose in written.items()}, units[0] if units else ""


def _is_year(cell: str) -> bool:
    return cell.isdigit() and int(cell) in POSSIBLE_YEARS


def _is_number(cell: str) -> bool:
    try:
        return abs(float(cell)) < float("inf")
    except ValueError:
        return False
