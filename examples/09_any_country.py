"""A whole country of one's own, here an invented one: where a district stands, and what its people may do by itself."""

from pathlib import Path

import relode as rl

halvia = rl.country.load_country(Path(__file__).parent / "invented_country")
print(rl.country.tables_text(rl.country.country_tables(halvia), "en"))
print()
found = rl.country.country_answer(halvia, "District 1", chapters=("diagnosis", "outlook"))
people = next(each for each in found.outlook.forecasts if each.quantity == "population")
print(f"mining {found.diagnosis.mining_share:.3f} of jobs; most alike: {found.diagnosis.peers[0].place_name}")
print(
    f"people {people.opening:,.0f} in {people.origin}, {people.median[4]:,.0f} in {people.years[4]} ({people.method})"
)
print(f"skill against no change {people.score.skill:+.2f}, 90 % {people.score.skill_90[0]:+.2f} and up")
