"""Do strategy, capability and culture go together, and which fact would change the answer?"""

from __future__ import annotations

import typer

app = typer.Typer()
