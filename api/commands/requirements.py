"""What does an organisation need, who meets it, and which few partners cover it together?"""

from __future__ import annotations

import typer

app = typer.Typer()
