"""What should Hegang do, and when would doing nothing fail?"""

import relode as rl

panel = rl.panel.load()
world = rl.plan.world(panel)
futures = rl.plan.futures(world, count=96, seed=1)
result = rl.plan.plans(world, "hegang", "5%", futures, keep=["jobs=0.9"], panel=panel)

for each in result.decisions:
    yuan = 0 if each.cost is None else each.cost.yuan_a_year / 1e6
    print(f"{each.name}: {each.verdict} ({each.reason}), {yuan:,.1f} million yuan a year")
print(rl.plan.when_it_fails(result, "employment < 0.6").sentence("en"))
