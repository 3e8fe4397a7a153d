"""The modules that register rules: whoever writes records imports this one."""

from __future__ import annotations

from ecosystem.life import checks
from ecosystem.life.ending import invariants

MODULES = (checks, invariants)
