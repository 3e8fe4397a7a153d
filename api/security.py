"""Who asks, and may they: API keys, three roles, and one table of operations.

A key is shown once, when it is made; the keys file holds its SHA-256 (a key has 256 random bits, so
a slow hash would add nothing). The file is read again when it changes: a revoked key stops working
without a restart. Whatever is wrong with the file, nobody gets in by it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from threading import Lock
from typing import Final

from ecosystem.errors import AllygraphError, InvalidParameter, NotFound


class Role(IntEnum):
    """What somebody may do; each role may do all that the ones before it may."""

    ANYONE = 0
    READER = 1
    EDITOR = 2
    ADMIN = 3


ROLES: Final = (Role.READER, Role.EDITOR, Role.ADMIN)
"""Roles that a key can have."""

OPERATIONS: Final[Mapping[str, Role]] = {
    "health": Role.ANYONE,
    "ready": Role.ANYONE,
    "version": Role.ANYONE,
    "openapi": Role.ANYONE,
    "docs": Role.ANYONE,
    "problem_docs": Role.ANYONE,
    "page_static": Role.ANYONE,
    "page_signin": Role.ANYONE,
    "page_signin_sent": Role.ANYONE,
    "page_signout": Role.ANYONE,
    "page_language": Role.ANYONE,
    "page_theme": Role.ANYONE,
    "page_home": Role.READER,
    "page_find": Role.READER,
    "page_profile": Role.READER,
    "page_map": Role.READER,
    "page_map_table": Role.READER,
    "page_data": Role.READER,
    "page_import": Role.READER,
    "page_import_sent": Role.EDITOR,
    "page_import_resumed": Role.EDITOR,
    "page_candidates": Role.READER,
    "page_exclude": Role.EDITOR,
    "page_readmit": Role.EDITOR,
    "page_compare": Role.READER,
    "page_shortlist": Role.READER,
    "page_shortlists": Role.READER,
    "page_shortlist_add": Role.EDITOR,
    "page_shortlist_change": Role.EDITOR,
    "page_shortlist_remove": Role.EDITOR,
    "page_brief": Role.READER,
    "page_brief_pdf": Role.READER,
    "page_requirements": Role.READER,
    "page_requirements_sent": Role.EDITOR,
    "page_requirements_restored": Role.EDITOR,
    "page_requirements_ended": Role.EDITOR,
    "get_brief": Role.READER,
    "page_chart": Role.READER,
    "page_radar": Role.READER,
    "page_fit": Role.READER,
    "page_fit_pair": Role.READER,
    "page_risks": Role.READER,
    "page_risks_pair": Role.READER,
    "page_backtest": Role.READER,
    "page_without": Role.READER,
    "find_partners": Role.READER,
    "get_dossier": Role.READER,
    "get_overview": Role.READER,
    "search_partners": Role.READER,
    "get_partner": Role.READER,
    "get_neighbourhood": Role.READER,
    "get_candidates": Role.READER,
    "get_candidate_facets": Role.READER,
    "compare_partners": Role.READER,
    "get_overlap": Role.READER,
    "get_opportunities": Role.READER,
    "get_routes": Role.READER,
    "get_flows": Role.READER,
    "get_axes": Role.READER,
    "get_exchange": Role.READER,
    "list_capabilities": Role.READER,
    "get_capability": Role.READER,
    "list_channels": Role.READER,
    "get_channel": Role.READER,
    "list_patents": Role.READER,
    "get_patent": Role.READER,
    "list_scorers": Role.READER,
    "get_map_anchor": Role.READER,
    "get_risks": Role.READER,
    "get_due_diligence": Role.READER,
    "compare_risks": Role.READER,
    "list_measures": Role.READER,
    "get_kinds": Role.READER,
    "list_partnerships": Role.READER,
    "list_records": Role.READER,
    "get_record": Role.READER,
    "get_history": Role.READER,
    "get_diligence": Role.READER,
    "get_milestones": Role.READER,
    "get_annex_table": Role.READER,
    "get_difference": Role.READER,
    "list_templates": Role.READER,
    "examine_partnership": Role.EDITOR,
    "apply_template": Role.EDITOR,
    "get_health": Role.READER,
    "get_portfolio_health": Role.READER,
    "get_factors": Role.READER,
    "get_firing": Role.READER,
    "run_alerts": Role.EDITOR,
    "get_next_meetings": Role.READER,
    "get_missed_meetings": Role.READER,
    "get_agenda": Role.READER,
    "get_minutes": Role.READER,
    "list_actions": Role.READER,
    "get_calendar": Role.READER,
    "get_person_calendar": Role.READER,
    "get_similar_conflicts": Role.READER,
    "get_conflict_measures": Role.READER,
    "get_triggers": Role.READER,
    "get_buffer": Role.READER,
    "get_types": Role.READER,
    "get_exit_plan": Role.READER,
    "get_replacements": Role.READER,
    "create_record": Role.EDITOR,
    "add_event": Role.EDITOR,
    "create_network": Role.EDITOR,
    "hold_meeting": Role.EDITOR,
    "get_measure": Role.READER,
    "get_retrieval": Role.READER,
    "ask_whatif": Role.READER,
    "run_backtest": Role.READER,
    "get_removal": Role.READER,
    "get_fit_candidates": Role.READER,
    "get_fit": Role.READER,
    "get_fit_narrowing": Role.READER,
    "get_fit_questions": Role.READER,
    "get_observed_traits": Role.READER,
    "get_questionnaire": Role.READER,
    "get_requirements": Role.READER,
    "get_requirement_versions": Role.READER,
    "get_requirement_template": Role.READER,
    "get_requirement_coverage": Role.READER,
    "get_requirement_cover": Role.READER,
    "list_shortlists": Role.READER,
    "get_shortlist": Role.READER,
    "list_maps": Role.READER,
    "get_map": Role.READER,
    "get_status": Role.READER,
    "export_table": Role.READER,
    "save_requirements": Role.EDITOR,
    "restore_requirements": Role.EDITOR,
    "withdraw_requirements": Role.EDITOR,
    "record_answers": Role.EDITOR,
    "write_shortlist": Role.EDITOR,
    "remove_from_shortlist": Role.EDITOR,
    "exclude_partner": Role.EDITOR,
    "withdraw_exclusion": Role.EDITOR,
    "set_map_anchor": Role.EDITOR,
    "release_map_anchor": Role.EDITOR,
    "list_imports": Role.EDITOR,
    "start_import": Role.EDITOR,
    "resume_import": Role.EDITOR,
    "get_import": Role.EDITOR,
    "get_rejects": Role.EDITOR,
    "get_job": Role.EDITOR,
    "metrics": Role.ADMIN,
}
"""The least role for each operation of the API. Code, tests and docs follow from this table."""

DEFAULT_TENANT: Final = "default"
KEY_FORM: Final = re.compile(r"ag_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
_TENANT_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. Every handler gets one; answers and cursors belong to its tenant and role."""

    subject: str
    role: Role
    tenant: str = DEFAULT_TENANT


