"""What would each side of a partnership give the other, and who gains nothing?"""

from __future__ import annotations

import typer

app = typer.Typer()
