"""A server over the tiny ecosystem of requirements, asked by an editor and by a reader."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.security import create_key
from ecosystem.settings import Settings
from tests.ecosystem.planning.requiring import tiny


class Asked:
    """A server over the tiny ecosystem, and a client for each of two roles."""

    def __init__(self, home: Path) -> None:
        self.eco = tiny()
        settings = Settings(home=home, secret="a secret for the tests")
        app = create_app(self.eco, settings)
        self.editor, self.reader = (
            TestClient(app, base_url="http://127.0.0.1",
                       headers={"authorization": f"Bearer {create_key(settings.keys_path, role)[0]}"})
            for role in ("editor", "reader"))
