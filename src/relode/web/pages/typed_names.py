"""From what a person types to a page: places, provinces, resources and industries, and what a search suggests."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

from starlette.responses import RedirectResponse, Response

from relode.errors import RelodeError
from relode.language import LANGUAGES, Language
from relode.language.names import known_words, name
from relode.pathways.industries.concordance import chosen_units, shipped_table
from relode.places import Place, all_places, find
from relode.places.lookup import matching, short_province
from relode.places.place import plain
from relode.web.server.rendering import province_address


def suggested(language: Language) -> list[tuple[str, str]]:
    """Places as a search suggests them: the name to fill in, and other names to know it by."""
    other: Language = "en" if language == "zh" else "zh"
    pairs = [(p.name(language), f"{p.name(other)} {p.code}") for p in all_places()]
    return sorted(pairs)


def named_industries(language: Language) -> list[tuple[str, str, str]]:
    """Industries for a search: the name, other words that mean it (published ones of zones too), its address."""
    published: dict[str, list[str]] = {}
    for row in shipped_table("concordance"):
        for code in row["industries"].split(";") if row["table"] == "zones" else ():
            published.setdefault(code, []).append(row["published"])
    return [
        (
            one.name(language),
            " ".join([one.name("zh" if language == "en" else "en"), *published.get(one.industry, ())]),
            f"/industry/{one.industry}",
        )
        for one in chosen_units()
    ]


def find_page(q: str, question: str = "stand", kept: str = "") -> Response:
    """From what a person types to a place or province, or to the list of what fits. Raises RelodeError for nothing.

    `kept` is the query of the page from which another city is asked for: a scenario goes along.
    """
    fitting = [place for place in matching(q) if place.level != "province"]
    chosen_there = urlencode([(part, value) for part, value in parse_qsl(kept) if part != "lang"])
    asked = ("" if question == "stand" else f"/{question}") + (f"?{chosen_there}" if chosen_there else "")
    try:
        place = find(q)
    except RelodeError:
        if (province := _province_called(q)) is not None:
            return RedirectResponse(province_address(province), 303)
        if len(fitting) == 1:
            return RedirectResponse(f"/city/{fitting[0].slug}{asked}", 303)
        if fitting:
            return RedirectResponse(f"/cities?{urlencode({'q': q})}", 303)
        if (resource := _resource_called(q)) is not None:
            return RedirectResponse(f"/cities?{urlencode({'resource': resource})}", 303)
        if (industry := _industry_called(q)) is not None:
            return RedirectResponse(f"/industry/{industry}", 303)
        raise
    address = province_address(place) if place.level == "province" else f"/city/{place.slug}{asked}"
    return RedirectResponse(address, 303)


def _industry_called(q: str) -> str | None:
    """The code of the industry that is called so, in a word of zones too."""
    from relode.deals.precedents import industry_of  # it reads all zones and listings

    with suppress(RelodeError):
        found = industry_of(q)
        return found.industry if found in chosen_units() else None
    return None


def _resource_called(q: str) -> str | None:
    """The main resource of cities that is called so in Chinese or English."""
    known = known_words("main_resource")
    return next(
        (key for key in known if plain(q) in (plain(name("main_resource", key, each)) for each in LANGUAGES)), None
    )


def _province_called(q: str) -> Place | None:
    """The province that is called so without its ending, in Chinese or English."""
    provinces = (place for place in all_places() if place.level == "province")
    names = ((place, (short_province(place.name_zh), place.slug.removesuffix("-province"))) for place in provinces)
    return next((place for place, known in names if plain(q) in map(plain, known)), None)
