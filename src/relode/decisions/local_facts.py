"""What a place is known to have of what programmes need, and the figures that their doses are priced by.

A need or an industry is present where a shipped fact says so (clusters, listed firms, zones' industries, mines, the
census), absent only where a count says so; anything else is unknown and is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import xarray as xr

from relode.diagnosis.profiles.place_profile import hosted_clusters
from relode.diagnosis.profiles.working_mines import MineRow, WorkingMines, working_mines
from relode.facts import rows
from relode.language import LANGUAGES, Bilingual, Language, Sentence, say, spoken
from relode.panel import cell, newest
from relode.pathways.industries.city_table import listed_here
from relode.pathways.industries.concordance import zone_name, zone_words
from relode.places import Place
from relode.record import Doc, Record

State = Literal["present", "absent", "unknown"]
YUAN = 1e8
"""Yuan in a unit of money of the facts."""
YEARS = range(2010, 2026)
"""Years whose newest figure sizes a programme."""
NO_MINING = 0.002
"""Part of all jobs below which a count says that there is no mining: two in a thousand, the practical size of jobs.

Assumed; the census itself counts no place without any."""
NAMED = 3
"""Zones, firms' industries or mines that are named; how many more there are is said."""


@dataclass(frozen=True)
class LocalFact(Record):
    """Whether what a programme needs is here: who says so, and how many persons or hectares, where that is counted."""

    state: Annotated[str, Doc("present, absent or unknown")]
    by: Annotated[str, Doc("clusters, listed_firms, zones, census, mines, mine_ends, places, own, nothing")]
    names: Annotated[tuple[str, ...], Doc("what the fact names, in English", shape="name")]
    names_zh: Annotated[tuple[str, ...], Doc("the same in Chinese", shape="name")]
    amount: Annotated[float | None, Doc("persons or hectares, null where nobody counts them")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    more: Annotated[int, Doc("how many there are beside those named")] = 0

    @property
    def said(self) -> Sentence:
        """What the fact is."""
        named = [Bilingual(*pair) for pair in zip(self.names, self.names_zh, strict=True)]
        is_none = self.by == "census" and self.state == "absent"
        said = Sentence(f"decisions.fact.{self.by}{'_absent' if is_none else ''}", {"names": named})
        if not self.more:
            return said
        return Sentence("decisions.fact.and_more", {"said": said, "all": self.more + len(named)})


UNKNOWN = LocalFact("unknown", "nothing", (), (), None, ())


@dataclass(frozen=True)
class LocalFigures:
    """Figures of a place that programmes are sized by, None where none is published, and facts by presence.

    `output` in yuan a year, `residents` in persons. `abroad`: a place where the law and channels of China do not hold.
    """

    output: float | None
    residents: float | None
    facts: Mapping[str, LocalFact]
    sources: tuple[str, ...]
    abroad: bool = False


def local_figures(panel: xr.Dataset, place: Place, until: int, own: Mapping[str, float] | None = None) -> LocalFigures:
    """The figures and facts of a place up to the year `until`.

    `own`: cell of a programme -> the user's figure, in persons or hectares: none of it means absent.
    """
    output, residents = (newest(panel, place, (name,), YEARS) for name in ("gdp_nominal", "population"))
    mines = working_mines(panel, place)
    facts = {
        "industry": industry(place),
        "mining": mining(panel, place, mines),
        "closing_mines": closing_mines(panel, place, mines, until),
        "damaged_land": UNKNOWN,
    }
    for name, amount in (own or {}).items():
        facts[name] = LocalFact("present" if amount > 0 else "absent", "own", (), (), amount, ("user",))
    sources = tuple(dict.fromkeys(key for each in (*output, *residents) for key in each.sources))
    return LocalFigures(
        output[0].value * YUAN if output else None, residents[0].value if residents else None, facts, sources
    )


def industry(place: Place) -> LocalFact:
    """Industry that a programme could build on: a cluster, a listed firm, a zone with named industries."""
    clusters = hosted_clusters(place)
    if clusters:
        names = [(row["name_en"], row["name_zh"]) for row in clusters]
        return _present("clusters", names, [row["source"] for row in clusters])
    zones = [row for row in rows("development_zones_2018") if row["place"] == place.code and row["industries"]]
    if zones:
        named = [_named_zone(row["zone"], row["industries"]) for row in zones]
        return _present("zones", named, [row["source"] for row in zones])
    if firms := listed_here(place.code):
        return _present("listed_firms", [(name, name) for name in firms], ["listings_2025", "listed_firms_read"])
    return UNKNOWN


def _named_zone(zone: str, industries: str) -> tuple[str, str]:
    """A zone with its leading industries, in English and in Chinese."""
    name, words = zone_name(zone), zone_words(industries)
    english, chinese = (
        spoken(Sentence("decisions.fact.zone", {"zone": name, "industries": words}), language) for language in LANGUAGES
    )
    return english, chinese


def mining(panel: xr.Dataset, place: Place, mines: WorkingMines) -> LocalFact:
    """Mining: mines of the list, or the count of the census; absent where that is next to none."""
    if mines.mines:
        names = [(mine.name.en, mine.name.zh) for mine in mines.mines]
        return _present("mines", names, mines.sources, mines.workforce or None)
    share = cell(panel, place.code, "mining_employment_share", 2020)
    if share is None:
        return UNKNOWN
    state: State = "absent" if share.value < NO_MINING else "present"
    return LocalFact(state, "census", (), (), None, share.sources)


def closing_mines(panel: xr.Dataset, place: Place, mines: WorkingMines, until: int) -> LocalFact:
    """Working mines whose printed end falls before that of the plan, with its year, and the people at work in them.

    One that works on past its printed end is among them: how long it still does is for its firm to say. None where
    there is no mining; a mine without a printed end may close or not: unknown.
    """
    ending = [mine for mine in mines.mines if mine.end is not None and mine.end <= until]
    people = [mine.workforce for mine in ending if mine.workforce is not None]
    if ending:
        names = [(_with_end(mine, "en"), _with_end(mine, "zh")) for mine in ending]
        return _present("mine_ends", names, mines.sources, sum(people) if people else None)
    there = mining(panel, place, mines)
    return there if there.state == "absent" else UNKNOWN


def _with_end(mine: MineRow, language: Language) -> str:
    return say("decisions.fact.mine_end", language, mine=mine.name.name(language), year=mine.end)


def _present(
    by: str, names: Sequence[tuple[str, str]], sources: Sequence[str], amount: float | None = None
) -> LocalFact:
    keys = tuple(dict.fromkeys(key for source in sources for key in source.split(";")))
    different = list(dict.fromkeys(names))
    english, chinese = zip(*different[:NAMED], strict=True)
    return LocalFact("present", by, english, chinese, amount, keys, max(len(different) - NAMED, 0))
