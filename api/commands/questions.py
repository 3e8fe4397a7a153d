"""Find organisations, ask for candidates, compare two."""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.commands.shared import AsJson, AsOfDay, Many, OfGroups, Partner, asker, group, show

app = typer.Typer()
partners = group("Find and read organisations.")
app.add_typer(partners, name="partners")



@partners.command("search")
def partners_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name, an alias, an id, pinyin.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10, as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Organisations whose name is like TEXT, best first, with the reason of the match."""
    with asker() as ask:
        show(ask.search(text, limit=limit, as_of=as_of), as_json, "questions.search")


@partners.command("show")
def partners_show(partner: Partner, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """One organisation: records, capabilities, channels, partners, needs."""
    with asker() as ask:
        show(ask.partner(partner, as_of=as_of), as_json, "questions.profile")


@app.command()
def candidates(
    partner: Partner,
    scorer: Annotated[str, typer.Option(metavar="NAME", help="See `allygraph scorers`.")] = "blend",
    side: Annotated[str, typer.Option(metavar="SIDE", help="Ranked by what they are to PARTNER (mine), by what "
                                                           "it is to them (theirs), or by the smaller.")] = "mine",
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 10,
    need: Annotated[str | None, typer.Option(metavar="ID", help="For one of PARTNER's needs.")] = None,
    exclude: Annotated[Many, typer.Option(metavar="PARTNER", help="Leave out; may be repeated.")] = [],  # noqa: B006
    rival: Annotated[Many, typer.Option(metavar="PARTNER", help="Leave out as a rival.")] = [],  # noqa: B006
    country: Annotated[Many, typer.Option(metavar="CODE", help="Only these countries.")] = [],  # noqa: B006
    industry: Annotated[Many, typer.Option(metavar="ID", help="Only in these industries.")] = [],  # noqa: B006
    kind: Annotated[Many, typer.Option(metavar="KIND", help="Only these kinds.")] = [],  # noqa: B006
    capability: Annotated[Many, typer.Option(metavar="ID", help="Only holders of these.")] = [],  # noqa: B006
    min_support: Annotated[float, typer.Option(min=0, help="Smallest portfolio looked at.")] = 0.0,
    level: OfGroups = "entity",
    cursor: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Organisations that are not yet partners of PARTNER and would be good ones, with reasons.

    Example: allygraph candidates "Lumora" --need need-cockpit --as-of 2024-02
    """
    with asker() as ask:
        answer = ask.candidates(
            partner, scorer=scorer, side=side, limit=limit, need=need, exclude=exclude, rivals=rival, country=country,
            industry=industry, kind=kind, capability=capability, min_support=min_support, level=level, cursor=cursor,
            as_of=as_of,
        )
        show(answer, as_json, "questions.candidates")


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A")], b: Annotated[str, typer.Argument(metavar="B")],
    scorer: Annotated[Many, typer.Option(metavar="NAME", help="Only these; may be repeated.")] = [],  # noqa: B006
    level: OfGroups = "entity", as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """A and B by every measure, both ways."""
    with asker() as ask:
        show(ask.compare(a, b, scorers=scorer or None, level=level, as_of=as_of), as_json, "questions.comparison")


@app.command()
def scorers(as_json: AsJson = False) -> None:
    """Every scorer by name, with what a high score means."""
    with asker() as ask:
        show(ask.scorers(), as_json, "questions.scorers")


@app.command()
def measures(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One of them, in full.")] = None,
    as_json: AsJson = False,
) -> None:
    """Every measure, or one in full: formula, range, direction, source, example."""
    with asker() as ask:
        if name is None:
            show(ask.get("/v1/measures", lambda eco: eco.measures()), as_json, "questions.measures")
        else:
            found = ask.get(f"/v1/measures/{quoted(name)}", lambda eco: eco.measure(name))
            show(found, as_json, "questions.measure")
