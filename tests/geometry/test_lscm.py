"""The charts of `unwrap` against the LSCM equations (founding document, eqs 62-67).

The oracle is a dense least-squares solver written here from the equations alone; `igl.lscm` is the second.
Two vertices of each chart are held where the chart has them, and everything else is solved for.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import igl
import numpy as np
import pytest
from scipy.sparse import coo_matrix

from meshwright.geometry.atlas import charts, measure_atlas
from meshwright.geometry.conformal import ChartMaps, conformal_charts, crossing_edges, cut_charts, tangled_charts
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.unwrap import unwrap
from tests.analytic import AnalyticField, box, box_mesh, icosphere, sphere, torus


@dataclass(frozen=True)
class Chart:
    """Positions (n, 3), UVs (n, 2) in the texture's scale, v up, and faces (m, 3) of one chart."""

    points: np.ndarray
    uv: np.ndarray
    faces: np.ndarray


def charts_of(mesh: Mesh) -> list[Chart]:
    """Charts with vertices joined where position and UV agree."""
    count, label = charts(mesh)
    result = []
    for k in range(count):
        rows = np.flatnonzero(label == k)
        keys = np.concatenate(
            [mesh.faces[rows].reshape(-1, 1).astype(np.float64), mesh.uv[rows].reshape(-1, 2)], axis=1
        )
        unique, inverse = np.unique(keys, axis=0, return_inverse=True)
        uv = unique[:, 1:] * [1.0, -1.0]
        points = mesh.vertices[unique[:, 0].astype(int)].astype(np.float64)
        result.append(Chart(points, uv, inverse.reshape(-1, 3)))
    return result


def local_frames(chart: Chart) -> np.ndarray:
    """Corners (m, 3, 2) of each triangle in orthonormal vectors s, t of its plane (eq 62)."""
    p = chart.points[chart.faces]
    edge, other = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    s = edge / np.linalg.norm(edge, axis=1, keepdims=True)
    normal = np.cross(edge, other)
    t = np.cross(normal / np.linalg.norm(normal, axis=1, keepdims=True), s)
    local = np.zeros((len(p), 3, 2))
    for k, d in ((1, edge), (2, other)):
        local[:, k] = np.stack([(d * s).sum(axis=1), (d * t).sum(axis=1)], axis=1)
    return local


def system(chart: Chart):
    """Sparse A (2m, 2n) with E_LSCM = |A x|², x = (u_1..u_n, v_1..v_n) (eqs 63-67)."""
    local = local_frames(chart)
    a, b, c = local[:, 0], local[:, 1], local[:, 2]
    double = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    # Gradients of the barycentric functions: N_i = ((y_j - y_k) s + (x_k - x_j) t + …) / 2A.
    gradient = np.stack(
        [
            np.stack([q[:, 1] - r[:, 1], r[:, 0] - q[:, 0]], axis=1) / double[:, None]
            for q, r in ((b, c), (c, a), (a, b))
        ],
        axis=1,
    )
    m, n = len(chart.faces), len(chart.points)
    root = np.sqrt(np.abs(double) / 2)[:, None]
    ds, dt = gradient[..., 0] * root, gradient[..., 1] * root
    row = np.repeat(np.arange(m)[:, None], 3, axis=1)
    column = chart.faces
    # eq 64: u_s - v_t = 0 and u_t + v_s = 0
    entries = [(row, column, ds), (row, column + n, -dt), (row + m, column, dt), (row + m, column + n, ds)]
    rows, columns, values = (np.concatenate([e[k].ravel() for e in entries]) for k in range(3))
    return coo_matrix((values, (rows, columns)), shape=(2 * m, 2 * n)).tocsr()


def energy(chart: Chart, uv: np.ndarray) -> float:
    """E_LSCM per area of the chart in UV (eq 65): 0 for a conformal map, whatever its scale."""
    residual = system(chart) @ uv.T.ravel()
    t = uv[chart.faces]
    edge, other = t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]
    return float(residual @ residual) / float(np.abs(edge[:, 0] * other[:, 1] - edge[:, 1] * other[:, 0]).sum() / 2)


