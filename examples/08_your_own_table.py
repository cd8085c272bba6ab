"""A table of one's own, of another country: how a county stands and which industries may enter it, with the score."""

from pathlib import Path

import relode as rl
from relode.facts.readers.borders_csv import read_borders
from relode.facts.readers.place_industry_year import read_counts

FOLDER = Path(__file__).parent / "us_counties"
columns = {"place": "fips", "place_name": "county", "region": "state"}
columns |= {"industry": "naics", "industry_name": "naics_title", "count": "establishments"}

table = read_counts(FOLDER / "establishments.csv.gz", columns)
borders = read_borders(FOLDER / "borders.csv")
print(rl.measures.place_measures_text(rl.measures.place_measures(table, "54045"), "en"))
print()
print(rl.pathways.entry_text(rl.pathways.entry_report(table, "54045", borders), "en"))
