"""Distinct rows in order of appearance, and welding by position."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.formats import split
from meshwright.formats.assemble import weld


@pytest.mark.parametrize("collide", [False, True])
def test_first_use_of_rows(collide, monkeypatch):
    if collide:  # marks that tell nothing apart must not change the answer
        monkeypatch.setattr(split, "row_marks", lambda rows: np.zeros(len(rows), np.uint64))
    rng = np.random.default_rng(2)
    for count in (0, 1, 40):
        rows = rng.integers(0, 3, (count, 3)).astype(np.uint32)
        first, inverse = split.first_use(rows)
        seen = {}
        for k, row in enumerate(map(tuple, rows.tolist())):
            seen.setdefault(row, k)
        assert first.tolist() == list(seen.values())
        assert np.array_equal(rows[first][inverse], rows)


def test_welding_keeps_the_order_of_first_use_and_drops_the_unused():
    positions = np.array([[9, 9, 9], [1, 0, 0], [0, 1, 0], [1, -0.0, 0], [0, 0, 1]], np.float32)
    vertices, faces = weld(positions, np.array([[4, 1, 2], [2, 3, 4]]))
    assert vertices.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert faces.tolist() == [[0, 1, 2], [2, 1, 0]]
    assert faces.dtype == np.int32
