"""The sectors of the simulator, in the order of sectors.csv: data, not code."""

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import StringIO


@cache
def sector_rows() -> Sequence[dict[str, str]]:
    """The rows of sectors.csv."""
    content = files("relode.model").joinpath("sectors.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(content)))


SECTORS = tuple(row["sector"] for row in sector_rows())
EXTRACTION = SECTORS.index("extraction")
PROCESSING = SECTORS.index("processing")
RENEWABLES = SECTORS.index("renewables")
LOCAL_SERVICES = SECTORS.index("local_services")
FARMING = SECTORS.index("agriculture")
PUBLIC = SECTORS.index("public_services")
