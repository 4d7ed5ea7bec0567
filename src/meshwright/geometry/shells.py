"""Parts that only line a body (bands, inlays, painted areas), and the thin solids they stand for."""

from __future__ import annotations

from dataclasses import dataclass

import igl
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import edge_pairs, face_areas, half_edges, label_components

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

SHELL_SHARE = 0.03
"""Most thickness of a lining, as a share of the longest side of the object."""
_LINING = 0.75  # a patch whose half width is below this share of the depth beneath it is a lining
_PROBES = 1 << 15  # points that find the depth beneath patches
_SAMPLES = 1 << 17  # points over the box of the linings that measure their volume
_SHIFT = np.array([0x9E3779B9, 0x7F4A7C15, 0xF39CC060], np.uint64)  # digits of the golden ratio: any will do


@dataclass(frozen=True)
class Linings:
    """Faces that are linings, and the solids under them as equal point masses of volume.

    host: (m,) int32, the part of the body beneath each face; its own part where it is no lining.
    lining: (m,) bool.  points: (k, 3) float64 within linings.  volume: m³ that each point stands for.
    part, under: (k,) int32, the lining's part and the part of the body it lies in.
    """

    host: npt.NDArray[np.int32]
    lining: npt.NDArray[np.bool_]
    points: FloatArray
    volume: float
    part: npt.NDArray[np.int32]
    under: npt.NDArray[np.int32]


def find_linings(mesh: Mesh) -> Linings:
    """Tell parts that are bodies from those that line one, patch by patch.

    mesh: closed. A patch (connected faces of one part) is a lining when it is narrow for the depth
    of the body under it. It owns the points nearest to it, down to half its own half width and at
    most `SHELL_SHARE` of the longest side. The part of largest area is always a body. The points
    come from a fixed sequence: the same mesh gives the same result.
    """
    area = face_areas(mesh)
    main = int(np.bincount(mesh.face_part, area, len(mesh.part_names)).argmax())
    patch, count, touches = _patches(mesh)
    half_width = _half_widths(mesh, patch, count)
    depth = _depths(mesh, patch, count)
    narrow = touches & (half_width < _LINING * depth)
    narrow[np.unique(patch[mesh.face_part == main])] = False
    lining = narrow[patch]
    if not lining.any():
        nothing = np.zeros(0, np.int32)
        return Linings(mesh.face_part, lining, np.zeros((0, 3)), 0.0, nothing, nothing)
    host = mesh.face_part.copy()
    centre = mesh.triangles.mean(axis=1).astype(np.float64)
    host[lining] = mesh.face_part[~lining][cKDTree(centre[~lining]).query(centre[lining])[1]]
    size = float(np.ptp(mesh.vertices, axis=0).max())
    thickness = np.where(lining, np.minimum(half_width / 2, SHELL_SHARE * size)[patch], 0.0)
    points, face, volume = _sample(mesh, lining, thickness)
    return Linings(host, lining, points, volume, mesh.face_part[face], host[face])


def _patches(mesh: Mesh) -> tuple[IndexArray, int, npt.NDArray[np.bool_]]:
    """Patch (m,) of each face, their number, and whether each (p,) borders another part."""
    pairs = edge_pairs(mesh.faces) // 3
    inner = mesh.face_part[pairs[:, 0]] == mesh.face_part[pairs[:, 1]]
    count, patch = label_components(len(mesh.faces), pairs[inner])
    touches = np.zeros(count, bool)
    touches[patch[pairs[~inner]]] = True
    return patch, count, touches


