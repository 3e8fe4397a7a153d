"""Where a test may kill the process: named points in the write path, asleep unless one is armed.

``ALLYGRAPH_FAULT=committed:3`` kills the process with SIGKILL when it reaches the point
``committed`` for the third time. ``tests/faults`` is the only user.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Pass a point; the process ends here if a test asked for it."""
    armed = os.environ.get("ALLYGRAPH_FAULT")
    if armed is None:
        return
    _reached[point] += 1
    if armed == f"{point}:{_reached[point]}":
        os.kill(os.getpid(), signal.SIGKILL)
