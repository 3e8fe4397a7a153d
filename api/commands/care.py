"""Look after an installation: doctor, settings, demo, server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.shared import AsJson, Globals, local, show

app = typer.Typer()



@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check store, versions, space, settings; say what to do about what is wrong."""
    from api.doctor import examine

    checks = examine(Globals.store)
    show({"checks": checks}, as_json, "care.checks")
    if any(check["state"] == "wrong" for check in checks):
        raise typer.Exit(1)


@app.command()
def config(as_json: AsJson = False) -> None:
    """Every setting, its value and where it came from. Secrets are not shown."""
    from api.doctor import settings_in_force

    show({"settings": settings_in_force()}, as_json, "care.settings")


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the map is written.")] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Load the illustrative ecosystem and show candidates, with reasons, for its carmaker A."""
    from api.demo import show_demo
    from api.progress import shown

    with local() as ask, shown(Globals.quiet) as progress:
        show(show_demo(ask.eco, out, progress), as_json, "care.demo")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Default: $ALLYGRAPH_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Default: $ALLYGRAPH_PORT, else 8000.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the illustrative ecosystem into an empty store.")] = False,
) -> None:
    """The HTTP API over the store."""
    from api.serving import serve as run

    run(store=Globals.store, host=host, port=port, demo=demo)
