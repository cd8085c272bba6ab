"""Would the feasibility score have found in 2010 what Jinchang, Baotou and ten others make by 2024?"""

import relode as rl

panel = rl.panel.load()

print("place | chains | first three | came by 2024 | hits | random | national mix")
for one in rl.pathways.outcomes(panel):
    found, expected = one.hindcast, one.expected_hits
    best, came = (" ".join(industries) or "-" for industries in (found.best, one.came))
    chance = f"{expected['random']:.2f} | {expected['national_mix']:.2f}"
    print(f"{found.place.name_en} | {len(found.industries)} | {best} | {came} | {len(one.hits)} | {chance}")

print()
print("group | picks | method | places | hits a place | lead of the score (90 % interval)")
for score in rl.pathways.hindcast_scores(panel):
    lead = f"{score.lead:+.2f} ({score.lead_low:+.2f} to {score.lead_high:+.2f})"
    print(f"{score.group} | {score.picks} | {score.method} | {score.places} | {score.mean_hits:.2f} | {lead}")
