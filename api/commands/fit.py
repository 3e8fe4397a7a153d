"""Do strategy, capability and culture go together, and which fact would change the answer?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.asking import quoted
from api.commands.shared import AsJson, AsOfDay, Many, Partner, asker, group, show
from ecosystem.errors import InvalidParameter

app = group("Fit of strategy, capability and culture: candidates, reasons, the next question.")

Weights = Annotated[Many, typer.Option(
    "--weight", metavar="NAME:NUMBER", help="What a dimension or part counts relative to the others; repeat it.")]
Power = Annotated[float, typer.Option(help="Of the mean over dimensions: 1 compensates, -1 hardly, -inf not at all.")]
Order = Annotated[str, typer.Option(metavar="low|midpoint", help="Rank by what is certain, or by the middle.")]
Wish = Annotated[float, typer.Option(min=0, max=1, help="The overlap of portfolios that is wished for.")]
Unknown = Annotated[str, typer.Option(metavar="whole|population", help="What an unknown part may be.")]
Veto = Annotated[Many, typer.Option(metavar="NAME:NUMBER", help="Flag whoever is below; repeat it.")]
NeedId = Annotated[str | None, typer.Option("--need", metavar="ID", help="One need of PARTNER that alone counts.")]


@app.command()
def candidates(
    partner: Partner,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    draws: Annotated[int, typer.Option(min=0, max=100_000, help="Of weights and unknown scores; 0 for none.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")] = 0,
    band: Annotated[float | None, typer.Option(min=0, max=1, help="Draw weights only so far from the given.")] = None,
    weights: Weights = [], power: Power = -1.0, order: Order = "low", wish: Wish = 0.5,  # noqa: B006
    unknown: Unknown = "whole", veto: Veto = [], need: NeedId = None,  # noqa: B006
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Who fits PARTNER best, between which bounds, and how firm that order is.

    Example: allygraph fit candidates a-nev --as-of 2023-11-30 --weight culture:2
    """
    asked: dict[str, Any] = {
        "limit": limit, "draws": draws, "seed": seed, "band": band, "weights": weights or None, "power": power,
        "order": order, "wish": wish, "unknown": unknown, "veto": veto or None, "need": need, "as_of": as_of,
    }
    with asker() as ask:
        answer = ask.get(f"/v1/partners/{quoted(partner)}/fit",
                         lambda eco: eco.fit.candidates(partner, **asked), **asked)
    show(answer, as_json, "fit.candidates")


@app.command()
def explain(
    partner: Partner,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="An id or a name.")],
    target: Annotated[float | None, typer.Option(min=0, max=1, help="What would raise the fit to this?")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="What would bring it among so many first ones?")] = None,
    weights: Weights = [], power: Power = -1.0, order: Order = "low", wish: Wish = 0.5,  # noqa: B006
    unknown: Unknown = "whole", veto: Veto = [], need: NeedId = None,  # noqa: B006
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Why OTHER fits PARTNER as it does, part by part, and what would raise the fit."""
    asked: dict[str, Any] = {
        "target": target, "top": top, "weights": weights or None, "power": power, "order": order, "wish": wish,
        "unknown": unknown, "veto": veto or None, "need": need, "as_of": as_of,
    }
    path = f"/v1/partners/{quoted(partner)}/fit/{quoted(other)}"
    with asker() as ask:
        answer = ask.get(path, lambda eco: eco.fit.explain(partner, other, **asked), **asked)
    show(answer, as_json, "fit.explanation")


@app.command()
def narrow(
    partner: Partner,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="An id or a name.")],
    weights: Weights = [], power: Power = -1.0, order: Order = "low", wish: Wish = 0.5,  # noqa: B006
    unknown: Unknown = "whole", veto: Veto = [], need: NeedId = None,  # noqa: B006
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Which question about one pair is expected to narrow its interval most."""
    asked: dict[str, Any] = {"weights": weights or None, "power": power, "order": order, "wish": wish,
                             "unknown": unknown, "veto": veto or None, "need": need, "as_of": as_of}
    path = f"/v1/partners/{quoted(partner)}/fit/{quoted(other)}/questions"
    with asker() as ask:
        answer = ask.get(path, lambda eco: eco.fit.narrowing(partner, other, **asked), **asked)
    show(answer, as_json, "fit.narrowing")


@app.command()
def questions(
    partner: Partner,
    top: Annotated[int, typer.Option(min=1, max=100, help="How many first places are looked at.")] = 10,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    prior: Annotated[str, typer.Option(metavar="uniform|population", help="What an answer may be.")] = "uniform",
    weights: Weights = [], power: Power = -1.0, order: Order = "low", wish: Wish = 0.5,  # noqa: B006
    unknown: Unknown = "whole", veto: Veto = [], need: NeedId = None,  # noqa: B006
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Which fact to ask for next: what would change the first places most, in English and Chinese."""
    asked: dict[str, Any] = {
        "top": top, "limit": limit, "prior": prior, "weights": weights or None, "power": power, "order": order,
        "wish": wish, "unknown": unknown, "veto": veto or None, "need": need, "as_of": as_of,
    }
    with asker() as ask:
        answer = ask.get(f"/v1/partners/{quoted(partner)}/fit-questions",
                         lambda eco: eco.fit.questions(partner, **asked), **asked)
    show(answer, as_json, "fit.questions")


@app.command()
def observed(partner: Partner, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """What PARTNER's partnerships, past and running, show of how it works with others."""
    with asker() as ask:
        answer = ask.get(f"/v1/partners/{quoted(partner)}/observed-traits",
                         lambda eco: eco.fit.observed(partner, as_of=as_of), as_of=as_of)
    show(answer, as_json, "fit.observed")


@app.command()
def questionnaire(
    lang: Annotated[str, typer.Option(metavar="en|zh", help="English or Chinese.")] = "en", as_json: AsJson = False,
) -> None:
    """What to ask an organisation: the questions and the answers that are possible."""
    with asker() as ask:
        answer = ask.get("/v1/questionnaire", lambda eco: eco.fit.questionnaire(lang), lang=lang)
    show(answer, as_json, "fit.questionnaire")


@app.command()
def answer(
    partner: Partner,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON: question: option or number.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the interview, YYYY-MM-DD.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Who asked.")] = "interviews",
    as_json: AsJson = False,
) -> None:
    """Write down the traits that follow from PARTNER's answers in FILE."""
    given = _read(file)
    content = {"answers": given, "on": on, "source": source}
    with asker() as ask:
        recorded = ask.send("POST", f"/v1/partners/{quoted(partner)}/answers", content,
                            lambda eco: eco.fit.record_answers(partner, given, on=on, source=source))
    show(recorded, as_json, "fit.recorded")


def _read(file: Path) -> dict[str, Any]:
    """Answers from a file; JSON is YAML as well."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
    except (OSError, ValueError, YAMLError) as error:
        raise InvalidParameter(f"The answers in {str(file)!r} cannot be read: {error}.") from error
    if not isinstance(found, dict):
        raise InvalidParameter(f"{str(file)!r} holds no answers; a line of it is QUESTION: ANSWER.")
    return {str(name): value for name, value in found.items()}
