"""What may be wrong with this installation, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import Any, Final, Literal

from pydantic import SecretStr

from ecosystem.errors import AllygraphError
from ecosystem.settings import PREFIX, Settings, load_settings

State = Literal["right", "note", "wrong"]
Check = dict[str, str | None]

_NEEDED: Final = ("duckdb", "fastapi", "neo4j", "networkx", "numpy", "pandas", "scikit-learn", "scipy", "typer")
_FASTER: Final = {"numba": "answers over millions of partners", "neo4j-rust-ext": "reading from Neo4j"}
_LITTLE_SPACE: Final = 1 << 30


def examine(store: str | None) -> list[Check]:
    """Each check with its state, what was found, and advice where something can be done."""
    return list(_checks(store))


def _checks(store: str | None) -> Iterator[Check]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield _check("Python", "right" if sys.version_info >= (3, 11) else "wrong", python, "install 3.11 or newer")
    for name in _NEEDED:
        yield _package(name)
    for name, speeds_up in _FASTER.items():
        yield _package(name, optional=f"pip install 'allygraph[fast]' speeds up {speeds_up}")
    try:
        settings = load_settings(store=store)
    except AllygraphError as error:
        yield _check("settings", "wrong", str(error), "correct the variable")
        return
    yield _check("settings", "right", f"{len(_from_environment())} set by {PREFIX}* variables")
    yield _space(settings)
    yield from _store(settings)
    if settings.auth == "off":
        yield _check("keys", "note", "no key is asked for", f"unset {PREFIX}AUTH before others can reach the server")
    elif not settings.keys_path.exists():
        yield _check("keys", "note", "there is no API key", "`allygraph keys create --role admin` makes one")
    else:
        yield _check("keys", "right", str(settings.keys_path))


def _check(name: str, state: State, found: str, advice: str | None = None) -> Check:
    return {"name": name, "state": state, "found": found, "advice": None if state == "right" else advice}


def _package(name: str, optional: str | None = None) -> Check:
    try:
        return _check(name, "right", metadata.version(name))
    except metadata.PackageNotFoundError:
        return _check(name, "note" if optional else "wrong", "not installed", optional or f"pip install {name}")


def _space(settings: Settings) -> Check:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state: State = "right" if free > _LITTLE_SPACE else "wrong"
    found = f"{free / (1 << 30):.1f} GiB in {folder}"
    return _check("free space", state, found, "make room: imports need 3 × their size")


def _store(settings: Settings) -> Iterator[Check]:
    from api.asking import opened
    from ecosystem.stores.duckdb_file import path_of

    url = settings.store_url
    try:
        if url.startswith("duckdb:") and not path_of(url).exists():
            advice = "`allygraph demo` or `allygraph import` makes it"
            yield _check("store", "note", f"{url} does not exist yet", advice)
            return
        with opened(url) as store:
            rows = sum(store.counts().values())
            unfinished = [record.import_id for record in store.imports() if record.state == "open"]
            yield _check("store", "right", f"{store.url}: {rows:,} rows, commit {store.commit_seq}")
            if unfinished:
                yield _check("imports", "note", f"not finished: {', '.join(unfinished)}", "start the same import again")
    except AllygraphError as error:
        yield _check("store", "wrong", str(error), "see the message; nothing was changed")


def settings_in_force() -> list[dict[str, Any]]:
    """Every setting with its value (secrets hidden) and where it came from."""
    settings, given = load_settings(), _from_environment()
    return [
        {
            "name": f"{PREFIX}{name.upper()}",
            "value": _shown(getattr(settings, name)),
            "origin": "environment" if name in given else "default",
        }
        for name in Settings.model_fields
    ]


def _shown(value: object) -> str | None:
    if value is None:
        return None
    return "(hidden)" if isinstance(value, SecretStr) else str(value)


def _from_environment() -> set[str]:
    return {name for name in Settings.model_fields if os.environ.get(f"{PREFIX}{name.upper()}")}
