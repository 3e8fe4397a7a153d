"""The command line: each command asks the facade (or a running server) and prints what it answered.

Data goes to stdout, talk to stderr. ``--json`` prints the body of the matching API answer. Exit
codes: 0 done, 1 refused with a reason on stderr, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecosystem.errors import AllygraphError

if TYPE_CHECKING:
    from api.asking import LocalAsker, RemoteAsker

app = typer.Typer(
    name="allygraph", rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Explained candidate partners from a graph of capabilities, patents, channels and partnerships.",
    epilog="Examples:  allygraph demo   ·   allygraph candidates 'Lumora' --limit 5 --as-of 2024",
)
partners_app = typer.Typer(no_args_is_help=True, help="Find and read organisations.", rich_markup_mode=None)
keys_app = typer.Typer(no_args_is_help=True, help="API keys of the server: create, list, revoke.",
                       rich_markup_mode=None)
app.add_typer(partners_app, name="partners")
app.add_typer(keys_app, name="keys")

AsJson = Annotated[bool, typer.Option("--json", help="Print the body of the matching API answer.")]
AsOfDay = Annotated[str | None, typer.Option(
    "--as-of", metavar="DATE", help="The day of the question (YYYY, YYYY-MM or YYYY-MM-DD); "
                                    "the last day on record if not given.")]
Partner = Annotated[str, typer.Argument(metavar="PARTNER", help="An id or a name.")]
Many = list[str]


class _Globals:
    """What stands before the command."""

    store: str | None = None
    server: str | None = None
    api_key: str | None = None
    quiet: bool = False


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
    _Globals.store, _Globals.server, _Globals.api_key, _Globals.quiet = store, server, api_key, quiet


def _asker() -> LocalAsker | RemoteAsker:
    from api.asking import LocalAsker, RemoteAsker

    if _Globals.server:
        return RemoteAsker(_Globals.server, _Globals.api_key)
    return LocalAsker(_Globals.store)


def _print(answer: Any, as_json: bool, show: str) -> None:
    """The body as JSON, or through the function of this name in ``api.tables``."""
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    from api import tables

    getattr(tables, show)(answer)


# --- questions -------------------------------------------------------------------------------------
@partners_app.command("search")
def partners_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name, an alias, an id, pinyin.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10, as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Organisations whose name is like TEXT, best first, with the reason of the match."""
    with _asker() as ask:
        _print(ask.search(text, limit=limit, as_of=as_of), as_json, "search")


