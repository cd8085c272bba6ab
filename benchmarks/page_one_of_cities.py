"""Page one of every listed prefecture in both languages, of every listed county with ages alone, and what must hold.

python benchmarks/page_one_of_cities.py [--futures 80] [--facts FILE] [PLACE ...]

Futures are drawn once for all places; pictures are left out. For each brief: how much of it stands in the brief that
is most like it, figures that stand neither in its annex nor in its records, facts that ship and are told as absent, and
facts that ship and are not told. `--facts FILE` writes what each page one names, a place and a fact a row. Ends with
code 1 where something does not hold. No place: all of them, less than ten minutes of one quiet core.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, combinations
from pathlib import Path

import xarray as xr
from markupsafe import Markup

import relode as rl
from relode.calibration.fitting.draws import draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.decisions.accounts import CityAccounts
from relode.decisions.deciding import decided
from relode.diagnosis import in_depth, profile
from relode.errors import NoVerdict, RelodeError
from relode.facts import rows
from relode.horizon import OPENING_YEAR
from relode.language import LANGUAGES, Language, spoken
from relode.language.numbers import to_digits
from relode.model.opening.opening_world import world
from relode.model.results import one_city, stored_paths
from relode.needs import Needs
from relode.outlook import outlook
from relode.outlook.one_future.statement import predictive
from relode.panel.coal_mines import mines_of
from relode.pathways import from_shipped, successors
from relode.places import Place, by_code, find, official
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import DecisionBasis, counted_needs
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import head, planning
from relode.report import brief_html, html, plan_record, report_html
from relode.report.content import CityResult, city_record
from relode.report.page_one import known_for

SEED, MADE = 1, date(2026, 1, 1)
MOST_SHARED = 0.5
LEFT_OUT = r"<(svg|style|thead|head|figure|caption)\b.*?</\1>|<p class=\"brand\">.*?</p>|<h\d>.*?</h\d>"
SHIPPED = {"mines": "Operating coal mines", "clusters": "national clusters", "zones": "development zones",
           "firms": "listed firms"}  # fmt: skip


def prefectures() -> list[Place]:
    """Listed places that are simulated, all prefectures among them."""
    return [place for code in official() if (place := by_code()[code]).level == "prefecture"]


def counties() -> list[Place]:
    """Listed places below prefectures."""
    return [place for code in official() if (place := by_code()[code]).level != "prefecture"]


def planned(panel: xr.Dataset, places: Sequence[Place], futures: int) -> Iterator[CityResult]:
    """The result of each prefecture with its decisions on accounts, in futures that all share.

    Of one that the opening leaves out nothing is simulated, as of a county.
    """
    opened = world(panel, OPENING_YEAR)
    drawn = draw_futures(opened, futures, PlanRequest().horizon - OPENING_YEAR, SEED, known=True)
    around = stored_paths(drawn)
    for place in places:
        if place.code not in opened.codes:
            yield from of_counties(panel, [place])
            continue
        request = PlanRequest(seed=SEED)
        money = command(panel, place, request)
        basis = DecisionBasis.of(panel, place, request, money)
        here = conditioned(one_city(drawn, place.code, around), predictive(panel, place), 2)
        decisions = decided(
            place.code, basis.needs, basis.figures, basis.purses, CityAccounts(here, SEED), basis.draws,
            request.horizon, SEED,
        )  # fmt: skip
        yield city_result(panel, place, basis.needs, replace(head(place, request, money, ""), decisions=decisions))


def of_counties(panel: xr.Dataset, places: Sequence[Place]) -> Iterator[CityResult]:
    """The result of each county, of which nothing is simulated; of one without public spending no money is told."""
    for place in places:
        try:
            record = next(planning(panel, place, PlanRequest(seed=SEED), lambda *_: None))
        except RelodeError:
            record = None
        yield city_result(panel, place, counted_needs(panel, place, PlanRequest(seed=SEED)), record)


def city_result(panel: xr.Dataset, place: Place, needs: Needs | None, record: PlanRecord | None) -> CityResult:
    """What a report is made of, as `result_of` has it: needs that are known already, pathways of what ships."""
    here = profile(panel, place)
    try:
        ahead = outlook(panel, place)
    except NoVerdict:
        ahead = None
    next_ones = from_shipped(place) or successors(panel, here)
    return CityResult(panel, in_depth(panel, here), next_ones, ahead, (), MADE, record, needs)


def sentences(page: str, language: Language) -> set[str]:
    """Sentences, bullets and rows of a brief, without names of places."""
    text = re.sub(LEFT_OUT, " ", page.replace("\n", " "), flags=re.S)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</(?:p|li|tr)>|(?<=[.。]) ", "\n", text))
    for name in sorted((place.name(language) for place in by_code().values()), key=len, reverse=True):
        text = text.replace(name, "@")
    return {" ".join(line.split()) for line in text.splitlines() if len(line.strip()) > 8}


def figures(page: str) -> set[float]:
    """Values that a page carries for machines."""
    return {float(value) for value in re.findall(r'(?:data-value|<data value)="([^"]+)"', page)}


def numbers(record: object) -> set[float]:
    """Every number in a JSON object."""
    if isinstance(record, Mapping):
        return set().union(*map(numbers, record.values()))
    if isinstance(record, list):
        return set().union(*map(numbers, record))
    return {float(record)} if isinstance(record, int | float) else set()


def shown(value: float) -> set[float]:
    """A number as a page may have it: whole, or to two or three digits, a half going up as pages have it."""
    return {value, to_digits(value, 2), to_digits(value, 3)}


def missing_figures(result: CityResult, page: str, annex: str) -> set[float]:
    """Figures of a brief that stand not in the report or not in its records."""
    made = [plan_record(result, "run"), city_record(result)]
    made += [result.needs.record()] if result.needs is not None else []
    records = set().union(*map(shown, numbers(json.loads(json.dumps(made)))))
    return (figures(page) - records) | (figures(page) - figures(annex))


def shipped(place: Place) -> dict[str, int]:
    """Facts of the tables that page one is to name -> how many of them."""
    here = {
        "mines": sum(mine.status == "Operating" for mine in mines_of(place.code)),
        "clusters": sum(row["place"] == place.code for row in rows("cluster_hosts")),
        "zones": sum(row["place"] == place.code for row in rows("development_zones_2018")),
        "firms": sum(int(row["new_listings"]) for row in rows("listed_firm_industries") if row["place"] == place.code),
    }
    return {name: count for name, count in here.items() if count}


def facts_named(result: CityResult) -> dict[str, str]:
    """Facts that page one names -> its words, in English."""
    return {said.key.split(".")[2].split("_")[0]: spoken(said, "en") for said in known_for(result)}


def told_absent(result: CityResult) -> list[str]:
    """Measures that are told to lack what ships."""
    ships, decisions = shipped(result.place), result.planned.decisions if result.planned else None
    absent = [each for each in decisions.decisions if each.fact and each.fact.state == "absent"] if decisions else []
    of_mining = [each for each in absent if each.fact.by in ("census", "mines", "mine_ends")]
    return [each.name for each in absent if (each in of_mining and "mines" in ships) or each not in of_mining]


def main() -> int:
    """Make all briefs, print what they share and what does not hold."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("places", nargs="*", metavar="PLACE")
    given.add_argument("--futures", type=int, default=80)
    given.add_argument("--facts", type=Path)
    given.add_argument("--pages", type=Path, help="folder for the briefs")
    asked = given.parse_args()
    # Pictures have their own tests and would take ten times as long as all the words.
    html.LazySizes.__getitem__ = lambda *_: Markup('<svg role="img"></svg>')  # type: ignore[method-assign]
    panel, chosen = rl.panel.load(), [find(name) for name in asked.places]
    cities = [each for each in chosen if each.level == "prefecture"] if chosen else prefectures()
    below = [each for each in chosen if each.level != "prefecture"] if chosen else counties()
    told: dict[str, dict[str, set[str]]] = {language: {} for language in LANGUAGES}
    faults, named = [], []
    for result in chain(planned(panel, cities, asked.futures), of_counties(panel, below)):
        slug = result.place.slug
        pages = {language: brief_html(result, language) for language in LANGUAGES}
        for language, page in pages.items():
            told[language][slug] = sentences(page, language)
            if asked.pages:
                asked.pages.mkdir(parents=True, exist_ok=True)
                (asked.pages / f"{slug}.{language}.html").write_text(page, encoding="utf-8")
        missing = missing_figures(result, "".join(pages.values()), report_html(result, "en"))
        facts, ships = facts_named(result), shipped(result.place)
        faults += [f"{slug}: figure in no annex or record: {value:g}" for value in sorted(missing)]
        faults += [f"{slug}: told as absent: {name}" for name in told_absent(result)]
        faults += [f"{slug}: not named: {SHIPPED[name]}" for name in ships.keys() - facts.keys()]
        named += [{"place": slug, "fact": name, "words": words} for name, words in facts.items()]
    for language, pages in told.items():
        faults += list(shared(pages, language))
    if asked.facts:
        with asked.facts.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ("place", "fact", "words"), lineterminator="\n")
            table.writeheader()
            table.writerows(named)
    print("\n".join(faults))
    print(f"{len(cities)} prefectures, {len(below)} counties, {len(named)} facts named, {len(faults)} faults")
    return 1 if faults else 0


def shared(pages: Mapping[str, set[str]], language: str) -> Iterator[str]:
    """Pairs of briefs that have too much in common; prints the worst pair."""
    shares = {(a, b): len(pages[a] & pages[b]) / min(len(pages[a]), len(pages[b])) for a, b in combinations(pages, 2)}
    if shares:
        worst = max(shares, key=lambda pair: shares[pair])
        print(f"{language}: {worst[0]} and {worst[1]} share most, {shares[worst]:.0%} of the shorter brief")
    for (a, b), share in shares.items():
        if share > MOST_SHARED:
            yield f"{language}: {a} and {b} share {share:.0%}"


if __name__ == "__main__":
    sys.exit(main())
