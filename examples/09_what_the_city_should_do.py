"""What should the city do, and when would doing nothing fail?

城市该做什么，维持现状在什么条件下行不通？
"""

# %%
import relode as rl

panel = rl.panel.load()
world = rl.plan.world(panel)
futures = rl.plan.futures(world, count=80, seed=1)
plan = rl.plan.plans(world, "hegang", "5%", futures, panel=panel)
plan

# %%
rl.plan.when_it_fails(plan, "employment < 0.5")
