"""The command line: each command asks the facade (or a running server) and prints what it answered.

Data goes to stdout, talk to stderr. ``--json`` prints the body of the matching API answer. Exit
codes: 0 done, 1 refused with a reason on stderr, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.commands import (
    anchor,
    backtest,
    brief,
    care,
    content,
    exchange,
    exclusions,
    fit,
    keys,
    maps,
    opportunities,
    overlap,
    partnership,
    partnership_ending,
    partnership_establish,
    partnership_evaluate,
    partnership_operate,
    partnership_watch,
    questions,
    requirements,
    retrieval,
    risks,
    shortlist,
    whatif,
)
from api.commands.shared import Globals
from ecosystem.errors import AllygraphError

app = typer.Typer(
    name="allygraph", rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Explained candidate partners from a graph of capabilities, patents, channels and partnerships.",
    epilog="Examples:  allygraph demo   ·   allygraph candidates 'Lumora' --limit 5 --as-of 2024",
)
for module in (questions, maps, overlap, exchange, opportunities, risks, exclusions, brief, whatif, retrieval, backtest,
               content, care):
    app.add_typer(module.app)
for stage in (partnership_establish, partnership_operate, partnership_evaluate, partnership_ending,
              partnership_watch):  # of one group of commands
    partnership.app.add_typer(stage.app)
for name, named in (("requirements", requirements), ("fit", fit), ("shortlist", shortlist),
                    ("partnership", partnership), ("anchor", anchor), ("keys", keys)):
    app.add_typer(named.app, name=name)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"allygraph {version('allygraph')}")
        raise typer.Exit


@app.callback()
def _options(
    store: Annotated[str | None, typer.Option(
        metavar="URL", help="duckdb:FILE, memory:, bolt://HOST, neo4j://HOST. Default: $ALLYGRAPH_STORE, "
                            "else a file in the user's data folder.")] = None,
    server: Annotated[str | None, typer.Option(
        metavar="URL", help="Ask a running server instead of opening a store.")] = None,
    api_key: Annotated[str | None, typer.Option(
        envvar="ALLYGRAPH_API_KEY", metavar="KEY", help="Key for --server.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no talk.")] = False,
    version: Annotated[bool, typer.Option(
        "--version", callback=_version, is_eager=True, help="Print the version and end.")] = False,
) -> None:
    if store and server:
        raise typer.BadParameter("give --store or --server, not both", param_hint="--server")
    Globals.store, Globals.server, Globals.api_key, Globals.quiet = store, server, api_key, quiet


def main() -> None:
    """Run the command line; the exit code says how it went."""
    try:
        app()
    except AllygraphError as error:
        typer.echo(f"allygraph: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Interrupted. A started import goes on where it stopped when you run it again.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left; nothing is wrong
        sys.exit(0)


if __name__ == "__main__":
    main()
