"""What several buildings have in common."""

from __future__ import annotations

STONES = ((132, 130, 126), (150, 144, 132), (112, 108, 104))
