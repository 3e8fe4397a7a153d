"""How a cursor leaves the server: signed, and of use only for the question it continues.

What is signed is the question (tenant, role, path, parameters, snapshot) and the day; only the
position travels. A token is good for the rest of its day (UTC) and the whole of the next, so the
same page has the same bytes all day and its ETag stays true.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from time import time
from typing import Final

from ecosystem.errors import InvalidCursor

_DAY: Final = 86_400
_MAC: Final = 16
LONGEST: Final = 2_000


class Cursors:
    """Signs and opens cursors with one secret."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time) -> None:
        self._secret, self._clock = secret, clock

    @property
    def day(self) -> int:
        return int(self._clock() // _DAY)

    def sign(self, text: str) -> bytes:
        return hmac.digest(self._secret, text.encode("utf-8", "surrogatepass"), "sha256")

    def seal(self, position: str, question: str) -> str:
        """A token for ``position`` in the answers to ``question``."""
        mac = self._mac(position, question, self.day)
        return urlsafe_b64encode(mac + position.encode()).rstrip(b"=").decode()

    def open(self, token: str, question: str) -> str:
        """The position in a token.

        Raises
        ------
        InvalidCursor
            if one bit of it, the question, the asking tenant or the graph is another, or it is old.
        """
        position = self._position(token)
        if position is not None:
            for day in (self.day, self.day - 1):
                if self._seals(token, position, question, day):
                    return position
        raise InvalidCursor(
            "This cursor was altered or is too old, or belongs to another question, key or state of the "
            "graph; ask again without a cursor."
        )

    def _seals(self, token: str, position: str, question: str, day: int) -> bool:
        # The whole token is compared, so that a second spelling of the same bytes is not accepted.
        mac = self._mac(position, question, day)
        expected = urlsafe_b64encode(mac + position.encode()).rstrip(b"=").decode()
        return hmac.compare_digest(token.encode("ascii", "replace"), expected.encode("ascii"))

    def _mac(self, position: str, question: str, day: int) -> bytes:
        return self.sign(f"{day}\0{len(position)}\0{position}\0{question}")[:_MAC]

    @staticmethod
    def _position(token: str) -> str | None:
        if not token.isascii() or len(token) > LONGEST:
            return None
        try:
            return urlsafe_b64decode(token + "=" * (-len(token) % 4))[_MAC:].decode("utf-8")
        except ValueError:
            return None