NOBODY: Final = Principal("anyone", Role.ANYONE, "")
"""Whoever comes without a key."""

LOCAL: Final = Principal("local", Role.ADMIN)
"""Whoever asks a loopback server that was started with ``ALLYGRAPH_AUTH=off``."""


class KeysUnreadable(AllygraphError):
    """The keys file cannot be trusted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key as the file holds it: everything but the key."""

    id: str
    sha256: str
    role: str
    tenant: str
    label: str
    created_at: str

    @property
    def principal(self) -> Principal:
        return Principal(f"key:{self.id}", Role[self.role.upper()], self.tenant)


def create_key(file: Path, role: str, *, tenant: str = DEFAULT_TENANT,
               label: str = "") -> tuple[str, KeyRecord]:
    """Make a key and store its hash; the key itself is returned once and kept nowhere.

    Raises
    ------
    InvalidParameter
        for a role or tenant that does not exist like this.
    KeysUnreadable
    """
    if role not in {each.name.lower() for each in ROLES}:
        raise InvalidParameter(f"role is {role[:40]!r}; it can be reader, editor or admin.")
    if not _TENANT_FORM.match(tenant):
        raise InvalidParameter(f"tenant is {tenant[:80]!r}; use a-z, 0-9 and -, at most 63 of them.")
    if len(label) > _LONGEST_LABEL:
        raise InvalidParameter(f"label has {len(label)} characters; it can have {_LONGEST_LABEL}.")
    key_id = secrets.token_hex(4)
    key = f"ag_{key_id}_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    record = KeyRecord(key_id, _digest(key), role, tenant, label, now)
    with _locked(file):
        _save(file, [*list_keys(file), record])
    return key, record


