"""The table of settings in the docs says what the code does; the settings behave as it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ecosystem.errors import InvalidParameter
from ecosystem.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def shown(value: object) -> str:
    return "" if value is None or value == "" else f"`{value}`"


def documented_rows() -> dict[str, tuple[str, str]]:
    rows = {}
    for line in (ROOT / "docs" / "settings.md").read_text("utf-8").splitlines():
        if line.startswith(f"| `{PREFIX}"):
            name, default, about = (cell.strip() for cell in line.strip("|").split("|"))
            rows[name.strip("`")] = (default, about)
    return rows


def test_the_table_in_the_docs_is_the_settings_class() -> None:
    expected = {
        f"{PREFIX}{name.upper()}": (
            "`~/.local/share/allygraph`" if name == "home" else shown(field.default),
            field.description,
        )
        for name, field in Settings.model_fields.items()
    }
    assert documented_rows() == expected


def test_the_environment_is_read_when_settings_are_built_and_a_flag_goes_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALLYGRAPH_PORT", "8123")
    monkeypatch.setenv("ALLYGRAPH_HOST", "")
    assert load_settings().port == 8123
    assert load_settings(port=None).port == 8123
    assert load_settings(port=9000).port == 9000
    assert load_settings().host == "127.0.0.1"


def test_importing_the_settings_reads_no_environment() -> None:
    program = (
        "import os\n"
        "class Watched(dict):\n"
        "    def __getitem__(self, name):\n"
        "        seen.append(name); return super().__getitem__(name)\n"
        "    def get(self, name, default=None):\n"
        "        seen.append(name); return super().get(name, default)\n"
        "seen = []\n"
        "import pydantic_settings\n"
        "os.environ = Watched(os.environ)\n"
        "import ecosystem.settings\n"
        "print([n for n in seen if str(n).startswith(('ALLYGRAPH', 'XDG', 'HOME'))])\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_wrong_value_is_a_sentence_with_the_name_of_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLYGRAPH_PORT", "eighty")
    with pytest.raises(InvalidParameter, match=r"ALLYGRAPH_PORT is 'eighty': .*integer"):
        load_settings()


def test_a_secret_is_shown_neither_in_errors_nor_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLYGRAPH_SECRET", "too-short-word")
    with pytest.raises(InvalidParameter) as refused:
        load_settings()
    assert "too-short-word" not in str(refused.value)
    monkeypatch.setenv("ALLYGRAPH_SECRET", "a-long-enough-secret-word")
    assert "long-enough" not in repr(load_settings())


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("päss\n", "utf-8")
    password = load_settings(neo4j_password_file=file).neo4j_password
    assert password is not None and password.get_secret_value() == "päss"
    with pytest.raises(InvalidParameter, match="both set"):
        load_settings(neo4j_password_file=file, neo4j_password="other")
    with pytest.raises(InvalidParameter, match=r"cannot be read: No such file"):
        load_settings(neo4j_password_file=tmp_path / "missing")


def test_the_store_is_an_embedded_file_in_the_home_folder_if_nothing_is_said(tmp_path: Path) -> None:
    assert load_settings(home=tmp_path).store_url == f"duckdb:{tmp_path / 'allygraph.duckdb'}"
    assert load_settings(home=tmp_path, store="memory:").store_url == "memory:"
