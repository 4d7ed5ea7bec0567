"""Names that engines can address."""

from __future__ import annotations

from collections.abc import Sequence


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names made distinct by a number, since engines address nodes by name (`leg`, `leg_2`)."""
    taken: set[str] = set()
    result = []
    for index, name in enumerate(names):
        base = name or f"part_{index}"
        candidate, number = base, 2
        while candidate in taken:
            candidate, number = f"{base}_{number}", number + 1
        taken.add(candidate)
        result.append(candidate)
    return tuple(result)
