"""The command that prints a brief about one candidate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.asking import quoted
from api.commands.shared import AsOfDay, Partner, asker
from ecosystem.errors import InvalidParameter

app = typer.Typer()


@app.command()
def brief(
    partner: Partner,
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE", help="An id or a name.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="The file that is written.")],
    language: Annotated[str, typer.Option(metavar="en|zh", help="Of titles and labels.")] = "en",
    as_of: AsOfDay = None,
) -> None:
    """Two pages about CANDIDATE for whoever decides at PARTNER: why, both sides, risks, fit, what is open.

    Example: allygraph brief a-nev b-tech brief.pdf --as-of 2023-11-30
    """
    if out.suffix.lower() != ".pdf":
        raise InvalidParameter(f"A brief is written as PDF; name a file that ends in .pdf, not {str(out)!r}.")
    path = f"/v1/partners/{quoted(partner)}/briefs/{quoted(candidate)}"
    with asker() as ask:
        content = ask.file(path, lambda eco: _printed(eco, partner, candidate, language, as_of),
                           format="pdf", language=language, as_of=as_of)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InvalidParameter(f"{str(out)!r} cannot be written: {error}.") from error
    typer.echo(f"Written: {out}", err=True)


def _printed(eco: object, partner: str, candidate: str, language: str, as_of: str | None) -> bytes:
    from api.briefs import printed
    from ecosystem.service import Ecosystem

    assert isinstance(eco, Ecosystem)
    return printed(eco, eco.brief(partner, candidate, as_of=as_of), language)
