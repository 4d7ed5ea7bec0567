"""Random primitives at random rotations: shapes of no category, so that the autoencoder learns every surface."""

from __future__ import annotations

import math
import random

import numpy as np
import numpy.typing as npt

from meshwright.dataset.grammar import table as t
from meshwright.vocabulary.materials import MATERIALS

_KINDS = (t.BOX, t.CONE, t.ELLIPSOID, t.TORUS, t.PRISM, t.LATHE, t.EXTRUDE, t.TUBE, t.SUPERQUADRIC, t.FACET)
_FLATTEST = 4.0
"""Largest ratio of an ellipsoid's radii."""


def soup(rng: random.Random) -> npt.NDArray[np.float32]:
    """A table (rows, 64) float32 of 2 to 9 random primitives in field units."""
    count = rng.randint(2, 9)
    rows = np.zeros((count, t.ROW), np.float32)
    for i, row in enumerate(rows):
        kind = rng.choice(_KINDS)
        row[t.TYPE] = kind
        row[t.OP] = rng.choice((t.UNION, t.UNION, t.UNION, t.SMOOTH, t.SUBTRACT)) if i else t.UNION
        row[t.SMOOTHNESS] = rng.uniform(0.03, 0.15)
        row[t.GROUP] = float(i == 0 or rng.random() < 0.5)
        if row[t.GROUP]:
            row[t.OP] = t.UNION
        row[t.MIRROR] = rng.choice((0, 0, 0, 1, 2, 3))
        row[t.CENTER : t.CENTER + 3] = [rng.uniform(-0.55, 0.55) for _ in range(3)]
        row[t.ROTATION : t.ROTATION + 9] = _rotation(rng)
        row[t.ROUND] = rng.choice((0.0, 0.0, 0.01, 0.03))
        row[t.SHELL] = 0.05 if rng.random() < 0.06 else 0.0
        row[t.PARAM : t.PARAM + 20] = _params(kind, rng)
        row[t.LIPSCHITZ] = 0.6 if kind == t.SUPERQUADRIC else 0.9 if kind == t.ELLIPSOID else 1.0
        row[t.PART] = rng.randrange(t.MAX_SLOTS)
        row[t.MATERIAL] = rng.randrange(len(MATERIALS))
        row[t.TINT : t.TINT + 3] = [rng.random() ** 2 for _ in range(3)]
        row[t.ROUGHNESS], row[t.METALLIC] = rng.random(), float(rng.random() < 0.4)
        row[t.EMISSION] = float(rng.random() < 0.2)
    return rows


def _rotation(rng: random.Random) -> list[float]:
    if rng.random() < 0.3:
        return [1, 0, 0, 0, 1, 0, 0, 0, 1]
    w, x, y, z = (rng.gauss(0, 1) for _ in range(4))
    n = math.sqrt(w * w + x * x + y * y + z * z)
    w, x, y, z = w / n, x / n, y / n, z / n
    return [
        1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
        2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
        2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y),
    ]  # fmt: skip


def _params(kind: int, rng: random.Random) -> list[float]:
    def length() -> float:
        return math.exp(rng.uniform(math.log(0.022), math.log(0.5)))

    p = [length() for _ in range(20)]
    if kind == t.BOX:
        p[3:5] = [1.0, 1.0] if rng.random() < 0.7 else [rng.uniform(0.4, 1.0), rng.uniform(0.4, 1.0)]
    elif kind == t.ELLIPSOID:
        # beside the plane of a very flat one the distance estimate falls to nothing (see `sdf._ellipsoid`)
        p[:3] = [max(v, max(p[:3]) / _FLATTEST) for v in p[:3]]
    elif kind == t.CONE:
        p[1] = p[0] if rng.random() < 0.5 else rng.uniform(0.0, 0.4)
    elif kind == t.TORUS:
        half = math.pi if rng.random() < 0.6 else rng.uniform(0.5, 3.0)
        p[:4] = [rng.uniform(0.1, 0.5), rng.uniform(0.022, 0.08), math.sin(half), math.cos(half)]
    elif kind == t.PRISM:
        p[0], p[2] = rng.randint(3, 8), p[1] if rng.random() < 0.6 else rng.uniform(0.0, 0.4)
    elif kind == t.LATHE:
        ys = sorted(rng.uniform(-0.5, 0.5) for _ in range(6))
        points = [(0.0, ys[0]), *((rng.uniform(0.03, 0.4), y) for y in ys), (0.0, ys[-1])]
        p[:17] = [0.0, *(v for q in points for v in q)]
    elif kind == t.EXTRUDE:
        angles = [2 * math.pi * i / 8 for i in range(8)]
        radii = [rng.uniform(0.15, 0.5) for _ in angles]
        outline = [v for a, r in zip(angles, radii, strict=True) for v in (r * math.cos(a), r * math.sin(a))]
        p[:17] = [rng.uniform(0.02, 0.2), *outline]
    elif kind == t.TUBE:
        p[:9] = [rng.uniform(-0.5, 0.5) for _ in range(9)]
        p[9:11] = [rng.uniform(0.022, 0.1), rng.uniform(0.015, 0.1)]
    elif kind == t.SUPERQUADRIC:
        p[:3] = [rng.uniform(0.1, 0.5) for _ in range(3)]
        p[3:5] = [rng.uniform(0.25, 1.2) for _ in range(2)]
    elif kind == t.FACET:
        p[:3] = [rng.uniform(0.08, 0.4) for _ in range(3)]
    return p
