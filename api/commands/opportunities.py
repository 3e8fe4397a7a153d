"""What lies across the industry border: near capabilities that are lacking, and who has them?"""

from __future__ import annotations

import typer

app = typer.Typer()
