"""What several weapons have in common."""

from __future__ import annotations

BLADE = ("steel", "steel", "iron", "bronze", "gold", "obsidian", "crystal", "bone", "rusted iron", "silver")


FITTING = ("gold", "bronze", "steel", "iron", "silver", "bone")


HANDLE = ("leather", "leather", "wood", "dark wood", "bone", "cloth")
