"""What all pages share: signing in, the token of forms, language and theme, problems as pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.security import create_key
from api.web.sessions import Notice, Sessions, Undo
from api.web.site import local
from api.web.static_files import tokens
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

HERE = "http://127.0.0.1"


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url=HERE)


@pytest.fixture
def stranger(demo_eco: Ecosystem, tmp_path: Path) -> tuple[TestClient, str]:
    settings = Settings(home=tmp_path, auth="on")
    key, _ = create_key(settings.keys_path, "reader")
    return TestClient(create_app(demo_eco, settings), base_url=HERE, follow_redirects=False), key


def token_of(text: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_the_first_page_says_what_is_on_record_in_the_language_of_the_visitor(visitor: TestClient) -> None:
    assert "What is on record" in visitor.get("/").text
    assert "已有记录" in visitor.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    assert visitor.get("/language/zh?back=/").url.path == "/"
    assert '<html lang="zh"' in visitor.get("/").text


def test_pages_run_no_script_but_their_own(visitor: TestClient) -> None:
    policy = visitor.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


def test_a_theme_is_kept_and_an_unknown_one_refused(visitor: TestClient) -> None:
    assert 'data-theme="dark"' in visitor.get("/theme/dark?back=/").text
    assert visitor.get("/theme/pink", headers={"Accept": "text/html"}).status_code == 404


def test_a_stranger_is_led_to_sign_in_and_back(stranger: tuple[TestClient, str]) -> None:
    client, key = stranger
    led = client.get("/?as_of=2023-11-30")
    assert led.status_code == 303 and led.headers["location"] == "/signin?back=%2F%3Fas_of%3D2023-11-30"
    page = client.get(led.headers["location"])
    wrong = client.post("/signin", data={"key": "ag_00000000_x", "token": token_of(page.text), "back": "/"})
    assert wrong.status_code == 401 and "not known here" in wrong.text
    sent = {"key": key, "token": token_of(page.text), "back": "/?as_of=2023-11-30"}
    done = client.post("/signin", data=sent)
    assert done.status_code == 303 and done.headers["location"] == "/?as_of=2023-11-30"
    assert "httponly" in done.headers["set-cookie"].lower() and "samesite=strict" in done.headers["set-cookie"].lower()
    assert client.get("/").status_code == 200 and client.get("/v1/scorers").status_code == 200
    assert client.post("/v1/backtests", json={}).status_code == 401  # a session reads the API and changes nothing there
    client.post("/signout", data={"token": token_of(client.get("/").text)})
    assert client.get("/").status_code == 303


def test_a_form_without_the_token_of_the_session_changes_nothing(stranger: tuple[TestClient, str]) -> None:
    client, key = stranger
    assert client.post("/signin", data={"key": key, "token": "0" * 64}).status_code == 403
    assert client.get("/").status_code == 303


def test_problems_of_pages_are_pages_and_those_of_the_api_are_documents(visitor: TestClient) -> None:
    page = visitor.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    answer = visitor.get("/v1/nowhere", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_is_sent_to_another_site() -> None:
    assert [local(each) for each in ("/find?q=a", "//evil", "https://evil", "/\\evil", "javascript:1", "")] == [
        "/find?q=a", "/", "/", "/", "/", "/"]


def test_a_session_ends_with_time_and_a_notice_is_said_once() -> None:
    class Asked:
        def __init__(self, **cookies: str) -> None:
            self.cookies = cookies

    now = [0.0]
    sessions = Sessions(b"secret", lambda: now[0])
    ticket = sessions.begin("ag_key")
    assert sessions.key_of(Asked(allygraph_session=ticket)) == "ag_key"  # type: ignore[arg-type]
    now[0] = 12 * 3600 + 1
    assert sessions.key_of(Asked(allygraph_session=ticket)) is None  # type: ignore[arg-type]
    left = Asked(allygraph_notice=sessions.leave(Notice("done", Undo("/undo", {}))))
    assert sessions.notice(left) == Notice("done", Undo("/undo", {}))  # type: ignore[arg-type]
    assert sessions.notice(left) is None  # type: ignore[arg-type]


def test_static_files_are_kept_until_they_change(visitor: TestClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.get("/").text)
    assert len(addresses) >= 4
    for address in addresses:
        answer = visitor.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert visitor.get("/static/vendor.toml").status_code == 404 and "--region-9" in tokens()


def test_what_is_vendored_is_what_its_list_says() -> None:
    import tomllib
    from hashlib import sha256
    from importlib.resources import files

    folder = files("api.web") / "static"
    listed = tomllib.loads((folder / "vendor.toml").read_text("utf-8"))["file"]
    assert len(listed) >= 1 and all({"name", "version", "licence", "source", "sha256"} <= set(each) for each in listed)
    for each in listed:
        assert sha256((folder / each["name"]).read_bytes()).hexdigest() == each["sha256"]
