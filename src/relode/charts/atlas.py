"""All pictures of a place, in the order in which a report shows them."""

import xarray as xr

from relode.charts import (
    ahead,
    beside,
    change_bridge,
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
    """Key -> picture; one that the data do not allow is left out."""
    profile = depth.profile
    drawn = (
        place_map.place_map(profile, language),
        population.population_change(panel, profile, language),
        output.mining_share(panel, profile, language),
        output.job_structure(panel, profile, language),
        output.real_growth(panel, profile, language),
        output.sectors(profile, language),
        output.house_price(panel, profile, language),
        town.resilience(depth, language),
        town.left_of_bust(depth, language),
        town.jobs_change(depth, language),
        population.pyramid(profile.place, language),
        town.budget(panel, depth, language),
        town.emissions(panel, depth, language),
        town.neighbours(panel, depth, language),
        town.kinds(depth, language),
        beside.among_peers(profile, language),
        beside.base_rates(pathways.base_rates, language),
        value_chain.next_industries(pathways.industries, language),
        value_chain.value_chain(pathways, language),
        change_bridge.change_bridge(outlook, language),
        *(ahead.fans(outlook, language) if outlook else ()),
        *past_effects.past_pictures(profile.place, language),
    )
    return {picture.key: picture for picture in drawn if picture is not None}
