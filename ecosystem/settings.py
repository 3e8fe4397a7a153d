"""What can be set from outside: ``ALLYGRAPH_*`` variables, read when asked for and not before.

Each field below is one setting; the table in ``docs/settings.md`` is checked against this class. A
secret can also be read from a file named by the same variable with ``_FILE`` behind it.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ecosystem.errors import InvalidParameter

PREFIX: Final = "ALLYGRAPH_"


def user_folder() -> Path:
    """Where a user's own store and keys are kept when nothing else is said.

    The XDG base directory rule: ``$XDG_DATA_HOME/allygraph``, or ``~/.local/share/allygraph``.
    """
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share") / "allygraph"


class Settings(BaseSettings):
    """Every setting, its default and its bounds. Build one with ``load_settings``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    store: str = Field(default="", description="address of the store; an embedded file in the home folder if empty")
    home: Path = Field(default_factory=user_folder, description="folder of the own store, keys and uploads")
    data: Path | None = Field(default=None, description="folder of open data sets that tests and notebooks read")
    cache: Path | None = Field(default=None, description="folder of cached snapshots; beside the store if empty")
    neo4j_user: str = Field(default="neo4j", description="user of a Neo4j store")
    neo4j_password: SecretStr | None = Field(default=None, description="password of a Neo4j store")
    neo4j_password_file: Path | None = Field(default=None, description="file that holds that password")
    host: str = Field(default="127.0.0.1", description="address that the server listens on")
    port: int = Field(default=8000, ge=0, le=65_535, description="port that the server listens on; 0 = a free one")
    auth: Literal["on", "off"] = Field(default="on", description="`off` asks for no key; only for a loopback host")
    keys_file: Path | None = Field(default=None, description="API keys, hashed; `keys.json` in the home if empty")
    secret: SecretStr | None = Field(
        default=None, min_length=16, description="signs cursors; a new one per start if empty, so cursors end with it"
    )
    secret_file: Path | None = Field(default=None, description="file that holds that secret")
    rate_limit: int = Field(default=6_000, ge=0, description="requests a minute for each key; 0 sets no limit")
    max_body: int = Field(default=1 << 30, ge=1_024, description="largest upload, in bytes")
    time_limit: float = Field(default=30.0, gt=0, le=3_600, description="seconds until a request is given up")
    upload_time_limit: float = Field(default=600.0, gt=0, le=86_400, description="seconds a body may take, in or out")
    threads: int = Field(default=4, ge=1, le=256, description="requests that are computed at the same time")
    answer_cache: int = Field(default=64 << 20, ge=0, description="memory for finished answers, in bytes; 0 = none")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much is logged")

    @model_validator(mode="after")
    def _read_secret_files(self) -> Self:
        for name in ("neo4j_password", "secret"):
            file: Path | None = getattr(self, f"{name}_file")
            if file is None:
                continue
            if getattr(self, name) is not None:
                raise ValueError(f"{name} and {name}_file are both set; set one of them")
            try:
                text = file.read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
                raise ValueError(f"{name}_file {str(file)!r} cannot be read: {reason}") from error
            if not text or (name == "secret" and len(text) < 16):
                raise ValueError(f"{name}_file {str(file)!r} holds too little text for a {name}")
            object.__setattr__(self, name, SecretStr(text))
        return self

    @property
    def store_url(self) -> str:
        """The address to open: as set, or the embedded file in the home folder."""
        return self.store or f"duckdb:{self.home / 'allygraph.duckdb'}"

    @property
    def keys_path(self) -> Path:
        return self.keys_file or self.home / "keys.json"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server.

        Examples
        --------
        >>> [Settings(host=host).is_loopback for host in ("127.0.0.1", "localhost", "0.0.0.0", "host.lan")]
        [True, True, False, False]
        """
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


def load_settings(**flags: object) -> Settings:
    """Settings from the environment; ``flags`` that are not None go before it.

    Raises
    ------
    InvalidParameter
        naming the variable, what is wrong with it, and never a secret's value.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidParameter("; ".join(_sentences(error))) from None


def _sentences(error: ValidationError) -> list[str]:
    found = []
    for each in error.errors(include_url=False, include_context=False):
        name = str(each["loc"][0]) if each["loc"] else ""
        declared = Settings.model_fields.get(name)
        hidden = declared is None or SecretStr.__name__ in str(declared.annotation)
        value = "" if hidden or not name else f" is {str(each['input'])[:80]!r}"
        variable = f"{PREFIX}{name.upper()}" if name else "A setting"
        found.append(f"{variable}{value}: {each['msg'].removeprefix('Value error, ')}.")
    return found
