"""What every command shares: where it asks, how it spells its options, how it prints an answer."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from api.asking import LocalAsker, RemoteAsker

AsJson = Annotated[bool, typer.Option("--json", help="Print the body of the matching API answer.")]
AsOfDay = Annotated[str | None, typer.Option(
    "--as-of", metavar="DATE", help="The day of the question (YYYY, YYYY-MM or YYYY-MM-DD); "
                                    "the last day on record if not given.")]
Partner = Annotated[str, typer.Argument(metavar="PARTNER", help="An id or a name.")]
OfGroups = Annotated[str, typer.Option(
    "--level", metavar="LEVEL", help="Who is one: entity, direct_parent or ultimate_parent (whole groups).")]
Many = list[str]


class Globals:
    """What stands before the command."""

    store: str | None = None
    server: str | None = None
    api_key: str | None = None
    quiet: bool = False


def group(help: str) -> typer.Typer:
    """A group of commands, to be mounted in ``api.cli``."""
    return typer.Typer(no_args_is_help=True, help=help, rich_markup_mode=None)


def asker() -> LocalAsker | RemoteAsker:
    """Who is asked: the store, or the server that was named."""
    from api.asking import LocalAsker, RemoteAsker

    if Globals.server:
        return RemoteAsker(Globals.server, Globals.api_key)
    return LocalAsker(Globals.store)


def local() -> LocalAsker:
    """The store; a command that cannot go through a server asks here."""
    from api.asking import LocalAsker

    if Globals.server:
        raise typer.BadParameter("this command works on a store, not through a server", param_hint="--server")
    return LocalAsker(Globals.store)


def show(answer: Any, as_json: bool, table: str) -> None:
    """The body as JSON, or as a table for people: ``table`` is "module.function" below ``api.tables``."""
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    module, _, function = table.rpartition(".")
    getattr(import_module(f"api.tables.{module}"), function)(answer)
