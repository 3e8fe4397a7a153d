"""Keys are made once, stored hashed and taken back at once; each role may do what the table says."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from api import web
from api.app import create_app
from api.security import (
    KEY_FORM,
    OPERATIONS,
    KeyRing,
    KeysUnreadable,
    Principal,
    Role,
    create_key,
    list_keys,
    revoke_key,
)
from ecosystem.errors import InvalidParameter, NotFound
from ecosystem.settings import Settings

ROOT = Path(__file__).parents[2]
WHO = {"nobody": Role.ANYONE, "reader": Role.READER, "editor": Role.EDITOR, "admin": Role.ADMIN}


# --- the keys file ---------------------------------------------------------------------------------
def test_a_key_is_long_random_and_stored_as_a_hash_only(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "keys.json"
    key, record = create_key(file, "reader", label="notebook")
    other, _ = create_key(file, "admin")
    assert KEY_FORM.fullmatch(key) and key != other
    text = file.read_text("utf-8")
    assert key not in text and key[12:] not in text
    assert record.sha256 in text and record.id == key[3:11]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.label for each in list_keys(file)] == ["notebook", ""]


def test_a_key_is_found_with_its_role_and_tenant_and_no_other_text_is(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    key, record = create_key(file, "editor", tenant="north")
    ring = KeyRing(file)
    assert ring.find(key) == Principal(f"key:{record.id}", Role.EDITOR, "north")
    flipped = key[:-1] + ("A" if key[-1] != "A" else "B")
    for wrong in ("", "ag_", key[:-1], key + "x", flipped, key.upper(), record.sha256, f" {key}", "\udcff"):
        assert ring.find(wrong) is None, wrong


def test_a_revoked_key_stops_working_in_a_ring_that_is_in_use(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    key, record = create_key(file, "reader")
    kept, _ = create_key(file, "reader")
    ring = KeyRing(file)
    assert ring.find(key) is not None
    revoke_key(file, record.id)
    assert ring.find(key) is None and ring.find(kept) is not None
    with pytest.raises(NotFound, match=record.id):
        revoke_key(file, record.id)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"keys": [{"id": 1}]}', '{"keys": [7]}', '{"keys": null}'])
def test_a_file_that_is_not_understood_lets_nobody_in(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    key, _ = create_key(file, "reader")
    ring = KeyRing(file)
    assert ring.find(key) is not None
    file.write_text(text)
    assert ring.find(key) is None
    assert ring.problem is not None and "make new keys" in ring.problem
    with pytest.raises(KeysUnreadable):
        create_key(file, "reader")
    assert file.read_text() == text


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX systems")
def test_a_file_that_others_may_read_lets_nobody_in(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    key, _ = create_key(file, "reader")
    file.chmod(0o644)
    ring = KeyRing(file)
    assert ring.find(key) is None
    assert ring.problem is not None and "chmod 600" in ring.problem


@pytest.mark.parametrize(
    "asked",
    [{"role": "anyone"}, {"role": "root"}, {"role": "reader", "tenant": "North"},
     {"role": "reader", "tenant": "../x"}, {"role": "reader", "label": "x" * 201}],
)
def test_a_role_or_tenant_that_does_not_exist_is_refused(tmp_path: Path, asked: dict[str, str]) -> None:
    with pytest.raises(InvalidParameter):
        create_key(tmp_path / "keys.json", **asked)
    assert not (tmp_path / "keys.json").exists()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "keys.json"
    key, _ = create_key(file, "reader")
    before = file.read_bytes()

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(KeysUnreadable, match="No space left"):
        create_key(file, "admin")
    assert file.read_bytes() == before and KeyRing(file).find(key) is not None
    assert [each.name for each in tmp_path.iterdir() if "lock" not in each.name] == ["keys.json"]


# --- operations and roles --------------------------------------------------------------------------
def operations(app: Any) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (operation["operationId"], method.upper(), path, operation)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]


def address_of(path: str, operation: dict[str, Any]) -> str:
    required = [each["name"] for each in operation.get("parameters", ())
                if each["in"] == "query" and each.get("required")]
    query = "&".join(f"{name}=a" for name in required)
    return re.sub(r"\{\w+\}", "a", path) + ("?" + query if query else "")


def test_each_operation_lets_in_exactly_the_roles_of_the_table(app: Any, clients: Any) -> None:
    wrong = []
    for name, method, path, operation in operations(app):
        for who, role in WHO.items():
            status = clients[who].request(method, address_of(path, operation)).status_code
            if role >= OPERATIONS[name]:
                expected = status not in (401, 403)
            else:
                expected = status == (401 if who == "nobody" else 403)
            if not expected:
                wrong.append((name, who, status))
    assert wrong == []


def test_the_table_holds_the_operations_of_the_document_and_no_others(app: Any) -> None:
    documented = {name for name, *_ in operations(app)}
    pages = {name for name in OPERATIONS if name.startswith("page_")}
    assert documented == set(OPERATIONS) - pages - {"openapi", "docs", "problem_docs"}
    assert pages == {route.operation_id for router in web.routers() for route in router.routes}


def test_the_table_in_the_docs_is_the_table_in_the_code(app: Any) -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    rows = re.findall(r"^\| `(GET|POST|PUT|DELETE) (/\S+)` \| (\w+) \|", text, re.MULTILINE)
    expected = [(method, path, OPERATIONS[name].name.lower()) for name, method, path, _ in operations(app)]
    assert sorted(rows) == sorted(expected)


def test_a_key_can_come_in_either_header_and_a_wrong_one_is_named_nowhere(
    clients: Any, keys: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    nobody = clients["nobody"]
    assert nobody.get("/v1/partners/a", headers={"X-API-Key": keys["reader"]}).status_code == 200
    assert nobody.get("/v1/partners/a", headers={"authorization": f"bearer {keys['reader']}"}).status_code == 200
    wrong = "ag_deadbeef_" + "Z" * 43
    with caplog.at_level("INFO", "allygraph"):
        response = nobody.get(f"/v1/partners/{wrong}?q={wrong}", headers={"authorization": f"Bearer {wrong}"})
        other = nobody.get("/v1/partners/a", headers={"authorization": "Basic YTpi"})
    assert (response.status_code, other.status_code) == (401, 401)
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert wrong not in response.text
    lines = [json.dumps(record.__dict__, default=str) for record in caplog.records]
    from api.logs import JsonLines

    assert not any(wrong in JsonLines().format(record) for record in caplog.records) and lines


def test_no_answer_to_anyone_names_a_key(clients: Any, keys: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    from api.logs import JsonLines

    with caplog.at_level("DEBUG", "allygraph"):
        for who in keys:
            for address in ("/v1/status", f"/v1/partners/{keys[who]}", f"/{keys[who]}", "/metrics"):
                response = clients[who].get(address)
                everything = response.text + str(response.headers)
                assert not any(key in everything for key in keys.values())
    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "[key]" in written and not any(key in written for key in keys.values())


def test_keys_are_switched_off_on_a_loopback_address_only_and_status_says_so(eco: Any, tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    with pytest.raises(InvalidParameter, match=r"ALLYGRAPH_AUTH is off.*0\.0\.0\.0"):
        create_app(eco, Settings(home=tmp_path, auth="off", host="0.0.0.0"))
    client = TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")
    assert client.get("/v1/status").json()["server"]["auth"] == "off"
    assert client.get("/v1/imports").status_code == 200


def test_without_keys_a_foreign_name_for_this_machine_is_refused(eco: Any, tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    app = create_app(eco, Settings(home=tmp_path, auth="off"))
    for host, status in (("localhost:8000", 200), ("[::1]:80", 200), ("127.0.0.1", 200), ("evil.example", 421)):
        client = TestClient(app, base_url="http://127.0.0.1", headers={"host": host})
        assert client.get("/v1/partners/a").status_code == status, host


def test_a_form_that_a_page_of_another_site_sends_is_refused(eco: Any, tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    client = TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        response = client.post("/v1/imports", files={"file": ("partners.csv", b"id,name\n")}, headers=headers)
        assert (response.status_code, response.json()["type"]) == (403, "/docs/problems#foreign-origin")
    assert not (tmp_path / "uploads").exists()


def test_no_answer_allows_another_origin(clients: Any) -> None:
    response = clients["reader"].get("/v1/partners/a", headers={"origin": "https://evil.example"})
    assert not [name for name in response.headers if name.startswith("access-control")]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
