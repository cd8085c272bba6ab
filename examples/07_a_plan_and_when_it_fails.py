"""What should Hegang do with 5 % of its public spending, what would it bring, and when would that fail?"""

import relode as rl

panel = rl.panel.load()
world = rl.plan.world(panel)
futures = rl.plan.futures(world, count=96, seed=1)
result = rl.plan.plans(world, "hegang", "5%", futures, keep=["jobs=0.9"], panel=panel)

for card in result.record.cards:
    yuan = 0 if card.yuan is None else card.yuan.value / 1e6
    print(f"{card.name}: {card.verdict.kind} ({card.verdict.reason}), {yuan:,.0f} million yuan a year")
print("to be done:", result.best)
print(rl.plan.when_it_fails(result, "employment < 0.6").sentence("en"))
