"""A country of the user's own: places, figures by year, counts by industry, policies, each checked, none repaired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.arrays import Grid, Values
from relode.country.accounts import CountryQuantity, accounts_of, tell_left_out
from relode.country.counts import counts_of, of_places, sections_of
from relode.country.tables import ages_of, at_constant_prices, at_prices, capacity_of, norms_of
from relode.errors import RelodeError
from relode.facts.readers.country_files import CountryFiles, read_country_files
from relode.facts.readers.country_table import BY_INDUSTRY, CountryTable, is_census_table
from relode.facts.readers.table_cells import check_quotes
from relode.facts.readers.typed_lines import typed_lines
from relode.facts.table_labels import Labels, position_of
from relode.language import Bilingual, Sentence
from relode.needs.own_cells import Count
from relode.needs.service import Service
from relode.outlook.people_by_age.counted_cohorts import CountedAges
from relode.outlook.people_by_age.single_years import OLDEST
from relode.panel.derived import OPERATIONS
from relode.places import Place


@dataclass(frozen=True)
class Country:
    """All that the tables say. `values`: quantity -> (place, year of `years`), NaN where nothing is given; money
    at prices of one year where there are `prices`, of each year over those of that one [1].

    `counts`: jobs, output, wages and establishments by industry, each (year, place, industry) over the places that it
    has; `counted`: which of them tells the structure; `censuses`: which are of censuses; `sections`: industry ->
    section of the vocabulary, for codes that a concordance knows; `policies`: name -> place -> first year;
    `borders`: pairs of places that border each other; `ages`: counts by year of age; `services`: norms of its own;
    `capacity`: place -> service -> what is there.
    """

    path: Path
    name: Bilingual
    currency: Bilingual
    places: tuple[Place, ...]
    years: tuple[int, ...]
    quantities: Mapping[str, CountryQuantity]
    values: Mapping[str, Grid]
    prices: Mapping[int, float]
    counts: Mapping[str, xr.DataArray]
    counted: str | None
    censuses: frozenset[str]
    sections: Mapping[str, str]
    policies: Mapping[str, Mapping[str, int]]
    borders: tuple[tuple[str, str], ...]
    ages: CountedAges | None
    services: tuple[Service, ...]
    capacity: Mapping[str, Mapping[str, Count]]
    notices: tuple[Sentence, ...]

    def find(self, name: str) -> Place:
        """The place of a code or name. Raises RelodeError for an unknown one, with those that are near."""
        codes = tuple(place.code for place in self.places)
        return self.places[position_of(name, Labels(codes, tuple(place.name_en for place in self.places)))]

    def row(self, place: Place) -> int:
        """Where a place stands in `values`."""
        return next(i for i, each in enumerate(self.places) if each.code == place.code)

    def figures(self, place: Place, name: str) -> dict[int, float]:
        """Year -> figure of a quantity of the accounts, in the unit of `values`; empty where it is not given."""
        return _known(self.years, self.values[name][self.row(place)]) if name in self.values else {}

    def price_level(self, year: int) -> float:
        """Prices of a year over those that money of `values` has; 1 without a deflator, NaN outside it. [1]"""
        return self.prices.get(year, np.nan) if self.prices else 1.0

    @property
    def structure(self) -> xr.DataArray | None:
        """The table (year, place, industry) that tells what places live on: that of `counted`."""
        return None if self.counted is None else self.counts[self.counted]


def load_country(path: Path) -> Country:
    """The country of a folder, workbook or description. Raises RelodeError with file, row, column, value and fix."""
    files = read_country_files(Path(path))
    tables, texts = files.tables, files.texts
    notices = [told for pieces in files.pieces.values() for table in pieces for told in table.told]
    counts = {name: counts_of(files.pieces[name], notices) for name in BY_INDUSTRY if name in files.pieces}
    places = _places(files, counts, notices)
    known = {place.code for place in places}
    listed = tables.get("industries")
    industries = dict[str, str]()
    if listed is not None and "name" in listed.columns:
        code, name = (listed.columns[each] for each in ("industry", "name"))
        industries = {cells[code]: cells[name] for _, cells in listed.lines}
    years, quantities, values = accounts_of(files.pieces.get("accounts", ()), places, notices)
    kept = {name: of_places(table, places, industries, tables[name].where, notices) for name, table in counts.items()}
    prices = at_constant_prices(tables.get("deflator"), years, quantities, values, notices)
    residents = zip(places, values["population"], strict=True) if "population" in values else ()
    ages = ages_of(tables.get("ages"), known, {place.code: _known(years, row) for place, row in residents})
    services = norms_of(tables.get("norms"), OLDEST if ages is None else ages.oldest)
    structure = texts.get("structure", "")
    if structure and structure not in kept:
        raise RelodeError("country.no_structure", name=structure, known=", ".join(kept) or "-")
    if not structure and len(kept) > 1:
        first, *others = kept
        told = {"counted": Sentence(f"country.counted.{first}", {}), "others": ", ".join(others), "other": others[0]}
        notices.append(Sentence("country.notice.structure", told))
    codes = sorted({str(code) for table in kept.values() for code in table["industry"].to_numpy()})
    sections = sections_of(codes, texts.get("classification", "").lower(), listed, notices)
    named, money = texts.get("name", Path(path).stem), texts.get("currency", "")
    return Country(
        path=Path(path),
        name=Bilingual(en=named, zh=texts.get("name_zh", named)),
        currency=Bilingual(en=money, zh=texts.get("currency_zh", money)),
        places=places,
        years=years,
        quantities=quantities,
        values=values,
        prices=prices,
        counts=kept,
        counted=structure or next(iter(kept), None),
        censuses=frozenset(name for name in kept if any(map(is_census_table, files.pieces[name]))),
        sections=sections,
        policies=_policies(tables.get("policies"), known),
        borders=_borders(tables.get("borders"), known, notices),
        ages=ages,
        services=services,
        capacity=capacity_of(tables.get("capacity"), known, services),
        notices=tuple(notices),
    )


def _known(years: Sequence[int], row: Values) -> dict[int, float]:
    """Year -> figure of a row, (year,), where there is one."""
    return {year: float(value) for year, value in zip(years, row, strict=True) if np.isfinite(value)}


def _places(files: CountryFiles, counts: Mapping[str, xr.DataArray], notices: list[Sentence]) -> tuple[Place, ...]:
    """The places of their table, or, where there is none, those of the other tables without coordinates."""
    table = files.tables.get("places")
    if table is None:
        named = _named(files, counts)
        notices.append(Sentence("country.notice.no_places", {"count": len(named)}))
        return tuple(_place(code, texts, {}) for code, texts in sorted(named.items()) if code)
    places: dict[str, Place] = {}
    check_quotes([cells[table.columns["place"]] for _, cells in table.lines], table.where)
    for line in typed_lines(table):
        code = line.texts["place"]
        if code in places:
            line.refuse("place", "place_twice")
        places[code] = _place(code, line.texts, line.figures)
    if len(places) < 2:
        raise RelodeError("table.one_place", place=", ".join(places))
    lacking = sum(place.longitude is None or place.latitude is None for place in places.values())
    if lacking:
        notices.append(Sentence("country.notice.no_point", {"count": lacking, "of": len(places)}))
    return tuple(places[code] for code in sorted(places))


def _named(files: CountryFiles, counts: Mapping[str, xr.DataArray]) -> dict[str, dict[str, str]]:
    """Code -> name and region, as far as the tables of counts and accounts have them."""
    named: dict[str, dict[str, str]] = {}
    for table in counts.values():
        codes = [str(code) for code in table["place"].to_numpy()]
        named |= {code: {} for code in (*table.attrs["hidden"], *codes) if code not in named}
        for coordinate, name in (("place_name", "name"), ("region", "region")):
            if coordinate in table.coords:
                for code, text in zip(codes, table[coordinate].to_numpy(), strict=True):
                    named[code][name] = str(text)
    for accounts in files.pieces.get("accounts", ()):
        heads = {name: accounts.columns[name] for name in ("name", "region") if name in accounts.columns}
        for _, cells in accounts.lines:
            texts = named.setdefault(cells[accounts.columns["place"]], {})
            texts |= {name: cells[head] for name, head in heads.items()}
    return named


def _place(code: str, texts: Mapping[str, str], figures: Mapping[str, float]) -> Place:
    name, region = texts.get("name") or code, texts.get("region", "")
    longitude, latitude, area = (figures.get(each) for each in ("longitude", "latitude", "area"))
    return Place(
        code=code, slug=code, name_zh=texts.get("name_zh") or name, name_en=name, level="own", kind="",
        province=region, province_zh=region, province_en=region, parent=region,
        longitude=longitude, latitude=latitude, area=area, in_partition=True,
    )  # fmt: skip


def _policies(table: CountryTable | None, known: set[str]) -> dict[str, dict[str, int]]:
    """Policy -> place -> first year; an empty year says that the place was never treated, as not being listed does."""
    starts: dict[str, dict[str, int]] = {}
    for line in typed_lines(table, known):
        year, places = line.figures.get("first_year"), starts.setdefault(line.texts["policy"], {})
        if year is not None and places.setdefault(line.texts["place"], int(year)) != year:
            line.refuse("first_year", "two_starts")
    return starts


def _borders(table: CountryTable | None, known: set[str], notices: list[Sentence]) -> tuple[tuple[str, str], ...]:
    """Pairs of places that border each other; a pair with a place that is not known is left out and told."""
    if table is None:
        return ()
    pairs = {(cells[table.columns["place"]], cells[table.columns["neighbour"]]) for _, cells in table.lines}
    tell_left_out((code for pair in pairs for code in pair), known, table.where, notices)
    return tuple(sorted(pair for pair in pairs if known.issuperset(pair)))


TOTALS_PRACTICAL = 0.01
"""Change of a sum of counts that matters, in logarithms. Source: assumption, that of jobs."""
WHOLE_OF = {"employment": "employment_total", "output_by_industry": "gdp_nominal"}
"""Table by industry -> quantity of the accounts that its sum would say again."""
Series = tuple[CountryQuantity, tuple[int, ...], Grid]


def accounts(country: Country) -> list[Series]:
    """The quantities of the accounts, figures (place, year) each in its unit."""
    return [(country.quantities[name], country.years, grid) for name, grid in country.values.items()]


def all_series(country: Country) -> list[Series]:
    """Quantity, years and figures (place, year) of the accounts, then of the sums of the counts and of those in mining.

    In the unit of the user's tables times their scale. Mining has a sum where a concordance says what it is.
    """
    series = accounts(country)
    for name, table in country.counts.items():
        if WHOLE_OF.get(name) in country.values:
            continue
        years = tuple(table["year"].to_numpy().tolist())
        sums = {"": over_places(country, name).sum("industry", skipna=False)}
        if name == country.counted and "mining" in country.sections.values():
            sums["mining_"] = by_section(country, name).sel(section="mining")
        series += [(sum_of_counts(country, name, part), years, whole.to_numpy().T) for part, whole in sums.items()]
    return series


def sum_of_counts(country: Country, name: str, part: str = "") -> CountryQuantity:
    """What a table of counts adds up to; `part`: "mining_" for that of mining alone."""
    return replace(_computed()[part + name], census=name in country.censuses)


def ratios(country: Country) -> list[Series]:
    """Ratios of accounts, (place, year) in the unit of theirs, labelled with the year of their prices where money."""
    made: list[Series] = []
    for row in shipped_tables.rows("relode.country", "computed_labels"):
        if row["above"] in country.values and row["below"] in country.values:
            above, below = (country.quantities[row[part]].prices for part in ("above", "below"))
            meant = _computed()[row["name"]]
            label = meant.label if above is None or below is not None else at_prices(meant.label, above)
            grid = OPERATIONS["ratio"](country.values[row["above"]], country.values[row["below"]])
            made.append((replace(meant, label=label), country.years, grid))
    return made


@cache
def _computed() -> dict[str, CountryQuantity]:
    """Name -> ratio of quantities, or sum of counts."""
    return {
        row["name"]: CountryQuantity(
            row["name"], Bilingual(en=row["label_en"], zh=row["label_zh"]), True, TOTALS_PRACTICAL, own=False
        )
        for row in shipped_tables.rows("relode.country", "computed_labels")
    }


def over_places(country: Country, name: str) -> xr.DataArray:
    """Counts of a table, in its unit, (year, place, industry) over all places: NaN where not known."""
    return country.counts[name].reindex(place=[place.code for place in country.places]).astype(np.float64)


def by_section(country: Country, name: str) -> xr.DataArray:
    """Counts of a table, in its unit, (year, place, section) over all places: NaN where not known.

    There is no section without a concordance.
    """
    whole = over_places(country, name)
    codes = [str(code) for code in whole["industry"].to_numpy()]
    names = list(dict.fromkeys(country.sections[code] for code in codes if code in country.sections))
    member = np.array([[country.sections.get(code) == each for each in names] for code in codes], dtype=np.float64)
    axes = {"year": whole["year"].to_numpy(), "place": whole["place"].to_numpy(), "section": names}
    return xr.DataArray(whole.to_numpy() @ member.reshape(len(codes), len(names)), axes, ("year", "place", "section"))
