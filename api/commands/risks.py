"""What may go wrong with a candidate, who says so, how old is that, and what is not known?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.commands.shared import AsJson, AsOfDay, Many, Partner, asker, show

app = typer.Typer()

For = Annotated[str | None, typer.Option(
    "--for", metavar="ASKER", help="For whom: needs, habits, suppliers and country are compared.")]


@app.command()
def risks(
    partner: Partner, asked_for: For = None,
    compare: Annotated[Many, typer.Option(
        metavar="PARTNER", help="Another candidate to set beside PARTNER; may be repeated.")] = [],  # noqa: B006
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """The risk panorama of PARTNER: what may go wrong, how likely, how grave, and what is not known.

    Example: allygraph risks "Lingxu Technologies" --for a-nev --as-of 2023-11-30
    """
    if compare and asked_for is None:
        raise typer.BadParameter("candidates are compared for somebody: name an ASKER", param_hint="--for")
    with asker() as ask:
        if asked_for is not None and compare:
            candidates = [partner, *compare]
            answer = ask.get(
                f"/v1/partners/{quoted(asked_for)}/risk-comparison",
                lambda eco: eco.risks.compare(asked_for, candidates, as_of=as_of), candidate=candidates, as_of=as_of,
            )
            show(answer, as_json, "risks.comparison")
            return
        answer = ask.get(
            f"/v1/partners/{quoted(partner)}/risks",
            lambda eco: eco.risks.panorama(partner, asked_for, as_of=as_of), asker=asked_for, as_of=as_of,
        )
        show(answer, as_json, "risks.panorama")


@app.command()
def diligence(partner: Partner, asked_for: For = None, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """The due-diligence checklist of PARTNER: what is known, has run out, or has to be asked for."""
    with asker() as ask:
        answer = ask.get(
            f"/v1/partners/{quoted(partner)}/due-diligence",
            lambda eco: eco.risks.checklist(partner, asked_for, as_of=as_of), asker=asked_for, as_of=as_of,
        )
        show(answer, as_json, "risks.checklist")
