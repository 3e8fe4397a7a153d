"""The modules that register rules: whoever writes records imports this one."""

from __future__ import annotations

from ecosystem.life import checks
from ecosystem.life.ending import invariants
from ecosystem.life.establish import rules as establishing
from ecosystem.life.operate import checks as operating

MODULES = (checks, establishing, operating, invariants)
