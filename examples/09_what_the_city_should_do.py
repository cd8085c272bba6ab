"""What should the city do?

城市该做什么？
"""

# %%
import relode as rl

panel = rl.panel.load()
plan = rl.plan.plans("hegang", "5%", panel=panel)
plan

# %%
plan.table()
