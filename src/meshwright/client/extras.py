"""Which commands need more than the default install."""

from __future__ import annotations

import importlib.util

from meshwright.errors import InputError


def require_torch(command: str) -> None:
    """Raise InputError that says what to install where PyTorch is missing."""
    if importlib.util.find_spec("torch") is None:
        raise InputError(command, "needs PyTorch", "pip install 'meshwright[train]'")


def require_service(command: str) -> None:
    """Raise InputError that says what to install where the service's libraries are missing."""
    if any(importlib.util.find_spec(name) is None for name in ("fastapi", "uvicorn", "sqlalchemy")):
        raise InputError(command, "needs the service's libraries", "pip install 'meshwright[service]'")


def require_client() -> None:
    """Raise InputError that says what to install where the HTTP client is missing."""
    if importlib.util.find_spec("httpx") is None:
        raise InputError("remote", "needs httpx", "pip install 'meshwright[client]'")
