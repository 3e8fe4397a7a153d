"""What we ship depends on permissive licences only: every distribution of the runtime, read from its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement

PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|0BSD|Zlib|CC0|Unlicense)\b", re.IGNORECASE
)
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU|EUPL|SSPL)\b", re.IGNORECASE)


def runtime(name: str, extras: tuple[str, ...] = (), seen: set[str] | None = None) -> Iterator[str]:
    """Names of the distributions that ``name`` needs at run time, itself not included."""
    seen = set() if seen is None else seen
    for line in metadata.requires(name) or ():
        need = Requirement(line)
        if need.marker is not None and not any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            continue
        if (key := need.name.lower().replace("_", "-")) not in seen:
            seen.add(key)
            yield need.name
            yield from runtime(need.name, tuple(need.extras), seen)


def licence(name: str) -> str:
    """What a distribution says of its licence: the expression, else classifiers, else the first line of text."""
    about = metadata.metadata(name)
    classifiers = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if "License ::" in each]
    text = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or "; ".join(classifiers) or (text[0] if text else "")


def test_every_runtime_dependency_has_a_permissive_licence() -> None:
    extras = ("fast", "analysis", "web", "export", "notebook")
    found = {name: licence(name) for name in sorted(set(runtime("allygraph", extras)))}
    assert len(found) > 60 and {"duckdb", "neo4j"} <= set(found)
    assert {name: text for name, text in found.items() if not PERMISSIVE.search(text)} == {}
    # numpy and scipy name the licences of bundled parts (GCC runtime with its exception) beside their own BSD
    # and Pyphen may be taken under the Mozilla licence, as one of three.
    choice = re.compile(r"BSD|Mozilla|MPL")
    assert {name: text for name, text in found.items() if COPYLEFT.search(text) and not choice.search(text)} == {}
