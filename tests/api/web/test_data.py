"""The data page: files come in by a form, an import is followed, refused rows are handed out, a failed one goes on."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.security import create_key
from ecosystem.errors import StoreUnavailable
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

HERE = "http://127.0.0.1"
PARTNERS = b"id,name,founded\na,Ada Motors,2001\nb,Bit Works,soon\n"


def packed(**members: str) -> bytes:
    """A ZIP archive of CSV tables."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, text in members.items():
            opened.writestr(f"{name}.csv", text)
    return archive.getvalue()


PACKED = packed(partners="id,name\nc,Cog\n")


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        yield opened


@pytest.fixture
def visitor(eco: Ecosystem, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url=HERE) as client:
        yield client


def token_of(text: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def sent(client: TestClient, *files: tuple[str, bytes], **fields: str) -> str:
    """The page of the import that these files become, once it is over."""
    form = {"token": token_of(client.get("/data").text), "mapping": "", "max_rejects": "", **fields}
    page = client.post("/data/imports", data=form, files=[("file", each) for each in files])
    return over(client, page.url.path)


def over(client: TestClient, address: str) -> str:
    for _ in range(500):
        page = client.get(address).text
        if 'hx-trigger="every 1s"' not in page:
            return page
        time.sleep(0.02)
    raise AssertionError("the import does not end")


def said(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_an_empty_store_says_how_to_begin(visitor: TestClient) -> None:
    text = said(visitor.get("/data").text)
    assert "The store is empty" in text and "make demo" in text and "partners.csv" in text
    assert "Every table as a file" not in text


def test_a_file_is_imported_and_its_refused_rows_are_handed_out(visitor: TestClient, eco: Ecosystem) -> None:
    page = sent(visitor, ("partners.csv", PARTNERS))
    assert "done" in page and "partners 1 1 0 0 0 1" in said(page)
    (address,) = re.findall(r'href="(/v1/imports/[^"]+)"', page)
    rejects = visitor.get(address).text
    assert "Bit Works" in rejects and "_reason" in rejects
    assert [each.partner.name for each in eco.catalogue.find().items] == ["Ada Motors"]
    assert "Ada Motors" in visitor.get("/find").text


def test_an_archive_of_tables_and_the_coverage_afterwards(visitor: TestClient) -> None:
    sent(visitor, ("tables.zip", packed(
        partners="id,name,country,source\na,Ada,DE,register\nb,Bit,,register\n", channels="id,name\nc,shops\n",
        partner_channels="partner_id,channel_id,source,recorded_at\na,c,press,2024-05-01\n")))
    text = said(visitor.get("/data").text)
    assert "Channels 1 50 %" in text and "Country 1 50 %" in text and "press 1 2024-05-01" in text
    table = visitor.get("/v1/tables/partner_channels")
    assert table.text.splitlines()[1].startswith("a,c") and "attachment" in table.headers["content-disposition"]
    assert visitor.get("/v1/tables/nothing").status_code == 404


def test_a_dry_run_checks_and_writes_nothing(visitor: TestClient, eco: Ecosystem) -> None:
    page = sent(visitor, ("partners.csv", PARTNERS), dry_run="1")
    assert "nothing was written" in page and "Refused rows" in page and "Import it for good" in page
    assert eco.catalogue.find().known == 0


def test_more_refused_rows_than_allowed_refuse_all_of_it(visitor: TestClient, eco: Ecosystem) -> None:
    page = sent(visitor, ("partners.csv", PARTNERS), max_rejects="0")
    assert "failed" in page and "1 rows were refused and 0 are allowed" in page and eco.catalogue.find().known == 0


def test_a_failed_import_goes_on_with_the_files_that_were_sent(
    visitor: TestClient, eco: Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StoreUnavailable("it is down")

    with monkeypatch.context() as broken:
        broken.setattr(eco.store, "write", fails)
        page = sent(visitor, ("partners.csv", b"id,name\na,Ada\n"))
    assert 'role="alert"' in page and "Try again" in page
    (address,) = re.findall(r'action="(/data/imports/[^"]+/resume)"', page)
    assert visitor.post(address, data={"token": "0" * 64}).status_code == 403
    on = visitor.post(address, data={"token": token_of(page)})
    assert "goes on where it stopped" in on.text
    assert "done" in over(visitor, on.url.path) and eco.catalogue.find().known == 1
    assert visitor.post(address, data={"token": token_of(page)}).status_code == 409


@pytest.mark.parametrize(("files", "fields", "status", "words"), [
    ([("", b"")], {}, 422, "holds no file"),
    ([("../x.csv", b"a\n1\n")], {}, 422, "no name for a file"),
    ([("partners.csv", PARTNERS), ("a.zip", PACKED)], {}, 422, "was sent beside it"),
    ([("a.zip", b"no archive")], {}, 422, "no ZIP archive"),
    ([("partners.csv", PARTNERS)], {"mapping": "nothing"}, 422, "no mapping of that name"),
    ([("partners.csv", PARTNERS)], {"max_rejects": "-1"}, 422, "whole number"),
    ([("partners.csv", PARTNERS)], {"token": "0" * 64}, 403, "Load the page again"),
])
def test_a_form_that_is_not_right_imports_nothing(
    visitor: TestClient, eco: Ecosystem, tmp_path: Path, files: list[tuple[str, bytes]], fields: dict[str, str],
    status: int, words: str,
) -> None:
    form = {"token": token_of(visitor.get("/data").text), "mapping": "", **fields}
    said_of = [(f'name="{name}"', value.encode()) for name, value in form.items()]
    said_of += [(f'name="file"; filename="{name}"', cells) for name, cells in files]
    parts = [b"--edge\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), cells)
             for head, cells in said_of]
    body = b"".join([*parts, b"--edge--\r\n"])
    page = visitor.post("/data/imports", content=body, headers={"Content-Type": "multipart/form-data; boundary=edge"})
    assert page.status_code == status and words in page.text and "<h1>" in page.text
    assert list((tmp_path / "uploads").iterdir()) == [] and eco.store.imports() == []


def test_a_reader_sees_the_data_and_imports_nothing(eco: Ecosystem, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, auth="on")
    key, _ = create_key(settings.keys_path, "reader")
    client = TestClient(create_app(eco, settings), base_url=HERE, headers={"Authorization": f"Bearer {key}"})
    page = client.get("/data")
    assert page.status_code == 200 and "role editor" in page.text and "<form class=\"stack\"" not in page.text
    refused = client.post("/data/imports", data={"token": "x"}, files={"file": ("partners.csv", PARTNERS)})
    assert refused.status_code == 403
    assert client.get("/data/imports/nothing", headers={"Accept": "text/html"}).status_code == 404


def test_the_first_page_of_an_empty_store_leads_to_the_data(visitor: TestClient) -> None:
    page = visitor.get("/").text
    assert "Nothing yet" in page and 'href="/data"' in page and "9999" not in page