def list_keys(file: Path) -> list[KeyRecord]:
    """Every key of the file, oldest first; none if there is no file yet.

    Raises
    ------
    KeysUnreadable
        if others may read the file, or it does not hold what it should.
    """
    try:
        with open(file, encoding="utf-8") as handle:
            _check_owner_only(file, os.fstat(handle.fileno()))
            return _parse(file, handle.read())
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnreadable(f"The keys file {str(file)!r} cannot be read: {error}.") from error


def revoke_key(file: Path, key_id: str) -> KeyRecord:
    """Remove a key by its id (the eight characters after ``ag_``).

    Raises
    ------
    NotFound
        if no key has this id.
    """
    with _locked(file):
        kept = list_keys(file)
        for record in kept:
            if record.id == key_id:
                _save(file, [each for each in kept if each is not record])
                return record
    raise NotFound(f"There is no key with the id {key_id[:40]!r}; `allygraph keys list` shows them.")


class KeyRing:
    """The keys file in memory, as fresh as the file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._records: dict[str, KeyRecord] = {}
        self.problem: str | None = None

    def __len__(self) -> int:
        self._refresh()
        return len(self._records)

    def find(self, presented: str) -> Principal | None:
        """Whose key this is, or None. Takes as long for a wrong key as for a right one."""
        self._refresh()
        record = self._records.get(presented[3:11])
        expected = record.sha256 if record is not None else _digest("")
        same = hmac.compare_digest(_digest(presented), expected)
        return record.principal if record is not None and same else None

    def _refresh(self) -> None:
        try:
            found = self._file.stat()
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            seen = (0, 0, 0)
        if seen == self._seen:
            return
        with self._lock:
            try:
                self._records = {record.id: record for record in list_keys(self._file)}
                self.problem = None
            except KeysUnreadable as error:
                self._records, self.problem = {}, str(error)
            self._seen = seen


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _check_owner_only(file: Path, found: os.stat_result) -> None:
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
        raise KeysUnreadable(f"Others may read or write the keys file {str(file)!r}; run: chmod 600 {file}")


def _parse(file: Path, text: str) -> list[KeyRecord]:
    try:
        records = [KeyRecord(**each) for each in json.loads(text)["keys"]]
        for record in records:
            if Role[record.role.upper()] not in ROLES or not _TENANT_FORM.match(record.tenant):
                raise ValueError(f"key {record.id} has the role {record.role!r}, tenant {record.tenant!r}")
        return records
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysUnreadable(
            f"The keys file {str(file)!r} does not hold keys as this version writes them ({error}); "
            "restore it, or move it aside and make new keys."
        ) from error


def _save(file: Path, records: list[KeyRecord]) -> None:
    """Whole or not at all, and never readable for others, not even for a moment."""
    text = json.dumps({"version": 1, "keys": [asdict(record) for record in records]}, indent=1)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """One writer at a time; the lock ends with the process that holds it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(file.with_name(f".{file.name}.lock"), "a") as handle:
            try:
                import fcntl
            except ImportError:  # Windows: keys are made by a person, one at a time
                yield
                return
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise KeysUnreadable(f"The keys file {str(file)!r} cannot be written: {error}.") from error
