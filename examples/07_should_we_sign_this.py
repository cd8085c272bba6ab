"""Should we sign this offer, and on what terms?

这个项目该不该签，按什么条件签？
"""

# %%
from pathlib import Path

import relode as rl

offer = Path("offer.toml")
offer.write_text("""
[project]
name = "Food factory (invented)"
place = "hegang"
industry = "食品"
[promise]
investment = "120M"
jobs = 90
output = "200M"
tax = "8M"
due = 2029
[[give]]
what = "grant"
amount = "3M"
paid_on = "jobs"
basis = "published programme"
""")
rl.deals.appraised(rl.deals.read_deals(offer)[0].deal)
