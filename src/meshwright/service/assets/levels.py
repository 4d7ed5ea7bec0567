"""Levels of detail as files: `<name>.glb` holds all of them, `<name>_LOD<k>.glb` level k alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import RowMapping

from meshwright.service.errors import NotFound, Refused

_LEVEL = re.compile(r"(.+)_LOD([1-9])\.glb")


def level_of(name: str) -> int | None:
    """The level that a file holds alone; 0 for a GLB with all levels, None for other files."""
    found = _LEVEL.fullmatch(name)
    if found is not None:
        return int(found[2])
    return 0 if name.endswith(".glb") else None


def whole(files: Sequence[RowMapping]) -> RowMapping | None:
    """The GLB with all levels, which can be edited; None if there is none."""
    return next((file for file in files if level_of(file["name"]) == 0), None)


def levels(files: Sequence[RowMapping], name: str) -> dict[int, RowMapping]:
    """The files of a GLB's levels, itself as level 0, finest first. Raises `Refused` if it is no such GLB."""
    if level_of(name) != 0:
        raise Refused("no-levels", f"lod: {name} is not a GLB with levels of detail")
    found: dict[int, RowMapping] = {}
    for file in files:
        match = _LEVEL.fullmatch(file["name"])
        if file["name"] == name:
            found[0] = file
        elif match is not None and f"{match[1]}.glb" == name:
            found[int(match[2])] = file
    if 0 not in found:
        raise NotFound("file")
    return dict(sorted(found.items()))
