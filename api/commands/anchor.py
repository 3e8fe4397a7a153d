"""Commands about the anchor of maps: keep the ground of a day, look which one is kept, forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.commands.shared import AsJson, AsOfDay, asker, group, show

if TYPE_CHECKING:
    from ecosystem.answers.maps import MapAnchor
    from ecosystem.service import Ecosystem

app = group("Keep organisations where they stand on maps when new data come.")
_PATH: Final = "/v1/map_anchor"


@app.command("set")
def set_(as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Keep the ground of a day: maps of that day and of later ones are made from it."""
    with asker() as ask:
        answer = ask.send("PUT", _PATH, {}, lambda eco: eco.maps.anchor(as_of), as_of=as_of)
    show(answer, as_json, "maps.anchored")


@app.command("show")
def show_(as_json: AsJson = False) -> None:
    """The day whose ground maps follow."""
    with asker() as ask:
        answer = ask.get(_PATH, lambda eco: eco.maps.anchored())
    show(answer, as_json, "maps.anchored")


@app.command()
def release(as_json: AsJson = False) -> None:
    """Forget the anchor: each map is made from its own data again."""
    def forgotten(eco: Ecosystem) -> MapAnchor:
        eco.maps.release()
        return eco.maps.anchored()

    with asker() as ask:
        answer = ask.send("DELETE", _PATH, {}, forgotten)
    show(answer, as_json, "maps.anchored")
