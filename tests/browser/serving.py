"""How is the application served to a browser? In a thread of this process, on a free port, without keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import uvicorn

from api.app import create_app
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings


@dataclass(frozen=True)
class Site:
    """A server that is asked by a browser: its address, and the facade behind it."""

    address: str
    eco: Ecosystem

    def at(self, path: str) -> str:
        """The whole address of a page: ``site.at("/find?q=a")``."""
        return self.address + path


@contextmanager
def serving(eco: Ecosystem, home: Path) -> Iterator[Site]:
    """The application over an ecosystem."""
    app = create_app(eco, Settings(home=home, auth="off", port=0))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = Thread(target=server.run, name="site", daemon=True)
    thread.start()
    try:
        until = monotonic() + 30
        while not (server.started and app.state.services.warm.is_set()):
            assert thread.is_alive() and monotonic() < until, "the server does not start"
            sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Site(f"http://127.0.0.1:{port}", eco)
    finally:
        server.should_exit = True
        thread.join(20)