def pins(chart: Chart) -> np.ndarray:
    """The two vertices that the chart was held at: only there does its energy still fall."""
    n = len(chart.points)
    matrix = system(chart)
    slope = np.hypot(*(matrix.T @ (matrix @ chart.uv.T.ravel())).reshape(2, n))
    if energy(chart, chart.uv) > 1e-7:
        return np.sort(np.argsort(-slope)[:2])
    first = int(((chart.uv - chart.uv.mean(axis=0)) ** 2).sum(axis=1).argmax())
    return np.array([first, int(((chart.uv - chart.uv[first]) ** 2).sum(axis=1).argmax())])


def solve(chart: Chart, pinned: np.ndarray) -> np.ndarray:
    """UVs (n, 2) of least energy with two vertices held, by a dense orthogonal factorisation."""
    matrix = system(chart).toarray()
    n = len(chart.points)
    fixed = np.concatenate([pinned, pinned + n])
    free = np.setdiff1d(np.arange(2 * n), fixed)
    x = np.zeros(2 * n)
    x[fixed] = chart.uv[pinned].T.ravel()
    if len(free):
        x[free] = np.linalg.lstsq(matrix[:, free], -(matrix @ x), rcond=None)[0]
    return x.reshape(2, n).T


def density_spread(chart: Chart, uv: np.ndarray) -> float:
    """Area-weighted coefficient of variation of the texel density within a chart."""
    p, t = chart.points[chart.faces], uv[chart.faces]
    real = np.linalg.norm(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), axis=1)
    edge, other = t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]
    density = np.sqrt(np.abs(edge[:, 0] * other[:, 1] - edge[:, 1] * other[:, 0]) / real)
    mean = np.average(density, weights=real)
    return float(np.sqrt(np.average((density - mean) ** 2, weights=real)) / mean)


