"""What several treasure have in common."""

from __future__ import annotations

PRECIOUS = ("gold", "gold", "gold", "silver", "bronze", "iron", "bone", "obsidian")


CRYSTAL = ("crystal",)


JEWELS = ((190, 24, 36), (24, 92, 190), (26, 150, 72), (130, 50, 170), (150, 200, 226), (232, 150, 30))
