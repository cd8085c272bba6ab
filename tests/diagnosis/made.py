"""Records of a diagnosis made by hand, for what is said of them."""

from relode.diagnosis.statistics.decomposition import SectionChange
from relode.diagnosis.statistics.resilience import Response
from relode.places import find

HEGANG = find("hegang")


def response(verdict="alike", change=0.5, group="nation", outcome="gdp_real_index", place=HEGANG, **others):
    about = {"blow": "price_bust", "phase": "resistance", "start": 2012, "end": 2016, "count": 9, "expected": 0.25,
             "excess": 0.2, "interval_90": (0.1, 0.3), "why": "", "flags": ()}  # fmt: skip
    return Response(place=place, outcome=outcome, group=group, change=change, verdict=verdict, **{**about, **others})


def section(name, place, ends, before=4000.0, after=5000.0, nation=250.0, industry=500.0):
    return SectionChange(name, before, after, nation, industry, place, ends)
