"""What turns a builder's rows into a table's: rotations, lengths in field units, least thickness."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.dataset.grammar import table as t

Vec3 = tuple[float, float, float]
AXES: Final[dict[str, tuple[float, ...]]] = {
    # rows: local x, y, z in the object frame; the primitive's own axis is local y
    "y": (1, 0, 0, 0, 1, 0, 0, 0, 1),
    "x": (0, 1, 0, 1, 0, 0, 0, 0, -1),
    "z": (1, 0, 0, 0, 0, 1, 0, -1, 0),
}
IDENTITY: Final = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def euler(rot: Vec3) -> tuple[float, ...]:
    """Rows of the local axes for rotations in degrees about x, then y, then z (object frame)."""
    if rot == (0, 0, 0):
        return IDENTITY
    (cx, cy, cz), (sx, sy, sz) = ([f(math.radians(a)) for a in rot] for f in (math.cos, math.sin))
    # world = Rz Ry Rx local; rows of the table are the columns of that matrix
    return (
        cz * cy, sz * cy, -sy,
        cz * sy * sx - sz * cx, sz * sy * sx + cz * cx, cy * sx,
        cz * sy * cx + sz * sx, sz * sy * cx - cz * sx, cy * cx,
    )  # fmt: skip


def times(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...]:
    """Row-major 3x3 product a b."""
    return tuple(
        a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j] for i in range(3) for j in range(3)
    )


_LENGTHS: Final[dict[int, slice]] = {
    t.BOX: slice(0, 3), t.CONE: slice(0, 3), t.ELLIPSOID: slice(0, 3), t.TORUS: slice(0, 2), t.PRISM: slice(1, 4),
    t.LATHE: slice(1, 17), t.EXTRUDE: slice(0, 17), t.TUBE: slice(0, 11), t.SUPERQUADRIC: slice(0, 3),
    t.FACET: slice(0, 3),
}  # fmt: skip


def scale_params(a: npt.NDArray[np.float32], scale: float, inflate: float) -> npt.NDArray[np.float32]:
    """Scale the lengths among the parameters and enforce the least thickness of solid rows."""
    for row in a:
        kind = int(row[t.TYPE])
        p = row[t.PARAM : t.PARAM + 20]
        p[_LENGTHS[kind]] *= scale
        if row[t.OP] in (t.SUBTRACT, t.INTERSECT):
            continue
        rod = kind in (t.CONE, t.TUBE, t.PRISM)
        least = max((t.MIN_ROD_RADIUS if rod else t.MIN_HALF_THICKNESS) - row[t.ROUND], 0.0)
        if kind in (t.BOX, t.ELLIPSOID, t.SUPERQUADRIC, t.FACET):
            p[:3] = np.maximum(p[:3], least)
        elif kind == t.CONE:
            # a cone may end in a point, but not both ends
            if max(p[0], p[1]) < least:
                p[:2] = least
            p[2] = max(p[2], least)
        elif kind == t.PRISM:
            if max(p[1], p[2]) < least:
                p[1:3] = least
            p[3] = max(p[3], least)
        elif kind == t.TORUS:
            p[1] = max(p[1], least)
        elif kind == t.EXTRUDE:
            p[0] = max(p[0], least)
        elif kind == t.TUBE:
            p[9:11] = np.maximum(p[9:11], (least, least * 0.8))
        row[t.ROUND] += inflate
    return a
