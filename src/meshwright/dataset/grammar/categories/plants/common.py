"""What several plants have in common."""

from __future__ import annotations

GREENS = ((74, 120, 48), (92, 142, 58), (58, 104, 52), (122, 150, 62), (196, 116, 40))


FRUIT = ((200, 48, 40), (226, 130, 44), (228, 196, 70), (130, 60, 140))
