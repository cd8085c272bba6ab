"""Rows that ship, as tests of cities and their industries count them."""

from relode.facts import rows
from relode.pathways.industries.city_table import cities
from relode.pathways.industries.concordance import read, units, words_of

NEWEST = cities(2020)
INDUSTRIES = list(units())


def listed():
    """Place, industries, year and number of each row of new listings."""
    for row in rows("listed_firm_industries"):
        yield row["place"], read("listings", row["industry"]), int(row["year"]), int(row["new_listings"])


def named_by_zones(*codes):
    """Industries that each zone of these places names, with the year of its approval."""
    for row in rows("development_zones_2018"):
        if row["place"] in codes:
            yield {one for word in words_of(row["industries"]) for one in read("zones", word)}, int(row["approved"][:4])
