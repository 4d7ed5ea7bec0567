"""Which service is meant, and with which key: the environment first, then a file that only its owner can read."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from meshwright.client.remote import policy
from meshwright.errors import InputError

_HOW = "`meshwright remote login`, or MESHWRIGHT_URL and MESHWRIGHT_API_KEY"


@dataclass(frozen=True)
class Credentials:
    """A key for a service.

    api_key: None for a service in single-user mode.  key_id, email: of the key that `login` made.
    insecure: plain HTTP to another machine was allowed.
    """

    url: str
    api_key: str | None = field(default=None, repr=False)
    key_id: str = ""
    email: str = ""
    insecure: bool = False


def credentials_path() -> Path:
    """`meshwright/credentials.json` in the user's configuration folder."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "meshwright" / "credentials.json"


def find_credentials(url: str | None = None) -> Credentials:
    """Those for `url`; None is the service of `MESHWRIGHT_URL`, or of the last login.

    Raises `InputError` where none is known.
    """
    stored = _read()
    chosen = url or os.environ.get("MESHWRIGHT_URL") or str(stored.get("default", ""))
    if not chosen:
        raise InputError("service", "none is known", _HOW)
    insecure = os.environ.get("MESHWRIGHT_INSECURE", "").lower() in ("1", "true")
    known = stored.get("services", {}).get(chosen.rstrip("/"), {})
    insecure = insecure or bool(known.get("insecure"))
    chosen = policy.checked_url(chosen, insecure=insecure)
    key = os.environ.get("MESHWRIGHT_API_KEY")
    if key:
        return Credentials(chosen, key, insecure=insecure)
    return Credentials(chosen, known.get("api_key"), known.get("key_id", ""), known.get("email", ""), insecure)


def remember(credentials: Credentials) -> Path:
    """Store, and make this the service that is meant from now on; returns the file."""
    stored = _read()
    services = stored.get("services", {})
    entry = {name: value for name, value in asdict(credentials).items() if name != "url"}
    return _write({"default": credentials.url, "services": {**services, credentials.url: entry}})


def forget(url: str) -> None:
    """Remove what is stored for a service."""
    stored = _read()
    services = {name: entry for name, entry in stored.get("services", {}).items() if name != url}
    default = stored.get("default", "")
    _write({"default": next(iter(services), "") if default == url else default, "services": services})


def _read() -> dict[str, Any]:
    path = credentials_path()
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
        raise InputError(str(path), "can be read by others", f"chmod 600 {path}")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError(str(path), "is damaged", "remove it, and log in again") from error
    if not isinstance(found, dict):
        raise InputError(str(path), "is damaged", "remove it, and log in again")
    return found


def _write(values: dict[str, Any]) -> Path:
    path = credentials_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    # Made for its owner only from the first moment; `replace` keeps the mode.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(values, stream, indent=1)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
