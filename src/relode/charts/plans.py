"""Pictures of a plan run."""

from relode.charts.picture import Picture
from relode.charts.uncertainty_shares import uncertainty_picture
from relode.language import Language
from relode.plan.making.plan_records import PlanRecord


def plan_pictures(record: PlanRecord, language: Language) -> dict[str, Picture]:
    """Where the uncertainty about jobs comes from; nothing before that is known."""
    spread = uncertainty_picture(record.sensitivity, language)
    return {} if spread is None else {spread.key: spread}
