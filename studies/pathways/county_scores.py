"""How well the change of county shares is foretold out of province."""

from relode.pathways.counties.county_scores import write_county_scores
from studies import PACKAGE

if __name__ == "__main__":
    write_county_scores(PACKAGE / "pathways" / "county_scores.csv")
