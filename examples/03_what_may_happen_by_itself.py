"""What may happen to a city by itself, and how far such forecasts held?

不采取新措施，一个城市会怎样变化，过去这类预测有多准？
"""

# %%
import relode as rl

rl.outlook.outlook(rl.panel.load(), "hegang")
