"""Where a city stands: its figures with their uncertainty, beside its peers, and what is not known."""

from relode.diagnosis.depth.in_depth import InDepth, in_depth
from relode.diagnosis.depth.text import chapters
from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.explain import explain
from relode.diagnosis.profiles.peers import Peer, nearest_peers, same_type
from relode.diagnosis.profiles.place_profile import GroupQuantiles, Missing, Profile, profile
from relode.diagnosis.profiles.table_rows import RowExplanation, explain_row
from relode.diagnosis.profiles.working_mines import working_mines
from relode.panel.census_measures import SECTION_LETTERS, SECTIONS
from relode.panel.number import Number, number

__all__ = [
    "SECTIONS",
    "SECTION_LETTERS",
    "GroupQuantiles",
    "InDepth",
    "Missing",
    "Number",
    "Peer",
    "Profile",
    "RowExplanation",
    "chapters",
    "explain",
    "explain_row",
    "findings",
    "in_depth",
    "nearest_peers",
    "number",
    "profile",
    "same_type",
    "working_mines",
]
