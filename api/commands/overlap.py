"""How alike are two organisations, by every measure and at every level of their groups?"""

from __future__ import annotations

import typer

app = typer.Typer()
