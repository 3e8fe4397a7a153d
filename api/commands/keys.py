"""API keys of the server."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.shared import AsJson, group, show

app = group("API keys of the server: create, list, revoke.")



@app.command("create")
def keys_create(
    role: Annotated[str, typer.Option(help="reader, editor or admin")] = "reader",
    label: Annotated[str, typer.Option(help="Whose key it is.")] = "",
    tenant: Annotated[str, typer.Option()] = "default", as_json: AsJson = False,
) -> None:
    """Make a key. It is shown once; only its hash is kept."""
    from api.security import create_key
    from ecosystem.settings import load_settings

    key, record = create_key(load_settings().keys_path, role, tenant=tenant, label=label)
    show({"key": key, "id": record.id, "role": record.role, "tenant": record.tenant}, as_json, "care.key_created")


@app.command("list")
def keys_list(as_json: AsJson = False) -> None:
    """The keys by id, role and tenant."""
    from api.security import list_keys
    from ecosystem.settings import load_settings

    known = [
        {"id": each.id, "role": each.role, "tenant": each.tenant, "label": each.label, "created_at": each.created_at}
        for each in list_keys(load_settings().keys_path)
    ]
    show({"keys": known}, as_json, "care.keys")


@app.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="From `keys list`.")]) -> None:
    """Make a key useless, at once."""
    from api.security import revoke_key
    from ecosystem.settings import load_settings

    revoke_key(load_settings().keys_path, key_id)
    typer.echo(f"The key {key_id} opens nothing any more.", err=True)
