"""Which libraries draw, and what if they are not installed?"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

from ecosystem.errors import InvalidParameter

_EXTRA: Final = {"altair": "export", "vl_convert": "export"}


def altair() -> ModuleType:
    """Altair, loaded when it is first needed.

    Raises
    ------
    InvalidParameter
        naming the extra, where it is not installed.
    """
    return _loaded("altair", "Charts are drawn")


def vl_convert() -> ModuleType:
    """The library that makes SVG, PNG and PDF of a chart without a browser.

    Raises
    ------
    InvalidParameter
    """
    return _loaded("vl_convert", "Charts become pictures")


def _loaded(name: str, what: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        extra = _EXTRA[name]
        raise InvalidParameter(
            f"{what} with {name}, which is not installed: pip install 'allygraph[{extra}]'.") from error
