"""What changes if a partner, a capability or a tie comes or goes?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.shared import AsJson, AsOfDay, Many, asker, show
from ecosystem.errors import InvalidParameter
from ecosystem.planning.whatif.changes import change_from_text

app = typer.Typer()


@app.command()
def whatif(
    remove: Annotated[Many, typer.Option(
        metavar="WHAT", help="partner:ID, capability:PARTNER,CAPABILITY or tie:A,B; may be repeated.")] = [],  # noqa: B006
    add: Annotated[Many, typer.Option(
        metavar="WHAT", help="partner:ID,NAME,COUNTRY, capability:PARTNER,CAPABILITY,WEIGHT or tie:A,B.")] = [],  # noqa: B006
    changes: Annotated[Path | None, typer.Option(
        metavar="FILE", help="A JSON file of changes, e.g. an answer of before.")] = None,
    ask: Annotated[str | None, typer.Option(
        "--ask", metavar="PARTNER", help="Whose needs and candidates are looked at.")] = None,
    scorer: Annotated[str, typer.Option(metavar="NAME", help="See `allygraph scorers`.")] = "blend",
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many of each kind are named.")] = 10,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the changes as JSON, to ask again.")] = None,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """What would be lost, who could make up for it, and which candidates move. Nothing is stored.

    Example: allygraph whatif --remove partner:b-tech --ask a-nev
    """
    wanted: list[Any] = [*(_read(changes) if changes else []),
                         *(change_from_text("remove", each) for each in remove),
                         *(change_from_text("add", each) for each in add)]
    content = {"changes": wanted, "partner": ask, "scorer": scorer, "limit": limit, "as_of": as_of}
    with asker() as asked:
        answer = asked.send("POST", "/v1/whatif", content, lambda eco: eco.whatif.ask(
            wanted, ask, scorer=scorer, limit=limit, as_of=as_of))
    if save is not None:
        _write(save, answer["changes"])
    show(answer, as_json, "whatif.whatif")


def _read(file: Path) -> list[Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidParameter(f"The file of changes {str(file)!r} cannot be read: {error}.") from error
    listed = found.get("changes") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise InvalidParameter(f'The file {str(file)!r} holds no list of changes, alone or under "changes".')
    return listed


def _write(file: Path, changes: list[Any]) -> None:
    try:
        file.write_text(json.dumps({"changes": changes}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise InvalidParameter(f"The changes cannot be written to {str(file)!r}: {error}.") from error
