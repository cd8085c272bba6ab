"""Where what can be computed again is kept between two starts; the folder may be deleted at any time."""

import os
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "relode"
