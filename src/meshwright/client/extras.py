"""Which commands need more than the default install."""

from __future__ import annotations

import importlib.util

from meshwright.errors import InputError


def require_torch(command: str) -> None:
    """Raise InputError that says what to install where PyTorch is missing."""
    if importlib.util.find_spec("torch") is None:
        raise InputError(command, "needs PyTorch", "pip install 'meshwright[train]'")
