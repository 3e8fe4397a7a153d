"""The tiny ecosystem of the value chain, for every view that has lanes or axes of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecosystem import Ecosystem
from tests.ecosystem.maps.chains import ecosystem


@pytest.fixture(scope="session")
def chain() -> Iterator[Ecosystem]:
    with ecosystem() as eco:
        yield eco
