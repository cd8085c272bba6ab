"""An invented outlook, result and decisions of a place, for hand cases of briefs and documents."""

from datetime import date
from types import SimpleNamespace

from relode.language import Amount
from relode.places import find

HEGANG = find("hegang")
YEARS = (2024, 2030, 2035)


def forecast(quantity="population", **more):
    values = {
        "quantity": quantity,
        "unit": "persons",
        "origin": 2024,
        "opening": 500.0,
        "price_base": None,
        "sources": ("s",),
        "scored_until": 2030,
        "coverage_90": 0.87,
        "by_horizon": {5: None, 13: None, 9: None},
        "tags": (),
        "quantiles": {
            "p05": (None, 300.0, 200.0),
            "p25": (None, 1.0, 1.0),
            "median": (None, 400.0, 350.0),
            "p75": (None, 1.0, 1.0),
            "p95": (None, 450.0, 410.0),
        },
        "ageing_alone": (500.0, 480.0, 470.0),
    }
    return SimpleNamespace(**{**values, **more})


def outlook(*forecasts):
    return SimpleNamespace(
        place=HEGANG, years=YEARS, forecasts=forecasts, quantities={each.quantity: each for each in forecasts}
    )


def result(ahead=None, planned=None, **more):
    values = {
        "place": HEGANG,
        "outlook": ahead,
        "planned": planned,
        "needs": None,
        "overrides": (),
        "made": date(2026, 5, 4),
    }
    return SimpleNamespace(**{**values, **more})


def amount(value, ends=None, unit="persons", sources=("s",)):
    return Amount(value, unit, ends, sources)


def decision(name, **more):
    values = {"name": name, "kind": "programme", "verdict": "do", "project": None, "cost": None}
    return SimpleNamespace(**{**values, **more})


def decisions(*found):
    def of(*verdicts):
        return [each for each in found if each.verdict in verdicts]

    return SimpleNamespace(decisions=list(found), of=of, sources=("law",))
