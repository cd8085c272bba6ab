"""Did transfers to exhausted cities raise their output?

资源枯竭城市转移支付是否提高了产出？
"""

# %%
import relode as rl
from relode.evaluation.evaluation_record import policy_answer
from relode.evaluation.past_policy import evaluate
from relode.evaluation.policies import policy

found = evaluate(rl.panel.load(), policy("exhausted_transfers"), ["gdp_real_index"])
policy_answer(found)
