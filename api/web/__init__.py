"""The pages: server-rendered HTML on the API's own application, working as plain links and forms first.

A page is a handler in ``pages/<topic>.py``, a template beside the others in ``templates/`` and its words
in ``locale/zh/<topic>.po``. A handler is given ``page: Page``, asks the facade through ``page.ask.eco``
and returns ``page.show("name.html", …)``; it translates and computes nothing. A handler that changes
something is a POST, is given ``page: Changing`` (which has checked the form's token) and returns
``page.changed(back, message, undo=Undo(…))``. Every handler has an ``operation_id`` that begins with
``page_`` and a row in ``api.security.OPERATIONS``. htmx takes parts out of whole pages
(``hx-select``), so that there is one template for each address and nothing else.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

NEEDED = ("jinja2", "babel", "python_multipart")


def missing() -> list[str]:
    """What the pages need and is not installed (extra ``web``)."""
    return [name for name in NEEDED if find_spec(name) is None]


def routers() -> tuple[APIRouter, ...]:
    """The routers of all pages; none where the extra ``web`` is not installed."""
    if missing():
        return ()
    from api.web.pages import (
        backtest,
        brief,
        candidates,
        charts,
        comparison,
        data,
        find,
        fit,
        home,
        map,
        profile,
        radar,
        requirements,
        risks,
        session,
        shortlist,
        whatif,
    )
    from api.web.static_files import router as static

    return (static, session.router, home.router, find.router, profile.router, data.router, map.router,
            candidates.router, shortlist.router, brief.router, charts.router, radar.router, fit.router, risks.router,
            backtest.router, whatif.router, comparison.router, requirements.router)
