"""Which projects of our list should be signed, and on what terms?

本地项目清单中哪些该签，按什么条件签？
"""

# %%
from pathlib import Path

import pandas as pd

from relode.answers.deals_answer import appraised_files

projects = [
    {"project.name": "Food factory", "project.industry": "食品", "promise.due": 2029, "give.amount": 3e6},
    {"project.name": "Machine works", "project.industry": "机械", "give.amount": 2e6},  # by when is not said
    {"project.name": "Chemical park", "project.industry": "化工", "promise.due": 2029, "give.amount": 80e6},
]
promised = {"project.place": "hegang", "promise.investment": 120e6, "promise.output": 200e6, "promise.tax": 8e6}
given = {"give.what": "grant", "give.paid_on": "jobs", "give.basis": "published programme"}
rows = [{**each, **promised, **given, "promise.jobs": 90 + 10 * at} for at, each in enumerate(projects)]
pd.DataFrame(rows).to_excel("list.xlsx", sheet_name="Projects", index=False)
appraised_files([Path("list.xlsx")]).deals[2]
