"""The sectors of the simulator, in the order of sectors.csv: data, not code."""

from relode import shipped_tables

SECTORS = tuple(row["sector"] for row in shipped_tables.rows("relode.model", "sectors"))
EXTRACTION = SECTORS.index("extraction")
PROCESSING = SECTORS.index("processing")
RENEWABLES = SECTORS.index("renewables")
LOCAL_SERVICES = SECTORS.index("local_services")
FARMING = SECTORS.index("agriculture")
PUBLIC = SECTORS.index("public_services")
HIRING_ELSEWHERE = tuple(
    SECTORS.index(name) for name in ("processing", "advanced_materials", "other_manufacturing", "tradable_services")
)
"""Sectors that sell beyond the place and can take on who has learnt a new trade."""
