"""How far may a share be off when few facts stand behind it?"""

from __future__ import annotations

import math
from typing import Final

Z90: Final = 1.6448536269514722
"""The normal quantile that leaves 5 % on either side."""

LOW_SUPPORT: Final = 20
"""Below so many facts a score is flagged ``low_support``."""


def wilson(share: float, count: float, z: float = Z90) -> tuple[float, float]:
    """Wilson's score interval of a share seen in ``count`` independent draws.

    ``(s + z²/2n ± z √(s(1−s)/n + z²/4n²)) / (1 + z²/n)``

    Parameters
    ----------
    share : float
        in [0, 1].
    count : float
        need not be whole; 0 or less gives the whole range.
    z : float
        quantile; the default leaves 90 % inside.

    Returns
    -------
    (low, high)
        within [0, 1], ``low <= share <= high``.

    Examples
    --------
    >>> low, high = wilson(0.5, 20)
    >>> round(low, 3), round(high, 3)
    (0.327, 0.673)
    >>> wilson(0.5, 0)
    (0.0, 1.0)

    References
    ----------
    Wilson, E. B. (1927), JASA 22:209.
    """
    if count <= 0:
        return 0.0, 1.0
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    middle, scale = share + z * z / (2 * count), 1 + z * z / count
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return max(0.0, min(low, share)), min(1.0, max(high, share))
