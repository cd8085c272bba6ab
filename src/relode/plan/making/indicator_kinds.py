"""Indicators of a plan: which have a ceiling, which are proposed as binding, and which bureau leads each."""

from relode.language import Sentence

CEILINGS = ("debt", "housing_vacancy", "production_emissions")
"""Quantities whose target is an upper bound; of all others it is a lower one."""
BINDING = ("debt", "services_per_person", "production_emissions")
"""Targets of public services, of safety and of the environment, which a government answers for: proposed as binding.

By the outline of the 15th five-year plan, chapter 62 section 2; all others are expected ones."""
LEADS = {"population": "statistics", "age_15_59": "statistics", "employment": "labour", "mining_employment": "labour",
         "gdp_real": "planning", "house_price": "housing", "budget_revenue": "finance", "budget_expenditure": "finance",
         "debt": "finance", "income_per_person": "statistics", "services_per_person": "finance",
         "housing_vacancy": "housing", "production_emissions": "environment"}  # fmt: skip
"""Quantity -> the bureau that is proposed to lead and to report it."""


def lead_of(quantity: str) -> Sentence:
    """The bureau that is proposed to lead and to report a quantity."""
    return Sentence(f"document.lead.{LEADS.get(quantity, 'planning')}", {})
