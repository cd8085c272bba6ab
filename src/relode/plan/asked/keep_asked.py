"""What `--keep` says: a part of the jobs or people of today that shall be there at the horizon, `jobs=0.9`."""

import re
from dataclasses import dataclass

from relode.errors import RelodeError

KEEPABLE = {"jobs": "employment", "people": "population", "working_age": "working_age_people"}
"""What can be kept -> its quantity."""
FORM = re.compile(r"\s*(?P<what>\w+)\s*=\s*(?P<level>\d+(?:\.\d*)?|\.\d+)\s*")
MOST = 2.0


@dataclass(frozen=True)
class KeepAsked:
    """`level` of `what` in the year before the plan, to be there at the horizon."""

    what: str
    level: float

    @property
    def quantity(self) -> str:
        """The quantity of the runs."""
        return KEEPABLE[self.what]


def parse_keep(text: str) -> KeepAsked:
    """What `text` states.

    Raises RelodeError for another form, something that cannot be kept, and a level not in (0, 2].
    """
    form = FORM.fullmatch(text)
    if form is None or form["what"] not in KEEPABLE or not 0 < float(form["level"]) <= MOST:
        raise RelodeError("planning.keep", text=text, allowed=", ".join(KEEPABLE))
    return KeepAsked(form["what"], float(form["level"]))
