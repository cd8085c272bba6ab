"""What is said of the projects of a list beside the other decisions: who pays, gains, faults of the list."""

from relode.decisions.decision_records import Decision, Decisions
from relode.language import Amount, Bilingual, Sentence
from relode.story import Column, Table

SOURCES = ("deal_ledgers", "deal_literature", "published_effects")


def payers_of(decision: Decision) -> Sentence | None:
    """Who pays what in a year; None where nothing is paid."""
    paid = {payer: yuan for payer, yuan in (decision.cost.by_payer if decision.cost else {}).items() if yuan}
    sums = [
        Sentence("deals.money.of_payer", {"payer": Sentence(f"deals.choice.{payer}", {}), "sum": Amount(yuan, "yuan")})
        for payer, yuan in paid.items()
    ]
    return Sentence("decisions.money.payers", {"sums": sums}) if sums else None


def project_tables(record: Decisions) -> tuple[Table, ...]:
    """The gains of deals over the yardstick, and the faults of the list; nothing without a list."""
    projects = tuple(each for each in record.decisions if each.project is not None and each.project.kind == "deal")
    return (*([_gains(projects, record.horizon)] if projects else []), *([_faults(record)] if record.faults else []))


def _gains(projects: tuple[Decision, ...], horizon: int) -> Table:
    columns = (
        Column("deals.side.name", lambda d: Bilingual(d.name, d.name), width=1.6),
        Column("decisions.column.net_jobs", "project.gain.net_jobs", format="interval", width=1.4),
        Column("decisions.column.of_money", "project.gain.money_effect", format="interval", width=1.4),
        Column("decisions.column.yardstick", "project.gain.yardstick", format="interval", width=1.4),
        Column("decisions.column.gain", "project.gain.gain", format="interval", width=1.4),
        Column("decisions.column.chance", "project.gain.chance_here", unit="share", format="whole"),
        Column("decisions.column.per_million", lambda d: _a_million(d, "gain_per_million")),
        Column("decisions.column.yardstick_per_million", lambda d: _a_million(d, "yardstick_per_million")),
        Column("deals.side.mean", lambda d: _yuan(d.project.net_of_city)),
        Column("deals.side.worst", lambda d: _yuan(d.project.worst_of_city)),
        Column("deals.review.where", lambda d: d.project.where.rpartition("!")[2]),
    )
    caption = Sentence("decisions.table.projects", {"horizon": horizon})
    return Table(caption, columns, projects, SOURCES, sheet="decision_projects")


def _a_million(decision: Decision, name: str) -> Amount | None:
    gain = decision.project.gain if decision.project else None
    value = getattr(gain, name) if gain else None
    return None if value is None else Amount(value, "person-years")


def _yuan(value: float | None) -> Amount | None:
    return None if value is None else Amount(value, "yuan")


def _faults(record: Decisions) -> Table:
    columns = (
        Column("deals.side.name", "project", width=1.6),
        Column("deals.review.fault", "said.said", width=4),
        Column("deals.review.where", lambda fault: fault.where.rpartition("!")[2]),
    )
    return Table(Sentence("deals.review.faults", {}), columns, record.faults or (), ("reader",), sheet="project_faults")
