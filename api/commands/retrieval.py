"""Whom should a slower measure look at, and who is most alike, for everybody at once?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.shared import AsJson, AsOfDay, Partner, asker, local, show
from ecosystem.errors import InvalidParameter

app = typer.Typer()


@app.command()
def retrieve(
    partner: Partner,
    per_route: Annotated[int, typer.Option(min=1, max=1_000, help="How many of each route.")] = 10,
    corrected: Annotated[bool, typer.Option("--corrected", help="Set hubs back on the route by content.")] = False,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Candidates by three exact routes (content, network, complement), with the routes that found each."""
    from api.asking import quoted

    with asker() as ask:
        answer = ask.get(f"/v1/partners/{quoted(partner)}/retrieval", lambda eco: eco.retrieval.candidates(
            partner, per_route=per_route, corrected=corrected, as_of=as_of),
            per_route=per_route, corrected=corrected, as_of=as_of)
        show(answer, as_json, "retrieval.retrieval")


@app.command()
def alike(
    out: Annotated[Path, typer.Option(metavar="FILE", help="A file ending in .csv or .parquet.")] = Path("alike.csv"),
    k: Annotated[int, typer.Option("--k", min=1, max=1_000, help="How many for each organisation.")] = 20,
    with_partners: Annotated[bool, typer.Option("--with-partners", help="Keep those who are partners.")] = False,
    threads: Annotated[int, typer.Option(min=1, max=64)] = 1,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Write the most alike of every organisation by TF-IDF cosine, exact, partners left out."""
    if out.suffix not in {".csv", ".parquet"}:
        raise InvalidParameter(f"The file {out.name!r} ends in {out.suffix!r}; it can be .csv or .parquet.")
    with local() as ask:
        frame = ask.eco.retrieval.alike(k, with_partners=with_partners, threads=threads, as_of=as_of)
    try:
        frame.to_csv(out, index=False) if out.suffix == ".csv" else _write_parquet(frame, out)
    except OSError as error:
        raise InvalidParameter(f"The pairs cannot be written to {str(out)!r}: {error}.") from error
    show({"pairs": str(out), "rows": len(frame)}, as_json, "retrieval.pairs")


def _write_parquet(frame: object, out: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.register("pairs", frame)
        connection.table("pairs").write_parquet(str(out))
