"""Did transfers to exhausted cities raise their output?

资源枯竭城市转移支付是否提高了产出？
"""

# %%
import relode as rl
from relode.evaluation.past_policy import evaluate
from relode.evaluation.policies import policy
from relode.evaluation.record import policy_answer

found = evaluate(rl.panel.load(), policy("exhausted_transfers"), ["gdp_real_index"])
policy_answer(found)
