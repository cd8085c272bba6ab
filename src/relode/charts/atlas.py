"""All pictures of a place, by the chapter of the diagnosis that shows them."""

from dataclasses import replace

import xarray as xr

from relode.charts import (
    ahead,
    beside,
    change_bridge,
    next_industries,
    output,
    past_effects,
    place_map,
    population,
    town,
    value_chain,
)
from relode.charts.style import Picture
from relode.diagnosis.depth.in_depth import InDepth
from relode.language import Language
from relode.outlook import Outlook
from relode.pathways import Pathways


def pictures(
    panel: xr.Dataset, depth: InDepth, pathways: Pathways, outlook: Outlook | None, language: Language
) -> dict[str, Picture]:
    """Key -> picture; one that the data do not allow is left out.

    Those of no chapter stand where a page tells what they show.
    """
    profile = depth.profile
    drawn = {
        "people": (
            population.population_change(panel, profile, language),
            population.pyramid(profile.place, language),
        ),
        "jobs": (
            output.mining_share(panel, profile, language),
            output.job_structure(panel, profile, language),
            town.jobs_change(depth, language),
            output.sectors(profile, language),
        ),
        "resilience": (
            output.real_growth(panel, profile, language),
            town.resilience(depth, language),
            town.left_of_bust(depth, language),
        ),
        "housing": (output.house_price(panel, profile, language),),
        "money": (town.budget(panel, depth, language),),
        "emissions": (town.emissions(panel, depth, language),),
        "space": (place_map.place_map(profile, language), town.neighbours(panel, depth, language)),
        "peers": (beside.among_peers(profile, language), town.kinds(depth, language)),
        "": (
            beside.base_rates(pathways.base_rates, language),
            next_industries.next_industries(pathways.industries, language),
            value_chain.value_chain(pathways, language),
            change_bridge.change_bridge(outlook, language),
            *(ahead.fans(outlook, language) if outlook else ()),
            *past_effects.past_pictures(profile.place, language),
        ),
    }
    return {
        picture.key: replace(picture, chapter=chapter)
        for chapter, pictures in drawn.items()
        for picture in pictures
        if picture is not None
    }
