"""What could come next, and why?

接下来可能发展什么，依据是什么？
"""

# %%
import relode as rl

rl.pathways.from_shipped("hegang")
