"""A deal under the law and tax of the user's own country: its file beside the tables, money of the place by these."""

from relode.country.facts import Country
from relode.deals.deal import Deal
from relode.deals.defaults import KnownMoney
from relode.deals.own_country import FILE, SOURCE, OwnPlace, setting_of
from relode.errors import RelodeError
from relode.places import Place


def under_own_law(country: Country, deal: Deal, name: str | None = None) -> tuple[Deal, Place]:
    """The deal under the country's law, and its place; `name` stands for that of the file.

    Raises RelodeError for a place that is unknown or not named, NoVerdict for what the file of law and tax lacks.
    """
    named = name or deal.project.place
    if named is None:
        raise RelodeError("deals.own_place", deal=deal.project.name)
    place = country.find(named)
    folder = country.path if country.path.is_dir() else country.path.parent
    money = OwnPlace(country.name, *(_newest(country, place, each) for each in ("budget_revenue", "average_wage")))
    return deal.under(setting_of(folder / FILE, money)), place


def _newest(country: Country, place: Place, name: str) -> KnownMoney | None:
    """The newest figure of a place, in units of money."""
    known = country.figures(place, name)
    return KnownMoney(known[max(known)], max(known), SOURCE) if known else None
