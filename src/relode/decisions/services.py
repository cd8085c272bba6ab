"""Decisions on services by stage and kind: schools, teachers, beds, doctors, homes, heating.

`service_facts` gathers what is known of a place; `services_decided` is a function of these facts alone, so that a row
changes with the facts that it names and with nothing else. Nurseries (no places are counted), vocational schools
(ages forecast their pupils worse than the last count), and services whose users neither surely outgrow nor surely
fall short of what there is give no row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

import numpy as np
import xarray as xr

from relode.bureaus import who_has
from relode.decisions.records import Decision, MissingFact, UsedFact
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Amount, Bilingual, Sentence, Word
from relode.needs.capacity import PRACTICAL, band_weights, sure_since, surpluses
from relode.needs.chapter import FIRST, service_line
from relode.needs.measures import leavers
from relode.needs.needs_records import YearNeed
from relode.needs.own_cells import OwnCells, with_births
from relode.needs.reckoning import DOUBTFUL, TOLD, Counts, counts_of, need_of
from relode.needs.service import Service, in_system, services
from relode.outlook import AgeFutures, ages
from relode.outlook.people_by_age.single_years import STARTS, county_groups
from relode.panel.doubt import is_doubted
from relode.panel.number import Number
from relode.places import Place, by_code
from relode.places.local_facts import PlaceFact, local_facts
from relode.places.school_ages import school_system
from relode.usual import HORIZON, SEED
from relode.vocabulary import Label

TEACHERS = ("teachers_primary", "teachers_secondary")
SCHOOLS = ("kindergarten", "primary", "junior", "senior")
BEDS_OF_AGED = "care_homes"
OF_RESIDENTS = ("homes", "heating")
"""Services that no source counts: where residents surely fall, the city's own cells decide."""
DECIDED = (*SCHOOLS, *TEACHERS, "doctors", "hospital_beds", BEDS_OF_AGED, *OF_RESIDENTS)
STAGE = {each: each for each in SCHOOLS} | {"teachers_primary": "primary", "teachers_secondary": "secondary"}
CELLS: Mapping[str, str] = {
    "kindergarten": "births_since_2021", "primary": "pupils_by_school", "junior": "pupils_by_school",
    "senior": "pupils_by_school", "teachers_primary": "teachers_by_birth", "teachers_secondary": "teachers_by_birth",
    "hospital_beds": "use_of_beds", BEDS_OF_AGED: "residents_of_homes", "homes": "homes_without_light",
    "heating": "heated_area",
}  # fmt: skip
"""Service -> the city's own cell that would settle it; of doctors there is none."""
FULL = 0.9
"""Residents over beds from which on homes for the aged are full: a bed that changes hands is empty for a while.
An assumption; from .85 to .95 it moves no city that ships, since no occupancy ships."""
LEAVE = 0.03
"""Share of teachers who leave in a year: 1 in 33, of careers of 30 to 40 years. An assumption, replaced by own years
of birth."""
ENROLMENT = 8
"""Month by whose end school places are set: the school year begins on 1 September."""
NAMED_COUNTIES = 4
HEATED = ("yes", "part")
NO_CELLS = OwnCells()


@dataclass(frozen=True)
class Held:
    """What holds under every standard at the unfavourable bound.

    `amount`: positive for a surplus [unit of the service], as in `year`, the least of those that last (else the most);
    `since`: first year with any, `until`: last year.
    """

    amount: float
    year: int
    until: int
    since: int
    lasts: bool


def service_decisions(
    panel: xr.Dataset, place: Place, cells: OwnCells = NO_CELLS, horizon: int = HORIZON, seed: int = SEED
) -> tuple[Decision, ...]:
    """Decisions on the services of a place. Raises NoVerdict for a place without ages.

    Example:
        >>> found = rl.decisions.services.service_decisions(panel, rl.places.find("hegang"))
        >>> next(each.recommendation for each in found if each.id == "service:teachers_primary")
        'do'
    """
    return services_decided(service_facts(panel, place, cells, horizon, seed), panel)