@partners_app.command("show")
def partners_show(partner: Partner, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """One organisation: records, capabilities, channels, partners, needs."""
    with _asker() as ask:
        _print(ask.partner(partner, as_of=as_of), as_json, "profile")


@app.command()
def candidates(
    partner: Partner,
    scorer: Annotated[str, typer.Option(metavar="NAME", help="See `allygraph scorers`.")] = "blend",
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 10,
    need: Annotated[str | None, typer.Option(metavar="ID", help="For one of PARTNER's needs.")] = None,
    exclude: Annotated[Many, typer.Option(metavar="PARTNER", help="Leave out; may be repeated.")] = [],  # noqa: B006
    rival: Annotated[Many, typer.Option(metavar="PARTNER", help="Leave out as a rival.")] = [],  # noqa: B006
    country: Annotated[Many, typer.Option(metavar="CODE", help="Only these countries.")] = [],  # noqa: B006
    industry: Annotated[Many, typer.Option(metavar="ID", help="Only in these industries.")] = [],  # noqa: B006
    kind: Annotated[Many, typer.Option(metavar="KIND", help="Only these kinds.")] = [],  # noqa: B006
    capability: Annotated[Many, typer.Option(metavar="ID", help="Only holders of these.")] = [],  # noqa: B006
    min_support: Annotated[float, typer.Option(min=0, help="Smallest portfolio looked at.")] = 0.0,
    cursor: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Organisations that are not yet partners of PARTNER and would be good ones, with reasons.

    Example: allygraph candidates "Lumora" --need need-cockpit --as-of 2024-02
    """
    with _asker() as ask:
        answer = ask.candidates(
            partner, scorer=scorer, limit=limit, need=need, exclude=exclude, rivals=rival, country=country,
            industry=industry, kind=kind, capability=capability, min_support=min_support, cursor=cursor,
            as_of=as_of,
        )
        _print(answer, as_json, "candidates")


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A")], b: Annotated[str, typer.Argument(metavar="B")],
    scorer: Annotated[Many, typer.Option(metavar="NAME", help="Only these; may be repeated.")] = [],  # noqa: B006
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """A and B by every measure, both ways."""
    with _asker() as ask:
        _print(ask.compare(a, b, scorers=scorer or None, as_of=as_of), as_json, "comparison")


@app.command("map")
def map_(
    partner: Annotated[str | None, typer.Argument(metavar="[PARTNER]", help="Whose candidates are lit.")] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="A file ending in .html or .svg.")] = Path(
        "ecosystem-map.html"),
    need: Annotated[str | None, typer.Option(metavar="ID", help="Candidates for one of PARTNER's needs.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 10, as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Draw the ecosystem by industry, with PARTNER, its partners and its candidates lit."""
    from ecosystem.maps.draw import draw_map

    with _local() as ask:
        answer = ask.eco.candidates(partner, need=need, limit=limit, as_of=as_of) if partner else None
        path = draw_map(ask.eco, out, answer, as_of)
    _print({"map": str(path)}, as_json, "written")


@app.command()
def scorers(as_json: AsJson = False) -> None:
    """Every scorer by name, with what a high score means."""
    with _asker() as ask:
        _print(ask.scorers(), as_json, "scorers")


@app.command()
def status(as_json: AsJson = False) -> None:
    """What the store holds, and which imports it had."""
    with _asker() as ask:
        _print(ask.status(), as_json, "status")


# --- content ---------------------------------------------------------------------------------------
@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Folders or files of tables.")],
    mapping: Annotated[str | None, typer.Option(
        metavar="FILE", help="A mapping file, or the name of a shipped one (cordis-h2020, epoch-ai-models, "
                             "cncf-landscape, nuclear-patents).")] = None,
    max_rejects: Annotated[int | None, typer.Option(min=0, help="Import nothing if more rows are refused.")] = None,
    rejects: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where refused rows are written.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import tables. A killed import goes on where it stopped when it is started again."""
    from api.progress import shown

    with _asker() as ask, shown(_Globals.quiet) as progress:
        answer = ask.import_paths(
            paths, mapping=mapping, max_rejects=max_rejects, rejects_to=rejects, dry_run=dry_run, progress=progress
        )
    _print(answer, as_json, "import_report")


class Format(StrEnum):
    """File formats of an export."""

    csv = "csv"
    csv_gz = "csv.gz"
    parquet = "parquet"


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty folder, or one of an earlier export.")],
    format: Annotated[Format, typer.Option()] = Format.csv, as_json: AsJson = False,
) -> None:
    """Write the whole graph as tables that `import` reads back."""
    from api.progress import shown

    with _local() as ask, shown(_Globals.quiet) as progress:
        counts = ask.eco.export_path(folder, format=format.value, progress=progress)
    _print({"folder": str(folder), "rows": counts}, as_json, "counts")


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read the whole store back: keys, references, types, hashes. Exit code 1 if something is wrong."""
    from ecosystem.answers import body

    with _local() as ask:
        found = ask.eco.store.verify()
    _print(body(found), as_json, "verification")
    if not found.ok:
        raise typer.Exit(1)


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Address of a store.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Address of an empty store.")],
    replace: Annotated[bool, typer.Option("--replace", help="Clear a target that holds something.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy a graph between stores; counts and hashes are compared at the end."""
    from api.asking import opened
    from api.progress import shown
    from ecosystem.stores.transfer import copy as copy_store

    with opened(source) as first, opened(target) as second, shown(_Globals.quiet) as progress:
        copied = copy_store(first, second, replace_content=replace, progress=progress)
    rows = {table: count for table, count in copied.counts.items() if count}
    _print({"from": source, "to": target, "rows": rows, "hashes": dict(copied.hashes)}, as_json, "counts")


# --- care ------------------------------------------------------------------------------------------
@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check store, versions, space, settings; say what to do about what is wrong."""
    from api.doctor import examine

    checks = examine(_Globals.store)
    _print({"checks": checks}, as_json, "checks")
    if any(check["state"] == "wrong" for check in checks):
        raise typer.Exit(1)


@app.command()
def config(as_json: AsJson = False) -> None:
    """Every setting, its value and where it came from. Secrets are not shown."""
    from api.doctor import settings_in_force

    _print({"settings": settings_in_force()}, as_json, "settings")


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the map is written.")] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Load the illustrative ecosystem and show candidates, with reasons, for its carmaker A."""
    from api.demo import show_demo
    from api.progress import shown

    with _local() as ask, shown(_Globals.quiet) as progress:
        _print(show_demo(ask.eco, out, progress), as_json, "demo")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Default: $ALLYGRAPH_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Default: $ALLYGRAPH_PORT, else 8000.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the illustrative ecosystem into an empty store.")] = False,
) -> None:
    """The HTTP API over the store."""
    from api.serving import serve as run

    run(store=_Globals.store, host=host, port=port, demo=demo)


@keys_app.command("create")
def keys_create(
    role: Annotated[str, typer.Option(help="reader, editor or admin")] = "reader",
    label: Annotated[str, typer.Option(help="Whose key it is.")] = "",
    tenant: Annotated[str, typer.Option()] = "default", as_json: AsJson = False,
) -> None:
    """Make a key. It is shown once; only its hash is kept."""
    from api.security import create_key
    from ecosystem.settings import load_settings

    key, record = create_key(load_settings().keys_path, role, tenant=tenant, label=label)
    _print({"key": key, "id": record.id, "role": record.role, "tenant": record.tenant}, as_json, "key_created")


@keys_app.command("list")
def keys_list(as_json: AsJson = False) -> None:
    """The keys by id, role and tenant."""
    from api.security import list_keys
    from ecosystem.settings import load_settings

    known = [
        {"id": each.id, "role": each.role, "tenant": each.tenant, "label": each.label, "created_at": each.created_at}
        for each in list_keys(load_settings().keys_path)
    ]
    _print({"keys": known}, as_json, "keys")


@keys_app.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="From `keys list`.")]) -> None:
    """Make a key useless, at once."""
    from api.security import revoke_key
    from ecosystem.settings import load_settings

    revoke_key(load_settings().keys_path, key_id)
    typer.echo(f"The key {key_id} opens nothing any more.", err=True)


def _local() -> LocalAsker:
    from api.asking import LocalAsker

    if _Globals.server:
        raise typer.BadParameter("this command works on a store, not through a server", param_hint="--server")
    return LocalAsker(_Globals.store)


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
