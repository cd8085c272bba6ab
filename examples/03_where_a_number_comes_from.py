"""How is the share of mining in Hegang's employment computed, and from which rows?"""

import relode as rl

panel = rl.panel.load()
answer = rl.diagnosis.explain(panel, rl.places.find("鹤岗"), "mining_employment_share", 2020)

for step in answer.derivation:
    print(f"{step.key} = {step.value:,.4g} {step.unit}  ({step.table}, row {step.row})")
