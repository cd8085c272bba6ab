"""What did support of clusters do elsewhere, and what may a new place expect of it?

扶持产业集群在其他地方有什么效果，新地方可以预期多少？
"""

# %%
import relode as rl

rl.evidence.expected("cluster_support")
