from __future__ import annotations

from .fixtures import postgres, swift

__all__ = ["postgres", "swift"]
