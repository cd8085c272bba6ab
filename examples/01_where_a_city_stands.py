"""Where does a city stand, and where does each figure come from?

一个城市处于什么位置，各个数字从哪里来？
"""

# %%
import relode as rl

panel = rl.panel.load()
hegang = rl.diagnosis.profile(panel, "hegang")
hegang

# %%
rl.diagnosis.explain(panel, "hegang", "mining_employment_share", 2020)