def _half_widths(mesh: Mesh, patch: IndexArray, count: int) -> FloatArray:
    """Greatest distance (p,) of a point of each patch from the border of its part; inf without border."""
    pairs = edge_pairs(mesh.faces)
    border = pairs[mesh.face_part[pairs[:, 0] // 3] != mesh.face_part[pairs[:, 1] // 3]]
    if len(border) == 0:
        return np.full(count, np.inf)
    edges = half_edges(mesh.faces)[border[:, 0]].astype(np.int64)
    t = mesh.triangles.astype(np.float64)
    # Middles of edges count: on a coarse band only they lie half way between the borders.
    points = np.concatenate([t, (t + np.roll(t, -1, axis=1)) / 2, t.mean(axis=1)[:, None]], axis=1)
    squared = igl.point_mesh_squared_distance(points.reshape(-1, 3), mesh.vertices.astype(np.float64), edges)[0]
    width = np.zeros(count)
    np.maximum.at(width, np.repeat(patch, 7), np.sqrt(np.asarray(squared)))
    return width


def _depths(mesh: Mesh, patch: IndexArray, count: int) -> FloatArray:
    """Depth (p,) of the deepest probe that is nearest to each patch; 0 where there is none."""
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    signed, face = _signed_distance(mesh, _sequence(_PROBES, low, high))
    depth = np.zeros(count)
    np.maximum.at(depth, patch[face], np.maximum(-signed, 0.0))
    return depth


def _sample(mesh: Mesh, lining: npt.NDArray[np.bool_], thickness: FloatArray) -> tuple[FloatArray, IndexArray, float]:
    """Points within linings (k, 3), the face (k,) each is nearest to, and the volume of one point."""
    reach = float(thickness.max())
    t = mesh.triangles[lining].astype(np.float64)
    low = np.maximum(t.min(axis=(0, 1)) - reach, mesh.vertices.min(axis=0))
    high = np.minimum(t.max(axis=(0, 1)) + reach, mesh.vertices.max(axis=0))
    points = _sequence(_SAMPLES, low, high)
    # A first look at the linings alone spares the search through the whole surface for most points.
    marks, spacing = _marks(t, reach)
    near = np.isfinite(cKDTree(marks).query(points, distance_upper_bound=reach + spacing)[0])
    points = points[near]
    signed, face = _signed_distance(mesh, points)
    inside = (signed < 0) & (-signed <= thickness[face])
    return points[inside], face[inside], float(np.prod(high - low)) / _SAMPLES


def _marks(triangles: FloatArray, reach: float) -> tuple[FloatArray, float]:
    """Points (k, 3) on triangles (m, 3, 3) and the distance within which each point has one."""
    longest = np.linalg.norm(triangles - np.roll(triangles, 1, axis=1), axis=2).max(axis=1)
    spacing = max(reach, float(longest.max()) / 64)
    marks = []
    steps = np.maximum(1, np.ceil(longest / spacing)).astype(np.int64)
    for n in np.unique(steps):
        i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
        keep = i + j <= n
        weight = np.stack([i[keep], j[keep], n - i[keep] - j[keep]], axis=1) / n
        marks.append(np.einsum("wk,mkc->mwc", weight, triangles[steps == n]).reshape(-1, 3))
    return np.concatenate(marks), spacing


def _signed_distance(mesh: Mesh, points: FloatArray) -> tuple[FloatArray, IndexArray]:
    """Signed distance (n,), negative inside, and nearest face (n,)."""
    if len(points) == 0:
        return np.zeros(0), np.zeros(0, np.int64)
    signed, face, _, _ = igl.signed_distance(
        np.ascontiguousarray(points),
        mesh.vertices.astype(np.float64),
        mesh.faces.astype(np.int64),
        igl.SIGNED_DISTANCE_TYPE_PSEUDONORMAL,
    )
    return np.asarray(signed, np.float64).ravel(), np.asarray(face, np.int64).ravel()


def _sequence(count: int, low: npt.NDArray[np.floating], high: npt.NDArray[np.floating]) -> FloatArray:
    """Evenly spread points (n, 3) of a box, mirrored in x, so that symmetric objects balance.

    count: twice a power of two.  Source: Sobol' 1967, shifted digitally.
    """
    half = sobol(count // 2) - 0.5
    unit = np.concatenate([half, half * (-1, 1, 1)]) + 0.5
    return np.asarray(low + unit * (high.astype(np.float64) - low))


def sobol(count: int) -> FloatArray:
    """The first points (n, 3) of Sobol's sequence in the open unit cube, each axis shifted by fixed digits.

    Source: Sobol' 1967, direction numbers of Joe and Kuo 2008; primitive polynomials 1, x + 1, x² + x + 1.
    """
    bits = 32
    direction = np.zeros((3, bits), np.uint64)
    steps = [[1] * bits, [1], [1, 3]]
    for _ in range(bits):
        m = steps[1]
        m.append(2 * m[-1] ^ m[-1])
        m = steps[2]
        m.append(2 * m[-1] ^ 4 * m[-2] ^ m[-2])
    for axis in range(3):
        direction[axis] = [steps[axis][k] << (bits - 1 - k) for k in range(bits)]
    index = np.arange(count, dtype=np.uint64)
    index ^= index >> np.uint64(1)  # Gray code: the same points in another order
    value = np.tile(_SHIFT, (count, 1))
    for k in range(int(count - 1).bit_length()):
        value ^= ((index >> np.uint64(k)) & np.uint64(1))[:, None] * direction[:, k]
    return (value.astype(np.float64) + 0.5) / 2.0**bits
