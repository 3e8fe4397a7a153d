"""Draw a view of the ecosystem into a file; list the views."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.shared import AsJson, AsOfDay, Globals, asker, show
from api.progress import shown

app = typer.Typer()


@app.command("map")
def map_(
    partner: Annotated[str | None, typer.Argument(metavar="[PARTNER]", help="An id or a name.")] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=(
        "A file that ends in .html, .svg, .png, .pdf, .gexf, .graphml, .csv or .json."))] = Path("ecosystem-map.html"),
    view: Annotated[str | None, typer.Option(metavar="NAME", help=(
        "See `allygraph views`; candidates of PARTNER, or the ecosystem, if not given."))] = None,
    need: Annotated[str | None, typer.Option(metavar="ID", help="One of PARTNER's needs.")] = None,
    strategy: Annotated[str | None, typer.Option(metavar="ID", help="One of PARTNER's strategies.")] = None,
    a: Annotated[str | None, typer.Option("--a", metavar="PARTNER", help="One end of a path.")] = None,
    b: Annotated[str | None, typer.Option("--b", metavar="PARTNER", help="Its other end.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="The earlier day of a difference.")] = None,
    scorer: Annotated[str | None, typer.Option(metavar="NAME", help="How candidates are ranked.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=1_000, help="How many are lit or listed.")] = None,
    most: Annotated[int | None, typer.Option(min=1, max=1_000_000, help="How many marks are drawn at most.")] = None,
    kinds: Annotated[str | None, typer.Option(
        metavar="LIST", help="What is drawn beside organisations: capability,channel,patent.")] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="en or zh.")] = "en",
    theme: Annotated[str | None, typer.Option(
        metavar="NAME", help="light or dark; the HTML file follows the reader's system if not given.")] = None,
    lens: Annotated[str | None, typer.Option(
        metavar="NAME", help="By what a picture is coloured: country, industry, health …")] = None,
    width: Annotated[int | None, typer.Option(min=200, max=4_000, help="Pixels of a picture.")] = None,
    height: Annotated[int | None, typer.Option(min=200, max=4_000, help="Pixels of a picture.")] = None,
    scale: Annotated[float | None, typer.Option(
        min=0.1, max=4, help="Pixels of a PNG per pixel of the drawing; 2 if not given.")] = None,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Draw a view of the ecosystem, or of PARTNER in it, into a file; its suffix says as what.

    Example: allygraph map "Shuoye Motors" --view lanes --out chain.html --as-of 2023-11-30
    """
    from ecosystem.maps.picture import format_for, put

    asked = {"partner": partner, "need": need, "strategy": strategy, "a": a, "b": b, "since": since, "scorer": scorer,
             "limit": limit, "most": most, "kinds": kinds}
    options = {"theme": theme, "lens": lens, "width": width, "height": height, "scale": scale}
    form = format_for(out)
    view = view or ("candidates" if partner else "ecosystem")
    with asker() as ask, shown(Globals.quiet) as tell:
        if tell:
            tell(0, 2, f"drawing {view}")
        drawn = ask.drawn(view, {name: value for name, value in asked.items() if value is not None}, form=form,
                          options=options, language=language, as_of=as_of)
        if tell:
            tell(1, 2, f"writing {out.name}")
        put(out, drawn.content)
    show({"map": str(out), "title": drawn.title, "view": view}, as_json, "maps.drawn")


@app.command()
def views(as_json: AsJson = False) -> None:
    """Every view that can be drawn, what it finds and what it asks for; and every format."""
    with asker() as ask:
        show(ask.get("/v1/maps", lambda eco: eco.maps.views()), as_json, "maps.views")
