"""What changes if a partner, a capability or a tie comes or goes?"""

from __future__ import annotations

import typer

app = typer.Typer()
