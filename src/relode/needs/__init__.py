"""Needs: who will be there and how old, and what must be ready or is too much because of it.

`of(panel, place)` sets the users of each service in the futures of the outlook beside what is there, by two or three
norms. A service is one file of `services/`. `national()` is the same table for all listed places.
"""

from relode.needs.national import NationalNeeds, national
from relode.needs.needs_records import NeedMeasure, Needs, ServiceNeed, YearNeed
from relode.needs.own_cells import OwnCells, read_cells
from relode.needs.reckoning import of
from relode.needs.service import Service, services

__all__ = [
    "NationalNeeds",
    "NeedMeasure",
    "Needs",
    "OwnCells",
    "Service",
    "ServiceNeed",
    "YearNeed",
    "national",
    "of",
    "read_cells",
    "services",
]
