"""What would have been recommended at a day in the past, and what came?"""

from __future__ import annotations

import typer

app = typer.Typer()