def service_facts(
    panel: xr.Dataset, place: Place, cells: OwnCells = NO_CELLS, horizon: int = HORIZON, seed: int = SEED
) -> dict[str, Any]:
    """Key of a fact -> the fact: ages, counts by quantity, school_system, central_heating, ages_counties, own cells."""
    facts: dict[str, Any] = {
        "place": place,
        "ages": with_births(ages(panel, place, horizon, seed), cells),
        "school_system": school_system(place),
        "central_heating": _used_fact("central_heating", place, local_facts(place).get("central_heating")),
        "ages_counties": _counties(place),
    }
    for service in services():
        counts = counts_of(panel, place, service, cells)
        facts |= {_there(service): counts.there, _users(service): counts.users}
    for key in cells.filled:
        facts[f"own:{key}"] = cells
    return facts


def _there(service: Service) -> str:
    return f"there:{'+'.join(service.capacity) or service.key}"


def _users(service: Service) -> str:
    return f"users:{'+'.join(service.counted or service.shown) or service.key}"


def _used_fact(key: str, place: Place, fact: PlaceFact | None) -> UsedFact | None:
    """A local fact as a row names it; what may not decide, or is of the prefecture, is flagged."""
    if fact is None:
        return None
    flags = (
        f"certainty_{fact.certainty}",
        *(("inherited",) if fact.inherited else ()),
        *(() if fact.decides else ("may_not_decide",)),
    )
    return UsedFact(key, fact.inherited or place.code, fact.value, "", None, fact.sources, flags)


def _counties(place: Place) -> Mapping[str, Mapping[str, float]]:
    """Kind of ages -> county -> its share of the prefecture's people of these ages, in the last census. [0-1]"""
    here = {code: groups.sum(axis=0) for code, groups in county_groups(2020).items() if code[:4] == place.code[:4]}
    if place.level != "prefecture" or len(here) < 2:
        return {}
    found = {}
    for kind, low, high in (("children", 0, 14), ("old", 50, 100), ("all", 0, 100)):
        chosen = [low <= start <= high for start in STARTS]
        people = {code: float(groups[chosen].sum()) for code, groups in here.items()}
        found[kind] = {code: count / sum(people.values()) for code, count in people.items()}
    return found


def services_decided(facts: Mapping[str, Any], panel: xr.Dataset) -> tuple[Decision, ...]:
    """The rows that facts decide, in the order of services. Of the panel only sums over all places are used."""
    known = {service.key: in_system(service, facts["school_system"]) for service in services()}
    return tuple(
        row for key in DECIDED for row in [ServiceRow(known[key], known, facts, panel).decision()] if row is not None
    )


