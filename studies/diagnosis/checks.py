"""How far single answers of the diagnosis hold: chances of types, verdicts on shocks, peers by several definitions."""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from relode.diagnosis.life_cycle.own_type import chances, shipped_coefficients
from relode.diagnosis.profiles.peers import judgements
from relode.diagnosis.statistics.resilience import resilience
from relode.panel import load
from relode.places import by_code, official
from studies import ROOT, as_csv
from studies.diagnosis.own_type import calibration_table, confusion_table, ranking_table, trial

TABLE = ROOT / "docs" / "diagnosis_checks.csv"


def rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Rows check, of, count, predicted, value, low, high; shares 0-1, intervals 95 %."""
    yield from of_types(panel)
    yield from of_verdicts(panel)


def of_types(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Chances of types in provinces not seen: ranked, as often as said, and the most probable beside the official."""
    on = trial(panel)
    seen = shipped_coefficients()
    chance = np.stack([chances(row, seen[home]) for row, home in zip(on.table, on.provinces, strict=True)])
    for each in ranking_table(on, chance).to_dict("records"):
        yield row("ranking", str(each["type"]), each["cities"], each["ranking"], (each["low"], each["high"]))
    for each in calibration_table(on, chance).to_dict("records"):
        ends, predicted = (each["low"], each["high"]), f"{each['predicted']:.4f}"
        yield row("calibration", f"{each['from']:g}-{each['to']:g}", each["pairs"], each["observed"], ends, predicted)
    for kind, found in confusion_table(on, chance).iterrows():
        for other, count in found.items():
            yield row("confusion", f"{kind} as {other}", count, count / found.sum())


def of_verdicts(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Verdicts on shocks by group and answer; outcomes of listed prefectures of which the kind of peers decides."""
    listed = [by_code()[code] for code in official() if by_code()[code].level == "prefecture"]
    verdicts: dict[str, list[str]] = {}
    for response in (response for place in listed for response in resilience(panel, place)):
        verdicts.setdefault(response.group, []).append(response.verdict)
    for group, every in sorted(verdicts.items()):
        told = [verdict for verdict in every if verdict != "cannot tell"]
        yield row("resilience", f"{group} alike", len(told), told.count("alike") / len(told))
        yield row("resilience", f"{group} cannot tell", len(every), 1 - len(told) / len(every))
    overall = [each.verdict for place in listed for each in judgements(panel, place)]
    yield row("peers", "depends", len(overall), overall.count("depends") / len(overall))


def row(
    check: str, of: str, count: float, value: float, ends: tuple[float, float] | None = None, predicted: str = ""
) -> dict[str, object]:
    """A row as it is written."""
    low, high = ("", "") if ends is None else (f"{end:.4f}" for end in ends)
    numbers = {"count": f"{count:.0f}", "predicted": predicted, "value": f"{value:.4f}", "low": low, "high": high}
    return {"check": check, "of": of, **numbers}


if __name__ == "__main__":
    TABLE.write_text(as_csv(rows(load())), encoding="utf-8", newline="\n")
