"""The judge of the corpus benchmark finds what it looks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.finish_judge import Khronos, atlas_defects, hull_defects, judge, pivot_miss, surface_defects

from meshwright.pipeline.finish_source import finish_source
from meshwright.pipeline.settings import FinishSettings
from tests.analytic import box_mesh, icosphere
from tests.formats.validator import install

BOX = box_mesh().triangles


def test_a_finished_ball_has_no_defects_and_stands_where_its_source_was(tmp_path: Path) -> None:
    ball = icosphere(3)
    asset = finish_source(ball, FinishSettings(polycount=400, texture_size=128, lods=2))
    path = tmp_path / "ball.glb"
    asset.save(path)
    khronos = Khronos(install())
    try:
        found = judge(path, 400, 1280, 2, ball.triangles + np.float32([0, 1, 0]), khronos)
        low = judge(path, 300, 1280, 2, ball.triangles, khronos)
    finally:
        khronos.close()
    assert found["defects"] == []
    assert found["faces"] == asset.report["triangles"]
    assert max(found["to_source"], found["from_source"]) < 0.006
    assert any("above 300" in defect for defect in low["defects"])
    assert low["to_source"] > 0.1


@pytest.mark.parametrize(
    ("triangles", "word"),
    [
        (BOX[1:], "open edges"),
        (np.concatenate([BOX, BOX[:1]]), "double faces"),
        (np.concatenate([BOX, BOX + np.float32([1, 1, 0])]), "more than two faces"),
        (np.concatenate([BOX, BOX + np.float32([1, 1, 1])]), "more than one fan"),
        (BOX[:, ::-1], "volume not positive"),
        (np.concatenate([BOX[:6], BOX[6:, ::-1]]), "winding"),
        (np.concatenate([BOX * 3, BOX[:, ::-1] + np.float32([9, 0, 0])]), "inside out"),
        (np.concatenate([BOX, BOX[:1, [0, 1, 1]]]), "repeated vertex"),
    ],
)
def test_defects_of_surfaces(triangles: np.ndarray, word: str) -> None:
    assert surface_defects(BOX, "") == []
    assert any(word in defect for defect in surface_defects(triangles, ""))


def test_defects_of_atlases() -> None:
    corners = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32)
    triangles = corners[[[0, 1, 2], [0, 2, 3]]]
    uv = (corners[:, :2] * [0.5, -0.5] + [0.1, 0.9])[[[0, 1, 2], [0, 2, 3]]].astype(np.float32)
    assert atlas_defects(triangles, uv, "", whole=True)[0] == []
    for spoilt, word in (
        (uv[:, ::-1], "mirrored"),
        (uv + 0.6, "outside"),
        (np.stack([uv[0], uv[0]]), "overlap"),
        (np.stack([uv[0], uv[1] * 0.2]), "density"),
    ):
        assert any(word in defect for defect in atlas_defects(triangles, spoilt, "", whole=True)[0]), word


def test_defects_of_hulls_and_pivots() -> None:
    assert hull_defects([BOX]) == []
    assert hull_defects([BOX] * 9) == ["9 hulls"]
    dented = BOX.copy()
    dented[(dented == BOX[0, 0]).all(axis=-1)] *= 0.3
    assert "a hull that is not convex" in hull_defects([dented])
    assert any("vertices" in defect for defect in hull_defects([icosphere(2).triangles]))
    assert pivot_miss(BOX) == pytest.approx(0.5)
    assert pivot_miss(BOX + np.float32([0, 0.5, 0])) == 0
