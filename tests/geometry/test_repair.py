"""Broken meshes made from known solids come back as solids."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import InputError, RepairError
from meshwright.geometry.analysis import analyse
from meshwright.geometry.holes import WALL
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.repair import repair
from tests.analytic import box_mesh, icosphere
from tests.geometry.test_components import flipped, joined, moved

BALL = icosphere(4)
BOX = box_mesh()
rng = np.random.default_rng(0)


def without(mesh: Mesh, keep: np.ndarray) -> Mesh:
    return Mesh.from_arrays(mesh.vertices, mesh.faces[keep])


def soup() -> Mesh:
    return Mesh.from_arrays(BOX.triangles.reshape(-1, 3), np.arange(36).reshape(-1, 3))


def scrambled() -> Mesh:
    turn = rng.random(len(BALL.faces)) < 0.3
    return Mesh.from_arrays(BALL.vertices, np.where(turn[:, None], BALL.faces[:, ::-1], BALL.faces))


BALL_VOLUME = analyse(BALL, intersections=False).volume
CASES = {
    # name: (mesh, method, volume, tolerance)
    "sound": (BALL, "none", BALL_VOLUME, 1e-6),
    "unwelded": (soup(), "local", 1.0, 1e-6),
    "inside out": (flipped(BOX), "local", 1.0, 1e-6),
    "scrambled winding": (scrambled(), "local", BALL_VOLUME, 1e-6),
    "pinholes": (without(BALL, rng.random(len(BALL.faces)) > 0.02), "local", BALL_VOLUME, 2e-3),
    "open box": (without(BOX, np.arange(12) < 10), "local", 1.0, 1e-6),
    "double faces": (
        Mesh.from_arrays(BOX.vertices, np.concatenate([BOX.faces, BOX.faces[:3], [[0, 0, 1]]])),
        "local",
        1.0,
        1e-6,
    ),
    "cavity": (joined(BALL, flipped(icosphere(2, 0.5))), "local", BALL_VOLUME, 1e-6),
    "overlapping": (joined(BOX, moved(BOX, (0.4, 0.3, 0.2))), "union", 2 - 0.6 * 0.7 * 0.8, 1e-5),
}


@pytest.mark.parametrize("name", CASES)
def test_known_solids(name):
    mesh, method, volume, tolerance = CASES[name]
    fixed, log = repair(mesh)
    report = analyse(fixed)
    assert report.sound, report
    assert report.self_intersections == 0
    assert log.method == method, log
    assert report.volume == pytest.approx(volume, rel=tolerance)


def test_a_solid_that_crosses_itself_is_rebuilt():
    ball = icosphere(3)
    points = ball.vertices.copy()
    middle = np.abs(points[:, 0]) < 0.3
    points[middle, 1] *= -0.5  # the waist is turned inside out
    fixed, log = repair(Mesh.from_arrays(points, ball.faces), remesh_resolution=48)
    assert log.method == "remesh"
    report = analyse(fixed)
    assert report.sound
    assert report.self_intersections == 0


def test_a_bowl_and_a_sheet_are_given_walls():
    sheet = Mesh.from_arrays([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], [[0, 1, 2], [0, 2, 3]])
    bowl = without(BALL, BALL.triangles.mean(axis=1)[:, 1] < 0.2)
    for mesh, area, rest in ((sheet, 1.0, 1e-5), (bowl, 2 * np.pi * 1.2, 0.03)):
        fixed, log = repair(mesh)
        assert (log.method, log.thickened) == ("local", True)
        report = analyse(fixed)
        assert report.sound
        assert report.self_intersections == 0
        size = np.ptp(mesh.vertices, axis=0).max()
        assert report.volume == pytest.approx(area * WALL * size, rel=rest)
        assert {tuple(p) for p in mesh.vertices[mesh.faces].reshape(-1, 3)} <= {tuple(p) for p in fixed.vertices}


def test_labels_survive():
    mesh = soup()
    labelled = Mesh(mesh.vertices, mesh.faces, np.arange(12, dtype=np.int32) // 2, tuple("abcdef"))
    fixed, _ = repair(labelled)
    assert np.bincount(fixed.face_part).tolist() == [2] * 6
    pair = joined(BOX, moved(BOX, (0.4, 0.3, 0.2)))
    part = np.repeat([0, 1], 12).astype(np.int32)
    fixed, log = repair(Mesh(pair.vertices, pair.faces, part, ("a", "b")))
    assert log.method == "union"
    above = fixed.triangles.mean(axis=1)[:, 0] > 0.51
    assert (fixed.face_part[above] == 1).all()


def test_refusals():
    with pytest.raises(InputError, match="no faces"):
        repair(Mesh.from_arrays(np.zeros((3, 3)), np.zeros((0, 3), int)))
    with pytest.raises(InputError, match="finite"):
        repair(Mesh.from_arrays([[0, 0, 0], [1, np.inf, 0], [0, 1, 0]], [[0, 1, 2]]))
    with pytest.raises(InputError, match="out of range"):
        repair(Mesh.from_arrays([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 7]]))
    with pytest.raises(RepairError) as caught:
        repair(Mesh.from_arrays(np.ones((3, 3)), [[0, 1, 2]]))
    assert caught.value.cause == "flat"
