"""Which declining cities lost more people than their province, 2010 to 2020?"""

import relode as rl

panel = rl.panel.load()
declining = [code for code, entry in rl.places.official().items() if entry.type == "declining"]
excess = panel["value"].sel(quantity="population_change_excess", year=2020, place=declining).to_series().dropna()

print(f"{len(excess)} declining places with a comparable area, {sum(excess < 0)} of them below their province")
for code, value in excess.sort_values().head(10).items():
    place = rl.places.by_code()[code]
    print(f"{place.name_en:32} {100 * value:+6.1f} percentage points")
