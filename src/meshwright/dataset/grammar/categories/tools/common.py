"""What several tools have in common."""

from __future__ import annotations

POLE = ("wood", "wood", "wood", "dark wood", "painted metal", "bone")
