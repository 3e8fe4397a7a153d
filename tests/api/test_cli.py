"""The command line as a person types it: answers, refusals, exit codes, and the same body as the API."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.tables.base import clean
from ecosystem import Ecosystem, demo
from ecosystem.demo import CASE
from ecosystem.settings import load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An embedded store with the demo in it, closed so that commands can open it."""
    url = f"duckdb:{tmp_path_factory.mktemp('cli') / 'demo.duckdb'}"
    with Ecosystem(url) as eco:
        eco.import_frames(demo.generate(), now="2026-01-01T00:00:00Z")
    return url


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, home: Path | None = None) -> Ended:
    """Run the command line in this process: a new one would import everything again."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLYGRAPH_")}
    if home is not None:
        environment["ALLYGRAPH_HOME"] = str(home)
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.dict(os.environ, environment, clear=True), mock.patch.object(sys, "argv", ["allygraph", *words]),
        redirect_stdout(out), redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Ended(code, out.getvalue(), err.getvalue())


def typed(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it as a person does, in a process of its own."""
    command = [sys.executable, "-m", "api.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment})


def serving(eco: Ecosystem) -> TestClient:
    return TestClient(create_app(eco, load_settings(auth="off")), base_url="http://127.0.0.1")


def answer(*words: str) -> Any:
    done = run(*words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_json_is_the_body_of_the_matching_api_answer(store: str) -> None:
    from_cli = [
        answer("--store", store, "candidates", CASE.a, "--as-of", CASE.asked_on, "--limit", "3", "--json"),
        answer("--store", store, "compare", CASE.a, CASE.b, "--as-of", CASE.asked_on, "--json"),
        answer("--store", store, "partners", "search", "lingxu", "--limit", "2", "--json"),
        answer("--store", store, "partners", "show", CASE.b, "--json"),
        answer("--store", store, "scorers", "--json"),
    ]
    with Ecosystem(store) as eco, serving(eco) as client:
        from_api = [client.get(f"/v1/{path}").json() for path in (
            f"partners/{CASE.a}/candidates?as_of={CASE.asked_on}&limit=3",
            f"compare?a={CASE.a}&b={CASE.b}&as_of={CASE.asked_on}",
            "partners?q=lingxu&limit=2", f"partners/{CASE.b}", "scorers",
        )]
    for mine, theirs in zip(from_cli, from_api, strict=True):
        assert {**mine, "next": None} == {**theirs, "next": None}, "only the API signs its cursors"


def test_the_table_shows_rank_name_score_and_reasons(store: str) -> None:
    done = run("--store", store, "candidates", "朔野汽车", "--need", CASE.need, "--as-of", CASE.asked_on)
    assert done.returncode == 0 and done.stderr == ""
    assert "1  Lingxu Technologies" in done.stdout and "Multimodal interaction" in done.stdout


@pytest.mark.parametrize(("words", "says"), [
    (("candidates", "Shuoje Motors Ltd"), "did you mean"),
    (("candidates", CASE.a, "--as-of", "2019-02-30"), "not a day that exists"),
    (("candidates", CASE.a, "--scorer", "best"), "There is no scorer 'best'"),
    (("candidates", CASE.a, "--need", "nothing"), "There is no Need"),
    (("import", "/nowhere/at/all"), "/nowhere/at/all"),
])
def test_what_cannot_be_is_refused_with_one_sentence_and_exit_code_1(
    store: str, words: tuple[str, ...], says: str
) -> None:
    done = run("--store", store, *words)
    assert done.returncode == 1 and done.stdout == ""
    assert says in done.stderr and done.stderr.startswith("allygraph: ") and "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [
    ("candidates",), ("candidates", "a", "--limit", "0"), ("nonsense",),
    ("--store", "memory:", "--server", "http://x", "status"),
])
def test_wrong_usage_is_exit_code_2(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2 and "Traceback" not in done.stderr


@pytest.mark.parametrize(("url", "says"), [
    ("sqlite:x.db", "not a store"), ("duckdb:/nowhere/at/all/x.duckdb", "/nowhere/at/all"),
])
def test_an_address_that_cannot_be_opened_says_why(url: str, says: str) -> None:
    done = run("--store", url, "status")
    assert done.returncode == 1 and says in done.stderr


def test_a_file_that_another_process_owns_names_it_and_the_way_out(store: str) -> None:
    with Ecosystem(store):
        done = typed("--store", store, "status")
    assert done.returncode == 1 and str(os.getpid()) in done.stderr and "--server" in done.stderr


def test_the_demo_is_not_mixed_into_other_data(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "partners.csv").write_text("id,name\nmine,My Company\n")
    store = f"duckdb:{tmp_path / 'own.duckdb'}"
    assert run("--store", store, "import", str(tmp_path / "tables")).returncode == 0
    done = run("--store", store, "demo", "--out", str(tmp_path))
    assert done.returncode == 1 and "not mixed" in done.stderr


def test_the_demo_loads_answers_and_draws_and_again_changes_nothing(tmp_path: Path) -> None:
    store = f"duckdb:{tmp_path / 'demo.duckdb'}"
    first = answer("--store", store, "demo", "--out", str(tmp_path), "--json")
    drawn = (tmp_path / "ecosystem-map.html").read_bytes()
    again = answer("--store", store, "demo", "--out", str(tmp_path), "--json")
    assert first == again and (tmp_path / "ecosystem-map.html").read_bytes() == drawn
    assert CASE.b in [item["partner"]["id"] for item in first["answers"][0]["items"]]


def test_refused_rows_are_told_kept_and_can_be_mended(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "partners.csv").write_text("id,name,founded\na,Ada,2001\nb,Bit,2001-02-30\n")
    store = f"duckdb:{tmp_path / 'own.duckdb'}"
    done = run("--store", store, "import", str(tmp_path / "tables"), "--rejects", str(tmp_path / "refused"))
    assert done.returncode == 0 and "2001-02-30" in (tmp_path / "refused" / "partners.csv").read_text()
    strict = run("--store", f"duckdb:{tmp_path / 'x.duckdb'}", "import", str(tmp_path / "tables"), "--max-rejects", "0")
    assert strict.returncode == 1 and "partners.csv, line 3" in strict.stderr
    mended = (tmp_path / "refused" / "partners.csv").read_text().replace("2001-02-30", "2001-02")
    (tmp_path / "refused" / "partners.csv").write_text(mended)
    report = answer("--store", store, "import", str(tmp_path / "refused"), "--json")
    assert report["inserted"] == {"partners": 1} and not report["rejected"]


def test_export_and_copy_keep_every_row(store: str, tmp_path: Path) -> None:
    exported = answer("--store", store, "export", str(tmp_path / "out"), "--json")
    other = f"duckdb:{tmp_path / 'copy.duckdb'}"
    assert answer("copy", store, other, "--json")["rows"]["partners"] == exported["rows"]["partners"]
    first, second = (answer("--store", each, "verify", "--json")["hashes"] for each in (store, other))
    assert first == second


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    made = json.loads(run("keys", "create", "--role", "editor", "--label", "ci", "--json", home=tmp_path).stdout)
    listed = run("keys", "list", "--json", home=tmp_path).stdout
    assert made["id"] in listed and made["key"] not in listed
    assert made["key"] not in (tmp_path / "keys.json").read_text()
    assert run("keys", "revoke", made["id"], home=tmp_path).returncode == 0
    assert json.loads(run("keys", "list", "--json", home=tmp_path).stdout) == {"keys": []}
    assert run("keys", "revoke", made["id"], home=tmp_path).returncode == 1


def test_doctor_and_config_tell_without_secrets(store: str, tmp_path: Path) -> None:
    for words in (("doctor",), ("config", "--json")):
        secret, home = "very-secret-word", str(tmp_path)
        done = typed("--store", store, *words, ALLYGRAPH_NEO4J_PASSWORD=secret, ALLYGRAPH_HOME=home)
        assert done.returncode == 0 and secret not in done.stdout + done.stderr


def test_no_server_is_said_with_what_to_do() -> None:
    done = run("--server", "http://127.0.0.1:9", "status")
    assert done.returncode == 1 and "allygraph serve" in done.stderr


def test_a_reader_that_goes_away_is_no_error(store: str) -> None:
    program = f"{sys.executable} -m api.cli --store {store} candidates {CASE.a} --limit 200 --json | head -1"
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "{\n" and "Traceback" not in done.stderr


def test_control_characters_of_names_never_reach_the_terminal() -> None:
    assert clean("a\x1b[2J\u202eb\r\n") == "a�[2J�b��"
    assert clean("[bold]x[/bold]") == "\\[bold]x\\[/bold]" and len(clean("x" * 5_000)) == 300
