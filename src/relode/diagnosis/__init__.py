"""Where a city stands: its figures with their uncertainty, beside its peers, and what is not known."""

from relode.diagnosis import findings
from relode.diagnosis.depth_words import chapters
from relode.diagnosis.explain import explain
from relode.diagnosis.in_depth import InDepth, in_depth
from relode.diagnosis.measured import SECTION_LETTERS, SECTIONS, with_measures
from relode.diagnosis.number import Number, number
from relode.diagnosis.peers import Peer, nearest_peers, same_type
from relode.diagnosis.profile import Beside, Missing, Profile, profile

__all__ = [
    "SECTIONS",
    "SECTION_LETTERS",
    "Beside",
    "InDepth",
    "Missing",
    "Number",
    "Peer",
    "Profile",
    "chapters",
    "explain",
    "findings",
    "in_depth",
    "nearest_peers",
    "number",
    "profile",
    "same_type",
    "with_measures",
]
