"""What does an organisation need, who meets it, and which few partners cover it together?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from api.asking import quoted
from api.clock import stamp, today
from api.commands.shared import AsJson, AsOfDay, Many, Partner, asker, group, show
from ecosystem.errors import InvalidParameter

app = group("What an organisation requires of partners: standards, versions, who covers it, the smallest set.")

Strategy = Annotated[str | None, typer.Option(metavar="ID", help="One strategy; all that stand if not given.")]
Enough = Annotated[float, typer.Option(metavar="LEVEL", help="The level from which a capability counts as held.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the change; today if not given.")]
_HERE = "requirements"


@app.command("show")
def show_(partner: Partner, strategy: Strategy = None, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Strategies, needs, capabilities and standards of PARTNER; with --strategy an ended version too.

    Example: allygraph requirements show a-nev --json > f.json, edit it, allygraph requirements save f.json
    """
    with asker() as ask:
        answer = ask.get(_path(partner), lambda eco: eco.requirements.graph(partner, strategy, as_of=as_of),
                         strategy=strategy, as_of=as_of)
    show(answer, as_json, f"{_HERE}.graph")


@app.command()
def versions(partner: Partner, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Every version of PARTNER's strategies, and what each changed."""
    with asker() as ask:
        answer = ask.get(_path(partner, "versions"), lambda eco: eco.requirements.versions(partner, as_of=as_of),
                         as_of=as_of)
    show(answer, as_json, f"{_HERE}.versions")


@app.command()
def template(partner: Partner, strategy: Strategy = None, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """A strategy of PARTNER as YAML to edit and save; an example where there is none yet."""
    with asker() as ask:
        answer = ask.get(_path(partner, "template"),
                         lambda eco: eco.requirements.template(partner, strategy, as_of=as_of),
                         strategy=strategy, as_of=as_of)
    show(answer, as_json, f"{_HERE}.template")


@app.command()
def coverage(
    partner: Partner,
    partners: Annotated[list[str] | None, typer.Argument(
        metavar="[OTHER]…", help="Whose coverage; today's partners and the own group if not given.")] = None,
    strategy: Strategy = None, enough: Enough = 0.5, as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """What others cover of what PARTNER requires, one by one and together, at least and at most."""
    with asker() as ask:
        answer = ask.get(
            _path(partner, "coverage"),
            lambda eco: eco.requirements.coverage(partner, partners or None, strategy=strategy, enough=enough,
                                                  as_of=as_of),
            partner=partners, strategy=strategy, enough=enough, as_of=as_of,
        )
    show(answer, as_json, f"{_HERE}.coverage")


@app.command()
def cover(
    partner: Partner,
    most: Annotated[int | None, typer.Option(min=1, max=100, help="How many partners at most.")] = None,
    cost: Annotated[Many, typer.Option(metavar="PARTNER=NUMBER", help="1 for all others; repeat it.")] = [],  # noqa: B006
    budget: Annotated[float | None, typer.Option(min=0, help="What all of them may cost.")] = None,
    goal: Annotated[str, typer.Option(metavar="musts|all", help="What is to be covered.")] = "musts",
    hopeful: Annotated[bool, typer.Option("--hopeful", help="Count standards nothing is known of as met.")] = False,
    new_only: Annotated[bool, typer.Option(
        "--new-only", help="Leave out today's partners; what they cover is covered.")] = False,
    exclude: Annotated[Many, typer.Option(metavar="PARTNER", help="Leave out; may be repeated.")] = [],  # noqa: B006
    strategy: Strategy = None, enough: Enough = 0.5, as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """The smallest (with costs: cheapest) set of partners that covers every must of PARTNER.

    Example: allygraph requirements cover a-nev --as-of 2023-11-30
    """
    from ecosystem.planning.requirements.cover import costs_in

    asked: dict[str, Any] = {
        "most": most, "budget": budget, "goal": goal, "hopeful": hopeful, "new_only": new_only, "exclude": exclude,
        "strategy": strategy, "enough": enough, "as_of": as_of,
    }
    costs = costs_in(cost)
    sent = asked | {name: str(asked[name]).lower() for name in ("hopeful", "new_only")} | {"cost": cost}
    with asker() as ask:
        answer = ask.get(_path(partner, "cover"),
                         lambda eco: eco.requirements.cover(partner, cost=costs, **asked), **sent)
    show(answer, as_json, f"{_HERE}.cover")


@app.command()
def save(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON or YAML, as show --json and template print it.")],
    on: On = None, as_json: AsJson = False,
) -> None:
    """Write the strategy in FILE: a new one, or a new version of the one that it names."""
    from ecosystem.planning.requirements.document import documents_in, partner_in

    given = _read(file)
    partner = next((whose for each in documents_in(given) if (whose := partner_in(each))), None)
    if partner is None:
        raise InvalidParameter(f"{str(file)!r} does not say whose requirements it holds; add a line partner: ID.")
    day, now = on or today().isoformat(), stamp()
    with asker() as ask:
        answer = ask.send("POST", _path(partner), given,
                          lambda eco: eco.requirements.save(given, on=day, now=now), on=on)
    show(answer, as_json, f"{_HERE}.saved")


@app.command()
def restore(
    partner: Partner,
    version: Annotated[str, typer.Argument(metavar="ID", help="A version that `requirements versions` lists.")],
    on: On = None, as_json: AsJson = False,
) -> None:
    """Make what the version ID of PARTNER's strategy required stand again, as a new version."""
    day, now = on or today().isoformat(), stamp()
    with asker() as ask:
        answer = ask.send("POST", _path(partner, "restore"), {"strategy": version},
                          lambda eco: eco.requirements.restore(partner, version, on=day, now=now), on=on)
    show(answer, as_json, f"{_HERE}.saved")


@app.command()
def end(
    partner: Partner,
    version: Annotated[str, typer.Argument(metavar="ID", help="The strategy, by the version that stands.")],
    on: On = None, as_json: AsJson = False,
) -> None:
    """End a strategy of PARTNER: from a day on it stands no more; `requirements restore` brings it back."""
    day, now = on or today().isoformat(), stamp()
    with asker() as ask:
        answer = ask.send("DELETE", _path(partner), {},
                          lambda eco: eco.requirements.withdraw(partner, version, on=day, now=now),
                          strategy=version, on=on)
    show(answer, as_json, f"{_HERE}.saved")


def _path(partner: str, *below: str) -> str:
    return "/".join((f"/v1/partners/{quoted(partner)}/requirements", *below))


def _read(file: Path) -> dict[str, Any]:
    """A document from a file; JSON is YAML as well."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = file.read_text("utf-8")
        found = json.loads(text) if file.suffix == ".json" else YAML(typ="safe", pure=True).load(text)
    except (OSError, ValueError, YAMLError, RecursionError) as error:
        raise InvalidParameter(f"The requirements in {str(file)!r} cannot be read: {error}.") from error
    if not isinstance(found, dict):
        raise InvalidParameter(f"{str(file)!r} holds no requirements; `allygraph requirements template` shows a form.")
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str))  # days are text, as a server is sent them
    return plain
