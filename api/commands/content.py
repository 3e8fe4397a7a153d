"""What is in the store: import, export, check, copy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.commands.shared import AsJson, Globals, asker, local, show

app = typer.Typer()



@app.command()
def status(as_json: AsJson = False) -> None:
    """What the store holds, and which imports it had."""
    with asker() as ask:
        show(ask.status(), as_json, "content.status")


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

    with asker() as ask, shown(Globals.quiet) as progress:
        answer = ask.import_paths(
            paths, mapping=mapping, max_rejects=max_rejects, rejects_to=rejects, dry_run=dry_run, progress=progress
        )
    show(answer, as_json, "content.import_report")


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

    with local() as ask, shown(Globals.quiet) as progress:
        counts = ask.eco.export_path(folder, format=format.value, progress=progress)
    show({"folder": str(folder), "rows": counts}, as_json, "content.counts")


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read the whole store back: keys, references, types, hashes. Exit code 1 if something is wrong."""
    from ecosystem.answers import body

    with local() as ask:
        found = ask.eco.store.verify()
    show(body(found), as_json, "content.verification")
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

    with opened(source) as first, opened(target) as second, shown(Globals.quiet) as progress:
        copied = copy_store(first, second, replace_content=replace, progress=progress)
    rows = {table: count for table, count in copied.counts.items() if count}
    show({"from": source, "to": target, "rows": rows, "hashes": dict(copied.hashes)}, as_json, "content.counts")
