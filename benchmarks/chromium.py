"""Which Chromium opens pages here, and how is it started?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS: Final = ("--no-sandbox", "--disable-dev-shm-usage")
PLAIN: Final = (*FLAGS, "--disable-gpu", "--disable-3d-apis")
"""Without a graphics card and without WebGL."""


@contextmanager
def browser(flags: tuple[str, ...] = PLAIN) -> Iterator[Browser]:
    """A Chromium that is closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_chromium(), args=list(flags))
        try:
            yield started
        finally:
            started.close()


def why_no_browser() -> str:
    """Empty where pages can be opened."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed"
    return "" if _chromium() else "Chromium is not installed (Debian: apt-get install chromium)"


def _chromium() -> str | None:
    return os.environ.get("ALLYGRAPH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
