"""The sectors of the simulator, in the order of sectors.csv: data, not code."""

from relode import shipped_tables

SECTORS = tuple(row["sector"] for row in shipped_tables.rows("relode.model", "sectors"))
EXTRACTION = SECTORS.index("extraction")
PROCESSING = SECTORS.index("processing")
RENEWABLES = SECTORS.index("renewables")
LOCAL_SERVICES = SECTORS.index("local_services")
FARMING = SECTORS.index("agriculture")
PUBLIC = SECTORS.index("public_services")
