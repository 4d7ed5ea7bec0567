"""Random primitive tables that use every type, operation, mirror, array and deformation."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.soup import _params, _rotation

KINDS = range(t.FACET + 1)


def random_table(rng: random.Random, kinds: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """A table (len(kinds), 64) with one row of each kind given; everything else is random."""
    rows = np.zeros((len(kinds), t.ROW), np.float32)
    for i, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
        row[t.TYPE], row[t.OP] = kind, rng.choice((t.UNION, t.SMOOTH, t.SUBTRACT, t.INTERSECT)) if i else t.UNION
        row[t.SMOOTHNESS] = rng.choice((0.0, rng.uniform(0.02, 0.2)))
        row[t.GROUP] = float(i == 0 or rng.random() < 0.4)
        row[t.MIRROR] = rng.randrange(4)
        row[t.CENTER : t.CENTER + 3] = [rng.uniform(-0.5, 0.5) for _ in range(3)]
        row[t.ROTATION : t.ROTATION + 9] = _rotation(rng)
        row[t.ROUND], row[t.SHELL] = rng.choice((0.0, 0.03)), rng.choice((0.0, 0.05))
        row[t.ARRAY], row[t.COUNT] = rng.randrange(3), rng.randint(2, 7)
        row[t.STEP : t.STEP + 3] = [rng.uniform(0.1, 0.4) for _ in range(3)]
        row[t.TWIST], row[t.BEND] = rng.choice((0.0, rng.uniform(-3, 3))), rng.choice((0.0, rng.uniform(-1, 1)))
        row[t.PARAM : t.PARAM + 20] = _params(kind, rng)
        if kind == t.LATHE:
            row[t.PARAM] = rng.choice((0, 3, 6))
        row[t.LIPSCHITZ] = rng.uniform(0.5, 1.0)
    return rows


def random_tables(seed: int, count: int) -> list[npt.NDArray[np.float32]]:
    """`count` tables of 1 to 3 rows; the first ones hold each kind alone."""
    rng = random.Random(seed)
    kinds = [(k,) for k in KINDS]
    while len(kinds) < count:
        kinds.append(tuple(rng.choice(KINDS) for _ in range(rng.randint(2, 3))))
    return [random_table(rng, k) for k in kinds[:count]]
