"""Would the model have foreseen which industries Chinese cities entered? Average precision beside the nulls."""

import relode as rl

print("question | group | candidates | events | popularity x size | strong null | full | gain (95 % interval)")
found = [one for one in rl.pathways.city_scores() if one.measure == "average_precision"]
for question, group in dict.fromkeys((one.question, one.group) for one in found):
    scores = {one.model: one for one in found if (one.question, one.group) == (question, group)}
    gain = scores["gain"]
    values = " | ".join(f"{scores[model].value:.3f}" for model in ("popularity_x_size", "strong_null", "full"))
    interval = f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
    print(f"{question} | {group} | {gain.cells} | {gain.events} | {values} | {interval}")