class ServiceRow:
    """One service of a place, from its facts to its row."""

    def __init__(self, service: Service, known: Mapping[str, Service], facts: Mapping[str, Any], panel: xr.Dataset):
        self.service, self.facts, self.place = service, facts, facts["place"]
        self.people: AgeFutures = facts["ages"]
        self.is_county = self.place.level != "prefecture"
        self.told = min(TOLD, self.people.years[-1])
        stages = [known[stage] for stage in service.stages]
        counts = {each.key: Counts(facts[_there(each)], facts[_users(each)]) for each in (service, *stages)}
        self.cell = CELLS.get(service.key, "")
        self.own: OwnCells = facts.get(f"own:{self.cell}") or OwnCells()
        if counts[service.key].users is None and service.in_use:
            counts[service.key] = Counts(None, self._by_ages())
        self.need = need_of(service, self.people, counts, self.told, self.own, panel)
        counted = (_there(service), *(_users(each) for each in (service, *stages)))
        school = ("school_system",) if service.stages or service.key in ("primary", "junior") else ()
        if_known = (f"own:{self.cell}", *(("central_heating",) if service.key == "heating" else ()), "ages_counties")
        self.keys = ["ages", *counted, *school, *(key for key in if_known if facts.get(key))]

    def _by_ages(self) -> Number:
        """Users when they were last counted elsewhere, by ages and the nation's share: no source counts them here."""
        by_age = self.people.people[:, self.people.years.index(FIRST)].sum(axis=1)
        users = float(np.median(by_age @ band_weights(self.service.ages)))
        return Number(self.service.key, users, "persons", FIRST, None, self.people.sources, ("computed",))

    def decision(self) -> Decision | None:
        """The row, None where nothing is decided."""
        if self.service.key == "heating":
            heating = self.facts["central_heating"]
            if heating is None or heating.value not in HEATED or "may_not_decide" in heating.flags:
                return None
        if self.need.capacity is None:
            return self._without_count() if self.service.key in OF_RESIDENTS else None
        if DOUBTFUL in self.need.flags:
            return self._row("more_data", "doubtful", None, self._doubted())
        held = self._held()
        if held is None:
            return self._of_standards(())
        if held.since > self.told:
            late = {"year": held.since, "amount": self._amount(held), "counter": self.need.counter_behind}
            return self._of_standards(
                (Sentence(f"service_rows.reason.late_{'surplus' if held.amount > 0 else 'shortage'}", late),)
            )
        side = "surplus" if held.amount > 0 else "shortage"
        said = service_line(self.need, self.told)
        if not held.lasts:
            values = {"year": held.year, "amount": self._amount(held), "counter": self.need.counter_behind}
            said.append(Sentence(f"service_rows.reason.{side}_until", values | {"until": held.until}))
        elif held.lasts and abs(held.amount) < (1 - PRACTICAL) * abs(self.need.at(self.told).sure):
            said.append(Sentence("service_rows.reason.lasting", {"amount": self._amount(held), "until": held.until}))
        return self._row(*self._recommended(side), held, said)

    def _doubted(self) -> Sequence[Sentence]:
        """Which counts are doubted, and why."""
        numbers = [fact for key in self.keys if isinstance(fact := self.facts[key], Number) and is_doubted(fact.flags)]
        return [
            Sentence(
                "service_rows.reason.doubtful",
                {
                    "counts": [Label(name) for name in each.quantity.split("+")],
                    "year": each.year,
                    "flag": Word("flag", next(flag for flag in each.flags if is_doubted((flag,)))),
                },
            )
            for each in numbers
        ]

    def _held(self) -> Held | None:
        """What holds up to the last year; else the longest run of years with a surplus or a shortage."""
        years = [each for each in self.need.years if each.year >= FIRST_PLAN_YEAR]
        last = years[-1]
        since = sure_since(years)
        first = since.surplus or since.shortage
        if first is not None:
            least = min((each for each in years if each.year >= max(first, self.told)), key=lambda each: abs(each.sure))
            return Held(least.sure, least.year, last.year, first, True)
        runs: list[list[YearNeed]] = []
        for before, each in zip([None, *years], years, strict=False):
            if not each.sure:
                continue
            if before is None or before.sure * each.sure <= 0:
                runs.append([])
            runs[-1].append(each)
        if not runs:
            return None
        run = max(runs, key=len)
        peak = max(run, key=lambda each: abs(each.sure))
        return Held(peak.sure, peak.year, run[-1].year, run[0].year, False)

    def _amount(self, held: Held) -> Amount:
        return Amount(abs(held.amount), "count")

    def _recommended(self, side: str) -> tuple[str, str]:
        """Recommendation and key of the first step."""
        key = self.service.key
        if self.is_county and self.service.in_use:
            return "more_data", "county"
        if key == BEDS_OF_AGED:
            count = self.own.there.get(key)
            if count is None or count.in_use is None:
                return "more_data", side
            is_full = count.in_use >= FULL * count.there
            return (
                ("do", side)
                if is_full == (side == "shortage")
                else ("not_now", "not_full" if side == "shortage" else "full")
            )
        if side == "shortage" and self.service.in_use:
            return "more_data", "shortage"
        return "do", side

    def _of_standards(self, late: Sequence[Sentence]) -> Decision | None:
        """Standards that disagree, or a surplus or shortage far ahead: not now, or more data if a cell settles it."""
        if self.need.verdict != "norms_disagree":
            return self._row("not_now", "late", None, (*service_line(self.need, self.told), *late)) if late else None
        told = self.need.at(self.told)
        parts = [
            Sentence(
                f"service_rows.reason.by_norm_{'more' if surplus.median > 0 else 'less'}",
                {
                    "norm": self.need.norms[norm],
                    "amount": Amount(abs(surplus.median), "count"),
                    "counter": self.need.counter_behind,
                },
            )
            for norm, surplus in told.surplus.items()
        ]
        said = (
            *service_line(self.need, self.told),
            Sentence("service_rows.reason.by_norm", {"parts": parts, "year": self.told}),
            *late,
        )
        settles = self.service.key in ("hospital_beds", BEDS_OF_AGED) and not self.own.filled
        return self._row("more_data" if settles else "not_now", "use" if settles else "disagree", None, said)

    def _without_count(self) -> Decision | None:
        """Homes and heating without own cells: a row where residents surely fall, with by how many."""
        now, then = self.need.at(FIRST_PLAN_YEAR).users, self.need.at(self.told).users
        fall = surpluses(now.value, self._residents(self.told)[:, None])[0].sure
        if fall <= PRACTICAL * now.value:
            return None
        values: dict[str, object] = {"fall": Amount(fall, "persons"), "first": FIRST_PLAN_YEAR, "year": self.told}
        held = Held(fall, self.told, self.told, self.told, False)
        said = (Sentence("service_rows.reason.residents_fall", values),)
        return self._row("more_data", "surplus", held, said, unit="persons", by_year={str(then.year): _fall(now, then)})

    def _residents(self, year: int) -> Any:
        return self.people.people[:, self.people.years.index(year)].sum(axis=(1, 2))

    def _row(
        self, recommendation: str, step: str, held: Held | None, said: Sequence[Sentence], *,
        unit: str = "", by_year: Mapping[str, tuple[float, float, float]] | None = None,
    ) -> Decision:  # fmt: skip
        key, direction = self.service.key, "none" if held is None else "surplus" if held.amount > 0 else "shortage"
        band = by_year if by_year is not None else dict(self._band(direction)) if held is not None else {}
        low, _, high = band.get(str(held.year), (None, None, None)) if held is not None else (None, None, None)
        if self.is_county and key in SCHOOLS:
            home = by_code()[self.place.parent]
            said = (Sentence("service_rows.reason.county", {"prefecture": home}), *said)
        if key in TEACHERS and direction == "surplus" and held is not None:
            said = (*said, self._leavers(held))
        return Decision(
            id=f"service:{key}",
            kind="service",
            stage=STAGE.get(key, ""),
            name=Sentence(f"service_rows.name.{direction}", {"service": self.need.name}),
            group="here",
            recommendation=recommendation,
            reason=reduce(lambda one, two: Sentence("service_rows.two", {"one": one, "two": two}), said),
            first_step=Sentence(f"service_rows.step.{self._step(step)}", {}),
            bureau=self.service.bureau,
            month=ENROLMENT if key in SCHOOLS else None,
            article=tuple(dict.fromkeys(row for measure in self.service.measures for row in measure.law)),
            amount=None if held is None else abs(held.amount),
            interval_90=None if low is None or high is None else (low, high),
            unit=unit or self.need.unit,
            year=None if held is None else max(held.since, self.told) if held.lasts else held.year,
            cost=None,
            payer="",
            channel="",
            facts=tuple(self._used()),
            asks=tuple(self._asks(recommendation, direction)),
            options=tuple(self._options(held, direction)),
            by_year=band,
        )

    def _step(self, step: str) -> str:
        own = f"{self.service.key}_{step}"
        return own if own in STEPS else step

    def _band(self, direction: str) -> Iterator[tuple[str, tuple[float, float, float]]]:
        """Year -> low, middle, high of the amount by the standard that leaves least of it."""
        assert self.need.capacity is not None  # rows without a count bring their own band
        sign = 1.0 if direction == "surplus" else -1.0
        for each in self.need.years:
            if each.year >= FIRST_PLAN_YEAR:
                ends = []
                for need in each.need.values():
                    low, high = need.interval_90 or (need.value, need.value)
                    ends.append(sorted(sign * (self.need.capacity.value - end) for end in (low, need.value, high)))
                low, middle, high = min(ends, key=lambda values: values[0])
                yield str(each.year), (low, middle, high)

    def _leavers(self, held: Held) -> Sentence:
        capacity = self.need.capacity
        assert capacity is not None  # teachers with a surplus are counted
        own = self.own.leavers(self.service.key, capacity.year, held.year)
        leave = leavers(capacity, LEAVE, held.year) if own is None else own
        how = Sentence(f"needs.leavers.{'assumed' if own is None else 'own'}", {"share": Amount(LEAVE, "share")})
        values = {"leavers": Amount(leave, "persons"), "how": how, "year": held.year}
        left = held.amount - leave
        key = "leave_some" if left < 0 else "leave_none"
        return Sentence(f"service_rows.reason.{key}", values | {"replace": Amount(max(-left, 0.0), "persons")})

    def _used(self) -> Iterator[UsedFact]:
        for key in self.keys:
            fact = self.facts[key]
            if isinstance(fact, UsedFact):
                yield fact
            elif isinstance(fact, Number):
                yield UsedFact(key, self.place.code, fact.value, fact.unit, fact.year, fact.sources, fact.flags)
            elif key == "ages":
                total = self.need.at(self.told).users
                yield UsedFact(key, self.place.code, total.value, "persons", self.told, self.people.sources, ())
            elif fact is None:
                yield UsedFact(key, self.place.code, None, "", None, ())
            elif key == "school_system":
                yield UsedFact(key, self.place.code, fact, "", None, ("city_yearbooks_services",), ())
            else:
                source = ("user",) if key.startswith("own:") else ("census2020_age",)
                yield UsedFact(key, self.place.code, None, "", None, source, ())

    def _asks(self, recommendation: str, direction: str) -> Iterator[MissingFact]:
        cells = [self.cell] if self.cell and not self.own.filled else []
        if self.service.key == BEDS_OF_AGED and direction == "shortage":
            cells.append("cost_of_a_care_bed")
        if self.service.key == "kindergarten" and recommendation == "do":
            cells.append("cost_of_refitting")
        for cell in cells:
            yield MissingFact(cell, who_has(cell), self.need.name, None)

    def _options(self, held: Held | None, direction: str) -> Iterator[Sentence]:
        key = self.service.key
        if key in TEACHERS and held is not None:
            yield Sentence(f"service_rows.option.stage_{direction}", {})
        if held is not None and not held.lasts and direction == "shortage":
            yield Sentence("service_rows.option.bridge", {"until": held.until})
        kind = "children" if key in (*SCHOOLS, *TEACHERS) else "old" if key == BEDS_OF_AGED else "all"
        shares = self.facts["ages_counties"].get(kind, {})
        if held is not None and shares:
            largest = sorted(shares, key=lambda code: (-shares[code], code))
            parts = [
                Sentence(
                    "service_rows.option.county",
                    {
                        "county": _county_names()[c],
                        "amount": Amount(abs(held.amount) * shares[c], "count", None, self.people.sources),
                    },
                )
                for c in largest[:NAMED_COUNTIES]
            ]
            values = {
                "parts": parts,
                "others": len(largest[NAMED_COUNTIES:]),
                "kind": Sentence(f"service_rows.ages.{kind}", {}),
            }
            yield Sentence("service_rows.option.by_county", values)


@cache
def _county_names() -> Mapping[str, Bilingual]:
    return {row["place"]: Bilingual(row["name_en"], row["name_zh"]) for row in rows("census_counties")}


def _fall(now: Number, then: Number) -> tuple[float, float, float]:
    low, high = then.interval_90 or (then.value, then.value)
    return now.value - high, now.value - then.value, now.value - low


STEPS = frozenset({
    "kindergarten_surplus", "teachers_primary_surplus", "teachers_secondary_surplus", "teachers_primary_shortage",
    "teachers_secondary_shortage", "hospital_beds_surplus", "care_homes_shortage", "homes_surplus", "heating_surplus",
})  # fmt: skip
"""Services with a first step of their own; the others have that of a surplus or a shortage."""