def is_disk(chart: Chart) -> bool:
    """One border and no handle: Euler characteristic 1."""
    edges = np.sort(np.concatenate([chart.faces[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
    return len(chart.points) - len(np.unique(edges, axis=0)) + len(chart.faces) == 1


SHAPES = {
    "sphere": lambda: icosphere(3),
    "box": box_mesh,
    "torus": lambda: extract(AnalyticField({"ring": torus(0.6, 0.2)}), resolution=24, coarse=12),
    "ball through a column": lambda: extract(
        AnalyticField({"ball": sphere(0.5), "column": box((0.2, 0.8, 0.2))}), resolution=32, coarse=16
    ),
}


@pytest.fixture(scope="module", params=SHAPES)
def parts(request) -> list[Chart]:
    return charts_of(unwrap(SHAPES[request.param](), texture_size=1024))


def test_charts_reach_the_least_energy(parts):
    """Within 1 % of the optimum for the two vertices that are held; rounding of UVs to float32 aside."""
    for chart in parts:
        pinned = pins(chart)
        optimum = solve(chart, pinned)
        best, ours = energy(chart, optimum), energy(chart, chart.uv)
        assert best - 1e-7 <= ours <= 1.01 * best + 1e-7
        # The bound bites: a stretch by a twentieth is far beyond it.
        assert energy(chart, chart.uv * [1.05, 1.0]) > 1.01 * best + 1e-7
        reach = np.linalg.norm(chart.points[:, None] - chart.points[None], axis=-1)
        assert reach[tuple(pinned)] > 0.7 * reach.max()


def test_a_second_solver_agrees(parts):
    disks = [chart for chart in parts if len(chart.faces) >= 8 and is_disk(chart)]
    for chart in disks:
        pinned = pins(chart)
        second = igl.lscm(chart.points, chart.faces.astype(np.int64), pinned, chart.uv[pinned])[0]
        size = float(np.ptp(chart.uv, axis=0).max())
        np.testing.assert_allclose(chart.uv, second, atol=2e-4 * size)


def test_density_stays_even(parts):
    assert max(density_spread(chart, chart.uv) for chart in parts) <= 0.2


def test_charts_that_cannot_be_mapped_are_cut():
    """A spring of five turns overlaps itself when flat; its pieces do not."""
    turn = np.linspace(0, 10 * np.pi, 400)
    around = np.stack([np.cos(turn), turn / 40, np.sin(turn)], axis=1)
    rim = around * [1.3, 1, 1.3]
    points = np.concatenate([around, rim])
    k = np.arange(399)
    faces = np.concatenate([np.stack([k, k + 400, k + 1], 1), np.stack([k + 1, k + 400, k + 401], 1)])
    chart = np.zeros(800, np.int64)
    maps = conformal_charts(points, faces, chart)
    assert maps.unusable.tolist() == [0]
    for _ in range(4):
        source, faces, chart = cut_charts(points[:, [1, 0]], faces, chart, maps)
        points = points[source]
        maps = conformal_charts(points, faces, chart)
    assert len(maps.unusable) == 0
    assert len(faces) == 798
    mesh = Mesh.from_arrays(points, faces)
    assert measure_atlas(replace(mesh, uv=to_image(maps.uv)[faces].astype(np.float32)), texture_size=1024).valid


def to_image(uv: np.ndarray) -> np.ndarray:
    """Into the unit square, v down."""
    low, size = uv.min(axis=0), np.ptp(uv, axis=0).max()
    return (uv - low) / size * [0.99, -0.99] + [0.0, 0.995]


def test_plane_charts_are_exact():
    """A developable chart has a conformal map of energy 0, and that is the one we give."""
    for chart in charts_of(unwrap(box_mesh((0.5, 0.2, 0.3)), texture_size=1024)):
        assert energy(chart, chart.uv) < 1e-9
        np.testing.assert_allclose(solve(chart, pins(chart)), chart.uv, atol=1e-5)


def test_own_energy_against_closed_form():
    """A stretch of a flat triangle by a and b has (a - b)² / (a b) per area."""
    flat = Chart(np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]), np.zeros((3, 2)), np.array([[0, 1, 2]]))
    stretched = flat.points[:, :2] * [2.0, 0.5]
    assert energy(flat, stretched) == pytest.approx((2.0 - 0.5) ** 2 / 1.0)
    assert energy(flat, flat.points[:, :2] * 3) == pytest.approx(0, abs=1e-12)


def test_crossing_edges():
    edges = np.array([[[0, 0], [2, 2]], [[0, 2], [2, 0]], [[0, 0], [-1, 3]], [[5, 0], [6, 0]]], float)
    assert crossing_edges(edges).tolist() == [[0, 1]]
    rng = np.random.default_rng(0)
    many = rng.random((200, 1, 2)) + 0.1 * rng.standard_normal((200, 2, 2))
    found = {tuple(pair) for pair in np.sort(crossing_edges(many), axis=1)}
    assert found == {pair for pair in itertools.combinations(range(200), 2) if meet(*many[list(pair)])}


def meet(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two segments have a common point: the solution of a 2 x 2 system lies in both."""
    s, t = np.linalg.solve(np.stack([a[1] - a[0], b[0] - b[1]], axis=1), b[0] - a[0])
    return bool(0 < s < 1 and 0 < t < 1)


@pytest.mark.parametrize("pinched", [False, True])
def test_a_hole_that_turns_over_is_seen(pinched):
    uv = np.array([[0, 3], [-4, -3], [4, -3], [-1, 0], [0, 0.2], [1, 0]])  # the outer border, the hole
    faces = np.array([[0, 1, 3], [1, 5, 3], [1, 2, 5], [2, 0, 5], [3, 4, 0], [4, 5, 0]])[int(pinched) :]
    chart = np.zeros(len(uv), np.int64)
    assert len(tangled_charts(uv, faces, chart)[0]) == 0
    uv[4, 1] = -0.2
    # No face is flipped and no two sides cross, yet the faces above the hole lie over the one below it.
    e, f = uv[faces[:, 1]] - uv[faces[:, 0]], uv[faces[:, 2]] - uv[faces[:, 0]]
    assert (e[:, 0] * f[:, 1] - e[:, 1] * f[:, 0] > 0).all()
    bad, folded = tangled_charts(uv, faces, chart)
    assert bad.tolist() == [0]
    for _ in range(2):
        source, faces, chart = cut_charts(uv, faces, chart, ChartMaps(uv, bad, folded))
        uv = uv[source]
        bad, folded = tangled_charts(uv, faces, chart)
    assert len(bad) == 0
