"""Start the HTTP server over a store."""

from __future__ import annotations

import sys

from ecosystem.settings import load_settings


def serve(*, store: str | None, host: str | None, port: int | None, demo: bool) -> None:
    """Open the store, load the demo into it if asked and empty, and serve until told to stop.

    Raises
    ------
    StoreLocked
        if another process owns the file; the message names it.
    InvalidParameter
        for settings that cannot be, e.g. ``ALLYGRAPH_AUTH=off`` on an address that others reach.
    """
    from api.app import create_app, run
    from api.asking import opened
    from api.demo import load_demo
    from ecosystem.service import Ecosystem

    settings = load_settings(store=store, host=host, port=port)
    with opened(settings.store_url) as opened_store, Ecosystem(opened_store, cache=settings.cache) as eco:
        if demo and not eco.store.counts()["partners"]:
            load_demo(eco)
        app = create_app(eco, settings)
        keys = "without keys (loopback only)" if settings.auth == "off" else f"with keys from {settings.keys_path}"
        print(f"Serving {eco.store.url} on http://{settings.host}:{settings.port} {keys}; "
              f"http://{settings.host}:{settings.port}/docs lists the calls. Ctrl-C ends it.", file=sys.stderr)
        run(app, settings)
