"""What ships of every place for the pathways."""

import csv
from collections.abc import Sequence
from io import StringIO

import numpy as np
import xarray as xr

from relode.diagnosis.profiles.peers import nearest_peers
from relode.panel import load
from relode.panel.census_measures import SECTIONS
from relode.panel.number import assumed
from relode.pathways.chains.base_rates import END, START
from relode.pathways.chains.figures_of_panel import changes_of, known_at
from relode.pathways.chains.shipped_figures import CHANGES, FIGURES, NEWEST, Shipped
from relode.places import all_places
from studies import write

COUNTS = tuple(f"employment_{section}" for section in SECTIONS)
"""What diversification is measured on."""


def shipped_text(panel: xr.Dataset) -> str:
    """The text of `known_2020.csv`."""
    places = [place for place in all_places() if place.level != "province"]
    count = int(assumed("peer_count"))
    shipped = Shipped(
        known=known_at(panel, NEWEST),
        changes=changes_of(panel, places),
        peers={place.code: tuple(peer.place for peer in nearest_peers(panel, place, count)) for place in places},
    )
    return as_csv(shipped, _sources(panel))


def _sources(panel: xr.Dataset) -> list[str]:
    """Every source of a figure in the table."""
    read = {END: (*COUNTS, *FIGURES), START: (*COUNTS, "population")}
    cells = {
        str(cell)
        for year, names in read.items()
        for cell in np.unique(panel["source"].sel(quantity=list(names), year=year).to_numpy().astype(str))
    }
    return sorted({key for cell in cells for key in cell.split(";") if key})


COLUMNS = ("place", *FIGURES, *CHANGES, "peers", "source")


def as_csv(result: Shipped, sources: Sequence[str]) -> str:
    """The text of the table that ships, in the order of codes; every row rests on all of `sources`."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in sorted(result.peers):
        figures = [column.get(code) for column in (result.known.coal_power, result.known.population)]
        change = [getattr(result.changes[code], name) for name in CHANGES]
        numbers = [_text(number) for number in (*figures, *change)]
        writer.writerow([code, *numbers, ";".join(p.code for p in result.peers[code]), ";".join(sources)])
    return out.getvalue()


def _text(number: float | None) -> str:
    """A number as short as it can be and still be read back unchanged."""
    return "" if number is None else repr(float(number)).removesuffix(".0")


if __name__ == "__main__":
    write("pathways/known_2020", shipped_text(load()))
