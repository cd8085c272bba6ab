"""Any country from tables of the user's own: places, counts by industry, accounts, policies.

`load_country(path)` reads and checks them; `country_answer(country, place)` gives diagnosis, pathways, outlook and
evaluation. All of it is learnt from these tables alone: no figure of China is used.
"""

from relode.country.answer import (
    CHAPTERS,
    CountryAnswer,
    country_answer,
    country_tables,
    tables_text,
    usual_chapters,
)
from relode.country.chapter import country_text
from relode.country.facts import Country, load_country
from relode.country.outlook import country_outlook
from relode.country.policies import country_policies
from relode.country.standing import country_standing

__all__ = [
    "CHAPTERS",
    "Country",
    "CountryAnswer",
    "country_answer",
    "country_outlook",
    "country_policies",
    "country_standing",
    "country_tables",
    "country_text",
    "load_country",
    "tables_text",
    "usual_chapters",
]
