"""Where a city stands: its figures with their uncertainty, beside its peers, and what is not known."""

from relode.diagnosis.explain import explain
from relode.diagnosis.measured import SECTIONS, with_measures
from relode.diagnosis.number import Number, number
from relode.diagnosis.peers import Peer, nearest_peers, same_type
from relode.diagnosis.profile import Beside, Missing, Profile, profile

__all__ = [
    "SECTIONS",
    "Beside",
    "Missing",
    "Number",
    "Peer",
    "Profile",
    "explain",
    "nearest_peers",
    "number",
    "profile",
    "same_type",
    "with_measures",
]
