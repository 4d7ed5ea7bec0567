"""Linings of known thickness on bodies in closed form."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from meshwright.geometry.isosurface import extract
from meshwright.geometry.mass import mass_properties
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.shells import SHELL_SHARE, find_linings, sobol
from tests.analytic import AnalyticField, icosphere, torus


def grid_box(half: tuple[float, float, float], cuts: dict[int, list[float]]) -> Mesh:
    """A closed box whose sides are also cut at the given coordinates of each axis."""
    ticks = [np.array(sorted([-h, h, *cuts.get(axis, [])])) for axis, h in enumerate(half)]
    points, faces = [], []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for sign in (-1, 1):
            for i in range(len(ticks[u]) - 1):
                for j in range(len(ticks[v]) - 1):
                    corners = []
                    for a, b in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)):
                        p = np.zeros(3)
                        p[axis], p[u], p[v] = sign * half[axis], ticks[u][a], ticks[v][b]
                        corners.append(p)
                    if sign < 0:
                        corners.reverse()
                    n = len(points)
                    points += corners
                    faces += [(n, n + 1, n + 2), (n, n + 2, n + 3)]
    unique, inverse = np.unique(np.array(points).round(9), axis=0, return_inverse=True)
    return Mesh.from_arrays(unique, inverse.ravel()[np.array(faces)])


def painted(mesh: Mesh, where: np.ndarray, names: tuple[str, str] = ("body", "band")) -> Mesh:
    return replace(mesh, face_part=where.astype(np.int32), part_names=names)


def middles(mesh: Mesh) -> np.ndarray:
    return mesh.triangles.mean(axis=1)


def banded(width: float, half: tuple[float, float, float] = (0.3, 0.5, 0.2)) -> Mesh:
    """A box with a band around its waist, its faces meshed along the band's borders."""
    mesh = grid_box(half, {1: [-width / 2, width / 2], 0: [-0.1, 0.1]})
    return painted(mesh, np.abs(middles(mesh)[:, 1]) < width / 2 - 1e-6)


def hollow(half: tuple[float, float], height: float, t: float) -> float:
    return 4 * height * (half[0] * half[1] - (half[0] - t) * (half[1] - t))


@pytest.mark.parametrize(("width", "thickness"), [(0.2, SHELL_SHARE), (0.08, 0.02), (0.02, 0.005)])
def test_a_band_is_a_frame_not_a_slab(width: float, thickness: float) -> None:
    """Of thickness 3 % of the longest side (1 m), or a quarter of the width of a narrow band."""
    mesh = banded(width)
    body = mass_properties(mesh, [600.0, 7800.0])
    frame = hollow((0.3, 0.2), width, thickness)
    assert (body.mass - 600 * 0.24) / 7200 == pytest.approx(frame, rel=5e-3)
    np.testing.assert_allclose(body.center_of_mass, 0, atol=1e-3)
    slab = 0.24 * width
    assert frame < 0.6 * slab  # so that the old answer fails


def test_inertia_of_a_banded_box() -> None:
    width, t = 0.2, SHELL_SHARE
    body = mass_properties(banded(width), [600.0, 7800.0])

    def about(mass: float, a: float, b: float) -> float:
        return mass * (4 * a * a + 4 * b * b) / 12

    whole = 600 * 0.24
    outer = 7200 * 4 * 0.3 * 0.2 * width
    inner = 7200 * 4 * (0.3 - t) * (0.2 - t) * width
    expected = [
        about(whole, 0.5, 0.2) + about(outer, width / 2, 0.2) - about(inner, width / 2, 0.2 - t),
        about(whole, 0.3, 0.2) + about(outer, 0.3, 0.2) - about(inner, 0.3 - t, 0.2 - t),
        about(whole, 0.3, 0.5) + about(outer, 0.3, width / 2) - about(inner, 0.3 - t, width / 2),
    ]
    np.testing.assert_allclose(np.diag(body.inertia), expected, rtol=5e-3)


def test_light_lining_on_a_heavy_body() -> None:
    body = mass_properties(banded(0.2), [19300.0, 400.0])
    assert body.mass == pytest.approx(19300 * 0.24 - 18900 * hollow((0.3, 0.2), 0.2, SHELL_SHARE), rel=2e-3)


def test_an_inlay_is_a_plate() -> None:
    """A square of gold in the front of a box: as thick as 3 % of the longest side."""
    mesh = grid_box((0.5, 0.5, 0.5), {0: [-0.1, 0.1], 1: [-0.1, 0.1]})
    c = middles(mesh)
    mesh = painted(mesh, (c[:, 2] > 0.4999) & (np.abs(c[:, :2]) < 0.1).all(axis=1))
    body = mass_properties(mesh, [700.0, 19300.0])
    assert (body.mass - 700) / 18600 == pytest.approx(0.04 * 0.03, rel=0.02)
    lever = 18600 * 0.04 * 0.03 * (0.5 - 0.015)
    assert body.center_of_mass[2] == pytest.approx(lever / body.mass, rel=0.02)


def test_bodies_of_their_own_stay_bodies() -> None:
    """A tall head and a leg are not linings, however thin the leg."""
    mesh = grid_box((0.05, 0.5, 0.05), {1: [-0.2]})
    mesh = painted(mesh, middles(mesh)[:, 1] < -0.2)
    assert not find_linings(mesh).lining.any()
    body = mass_properties(mesh, [1000.0, 3000.0])
    assert body.mass == pytest.approx(0.01 * (0.7 * 1000 + 0.3 * 3000), rel=1e-6)


def test_striped_ball_keeps_one_body() -> None:
    mesh = icosphere(4)
    mesh = painted(mesh, np.floor(middles(mesh)[:, 1] * 6).astype(int) % 2)
    found = find_linings(mesh)
    assert found.lining.any()
    assert not found.lining.all()
    light = mass_properties(mesh, [1000.0, 1000.0]).mass
    assert light < mass_properties(mesh, [1000.0, 1100.0]).mass < light * 1.1


def test_stripes_around_a_ring_are_slices() -> None:
    """Half of a torus in each of two materials: both are bodies, and weigh the half each."""
    mesh = extract(AnalyticField({"ring": torus(0.6, 0.2)}), resolution=48, coarse=16)
    mesh = painted(mesh, middles(mesh)[:, 0] > 0)
    whole = mass_properties(mesh, [1.0, 1.0]).mass
    assert mass_properties(mesh, [1.0, 3.0]).mass == pytest.approx(2 * whole, rel=0.02)


def test_same_bytes_and_quick() -> None:
    mesh = painted(icosphere(4), np.abs(middles(icosphere(4))[:, 1]) < 0.1)
    start = time.perf_counter()
    first = mass_properties(mesh, [1.0, 8.0])
    assert time.perf_counter() - start < 10
    second = mass_properties(mesh, [1.0, 8.0])
    assert first.mass == second.mass
    assert first.inertia.tobytes() == second.inertia.tobytes()
    slab = 2 * np.pi * (0.1 - 0.1**3 / 3)
    assert first.mass - mass_properties(mesh, [1.0, 1.0]).mass < 0.5 * 7 * slab


def test_sobol_fills_every_cell_once() -> None:
    """A (0, m, 2)-net in each of its first two axes; every axis holds each of 64 strata once."""
    points = sobol(64)
    for axis in range(3):
        assert sorted(np.floor(points[:, axis] * 64).astype(int)) == list(range(64))
    cells = np.floor(points[:, :2] * 8).astype(int)
    assert len(np.unique(cells, axis=0)) == 64
    assert ((points > 0) & (points < 1)).all()
