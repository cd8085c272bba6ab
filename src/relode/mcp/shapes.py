"""The shapes of the records, for who reads them by program: what each field holds, with its unit."""

from functools import cache
from typing import Any

from relode.answers.city_list import CityList
from relode.answers.deals_answer import AppraisedFiles
from relode.deals.review import ListReview
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.profiles.explain import Explanation
from relode.errors import RelodeError
from relode.evidence.evidence_record import EvidenceAnswer
from relode.needs import Needs
from relode.outlook import Outlook
from relode.pathways import Pathways
from relode.records import Record, adapter, flattened
from relode.web.plan_runs.plan_run_records import PlanRunList, RunProgress, WrittenPlan

ADDRESS = "relode://shape/"
SHAPES: dict[str, type[Record]] = {
    "cities": CityList,
    "diagnose": InDepth,
    "needs": Needs,
    "pathways": Pathways,
    "outlook": Outlook,
    "evidence": EvidenceAnswer,
    "explain": Explanation,
    "appraise": AppraisedFiles,
    "review": ListReview,
    "plan": WrittenPlan,
    "plans": PlanRunList,
    "progress": RunProgress,
}
"""Kind of a record, as its field `schema` names it -> its class."""


@cache
def shape(kind: str) -> dict[str, Any]:
    """The JSON Schema of a whole record. Raises RelodeError for a kind that there is not."""
    if kind not in SHAPES:
        raise RelodeError("mcp.unknown_shape", kind=kind[:60], kinds=", ".join(SHAPES))
    record: Any = SHAPES[kind]
    whole = adapter(record).json_schema(mode="serialization")
    inner = whole.get("$defs", {})
    named = {record.__name__: {name: part for name, part in whole.items() if name != "$defs"}, **inner}
    return {**flattened(named, record.__name__), "$defs": {name: flattened(named, name) for name in inner}}
