"""How the allocator of glibc keeps memory: few pools, and what is free goes back to the system."""

import ctypes
import sys
import threading
import time

POOLS = 2
"""Pools of memory for all threads: one a thread otherwise, each with holes of its own."""
LARGE, FREE = 8 << 20, 32 << 20
"""Bytes of a block that is taken from the system by itself, and of a free end that is given back at once."""
POOLS_AT_MOST, MAPPED_FROM, FREE_END = -8, -3, -1
"""Numbers of the settings in malloc.h."""
SECONDS = 20.0
"""Seconds between two times that a server gives back what its requests left free: a hundredth of a second each."""


def keep_little() -> None:
    """Have the allocator keep little that is free. Nothing on systems without glibc."""
    _told((POOLS_AT_MOST, POOLS), (MAPPED_FROM, LARGE), (FREE_END, FREE))


def one_pool() -> None:
    """Have all threads of a command share one pool: a thirtieth less memory. Nothing on systems without glibc."""
    _told((POOLS_AT_MOST, 1))


def _told(*settings: tuple[int, int]) -> None:
    library = _glibc()
    if library is not None:
        for setting, value in settings:
            library.mallopt(setting, value)


def give_back() -> None:
    """Give back what is free now. Nothing on systems without glibc."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def keep_giving_back() -> None:
    """Give back what is free from time to time, in a thread that does not keep the process alive."""
    threading.Thread(target=_give_back_again_and_again, name="memory", daemon=True).start()


def _give_back_again_and_again() -> None:
    while True:
        time.sleep(SECONDS)
        give_back()


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
