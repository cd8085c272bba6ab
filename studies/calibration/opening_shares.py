"""How much of an opening is observed, estimated or assumed, of eight cities: `docs/opening_shares.csv`."""

from relode.horizon import OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.panel import load
from relode.places import find
from studies import ROOT, as_csv

CITIES = ("hegang", "fuxin", "yulin", "panzhihua", "baotou", "jinchang", "heihe", "datong")

if __name__ == "__main__":
    opened = world(load(), OPENING_YEAR)
    rows: list[dict[str, object]] = []
    for city in CITIES:
        for kind, share in opened.opening.cell_shares(find(city).code).items():
            rows.append({"city": city, "kind": kind, "share": f"{share:.4f}"})
    (ROOT / "docs" / "opening_shares.csv").write_text(as_csv(rows), encoding="utf-8", newline="\n")
