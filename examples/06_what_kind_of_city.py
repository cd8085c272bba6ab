"""What kind of city is each of the 126, how sure is that, and how did it take the price bust of 2012-2016?"""

import pandas as pd

import relode as rl
from relode.diagnosis.life_cycle.own_type import own_types
from relode.diagnosis.statistics.resilience import resilience_table

panel = rl.panel.load()
types = own_types(panel).dropna(subset=["official_type"]).set_index("slug")
bust = resilience_table(panel).query("outcome == 'gdp_real_index' and group == 'nation' and blow == 'price_bust'")
phases = bust.pivot(index="slug", columns="phase", values=["excess", "verdict"])
people = panel["value"].sel(quantity="population_change_excess", year=2020, place=types["place"].tolist()).to_numpy()

table = types[["official_type", "growing", "mature", "declining", "regenerating", "verdict"]].assign(
    resistance=phases["excess", "resistance"].astype(float),
    resistance_verdict=phases["verdict", "resistance"],
    recovery=phases["excess", "recovery"].astype(float),
    people_beyond_province=people,
)
print(f"{len(table)} listed prefectures; {sum(table['verdict'] == 'cannot tell')} without a verdict on their type")
with pd.option_context("display.width", 200, "display.max_rows", None, "display.max_columns", None):
    print(table.sort_values("declining", ascending=False).round(2))
