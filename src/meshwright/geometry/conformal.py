"""Least-squares conformal maps of charts (founding document, eqs 62-67), all charts in one sparse system."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import splu

from meshwright.geometry.topology import edge_pairs, half_edges, label_components, undirected_keys

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
ComplexArray = npt.NDArray[np.complex128]

_THIN = 1e-7  # of the longest edge's square: slivers below count as this thin, or one would outweigh its chart
_SWEEPS = 4
_MOST_SPREAD = 0.2
_FEW = 0.1  # share of a chart's faces that may be folded for them to come off


@dataclass(frozen=True)
class ChartMaps:
    """Least-squares maps of charts.

    uv: (n, 2) in metres, v up, counter-clockwise; each chart has the area of its surface and a place of its own.
    unusable: charts whose map flips a triangle, crosses itself, or spreads its texels unevenly (coefficient of
        variation of the density above 0.2).
    folded: faces at the border of unusable charts that cross another, the smaller of each two.
    """

    uv: FloatArray
    unusable: IndexArray
    folded: IndexArray


def conformal_charts(points: FloatArray, faces: IndexArray, chart: IndexArray) -> ChartMaps:
    """Maps of least conformal energy of all charts.

    points: (n, 3), metres.  faces: (m, 3); no vertex belongs to two charts.  chart: (n,) of each vertex, 0..k-1.
    Each chart is held at two vertices of its border that are far apart on it.
    Source: Lévy et al. 2002, in the complex form of its section 2.3.
    """
    count = int(chart.max()) + 1
    of_face = chart[faces[:, 0]]
    rim = border_half_edges(faces)
    border = half_edges(faces)[rim]
    uv = _solve(_residuals(points, faces), points, pin_vertices(points, border, chart, count))
    area = _areas(points, faces)
    total = np.bincount(of_face, signed_areas(uv, faces), count)
    bad = ~(total > 0) | ~np.isfinite(total)
    scale = np.sqrt(np.bincount(of_face, area, count) / np.where(bad, 1.0, total))
    uv = np.where(bad[chart], 0.0, uv * scale[chart])
    flat = signed_areas(uv, faces)
    bad[of_face[flat <= 0]] = True
    bad |= _spread(area, flat, of_face, count) > _MOST_SPREAD
    uv = _side_by_side(uv, chart, count)
    bad[_turned_holes(uv, faces, chart, rim)] = True
    met = _meeting_faces(uv, faces, rim)
    bad[of_face[met].ravel()] = True
    folded = np.unique(met[np.arange(len(met)), area[met].argmin(axis=1)])
    return ChartMaps(np.stack([uv.real, uv.imag], axis=1), np.flatnonzero(bad), folded)


def tangled_charts(uv: FloatArray, faces: IndexArray, chart: IndexArray) -> tuple[IndexArray, IndexArray]:
    """The charts whose map uv (n, 2), v up, flips a triangle or crosses itself, and the faces folded over others.

    faces: (m, 3); no vertex belongs to two charts.  chart: (n,) of each vertex, 0..k-1.
    """
    count = int(chart.max()) + 1
    of_face = chart[faces[:, 0]]
    plane = np.ascontiguousarray(uv, np.float64).view(np.complex128).ravel()
    area = signed_areas(plane, faces)
    bad = np.zeros(count, bool)
    bad[of_face[area < 0]] = True
    plane, rim = _side_by_side(plane, chart, count), border_half_edges(faces)
    bad[_turned_holes(plane, faces, chart, rim)] = True
    met = _meeting_faces(plane, faces, rim)
    bad[of_face[met].ravel()] = True
    return np.flatnonzero(bad), np.unique(met[np.arange(len(met)), area[met].argmin(axis=1)])


def _turned_holes(uv: ComplexArray, faces: IndexArray, chart: IndexArray, rim: IndexArray) -> IndexArray:
    """The charts of which a hole runs counter-clockwise, as only the outer border may.

    rim: (b,) border half edges. Where no two of them cross and no face is flipped, faces lie over one another only
    there: the sides of a hole of three edges have ends in common and do not cross when the hole turns over.
    """
    count = int(chart.max()) + 1
    tail, head = half_edges(faces)[rim].T
    euler = 2 * np.bincount(chart, minlength=count) - np.bincount(chart[faces[:, 0]], minlength=count)
    discs = euler - np.bincount(chart[tail], minlength=count) == 2
    heads: dict[int, list[int]] = {}
    for a, b in zip(tail[~discs[chart[tail]]].tolist(), head[~discs[chart[tail]]].tolist(), strict=True):
        heads.setdefault(a, []).append(b)
    turns = np.zeros(count, np.int64)
    for start in list(heads):
        path, place = [start], {start: 0}
        while path and (path[-1] in heads):
            here = path[-1]
            after = heads[here].pop()
            if not heads[here]:
                del heads[here]
            if after not in place:
                place[after] = len(path)
                path.append(after)
                continue
            # A loop that passes no vertex twice has come to its end; where two meet at a vertex, each ends there.
            loop = path[place[after] :]
            corner = uv[loop] - uv[after]
            turns[chart[start]] += bool((corner[:-1].conj() * corner[1:]).imag.sum() > 0)
            for gone in loop[1:]:
                del place[gone]
            del path[place[after] + 1 :]
    return np.flatnonzero(turns > 1)


def _meeting_faces(uv: ComplexArray, faces: IndexArray, rim: IndexArray) -> IndexArray:
    """Pairs (k, 2) of faces whose border half edges, of those in rim (b,), cross."""
    ends = half_edges(faces)[rim]
    return np.asarray(rim[crossing_edges(np.stack([uv.real, uv.imag], axis=1)[ends])] // 3)


def cut_charts(
    uv: FloatArray, faces: IndexArray, chart: IndexArray, maps: ChartMaps
) -> tuple[IndexArray, IndexArray, IndexArray]:
    """Cut the unusable charts: a few folded faces come off, other charts are halved.

    uv: (n, 2), any map of the charts; halves meet across its longer side.
    Returns the vertex (n',) of before behind each vertex, faces (m, 3) and chart (n',); pieces are connected.
    """
    label = chart[faces[:, 0]].copy()
    centre = uv[faces].mean(axis=1)
    top = int(chart.max()) + 1
    for k in maps.unusable:
        rows = np.flatnonzero(label == k)
        loose = rows[np.isin(rows, maps.folded)]
        if not 0 < len(loose) <= _FEW * len(rows):
            along = centre[rows, int(np.ptp(centre[rows], axis=0).argmax())]
            loose = rows[along > np.median(along)]
        label[loose] = top
        top += 1
    pairs = edge_pairs(faces)
    left, right = pairs.T // 3
    _, label = label_components(len(faces), pairs[label[left] == label[right]] // 3)
    key = faces.ravel() * (int(label.max()) + 1) + np.repeat(label, 3)
    _, first, corner = np.unique(key, return_index=True, return_inverse=True)
    return faces.ravel()[first], corner.reshape(-1, 3), np.repeat(label, 3)[first]


def border_half_edges(faces: IndexArray) -> IndexArray:
    """Half edges (b,) of edges that belong to one face; 3 i + k runs from corner k to k + 1 of face i."""
    _, first, uses = np.unique(undirected_keys(faces), return_index=True, return_counts=True)
    return np.asarray(first[uses == 1], np.int64)


def pin_vertices(points: FloatArray, border: IndexArray, chart: IndexArray, count: int) -> IndexArray:
    """Two border vertices (count, 2) of each chart that are far apart, by a few farthest-point sweeps."""
    rim = np.unique(border)
    rim = rim[np.argsort(chart[rim], kind="stable")]
    of, where = chart[rim], points[rim]
    first = np.searchsorted(of, np.arange(count))

    def farthest(centre: FloatArray) -> IndexArray:
        """The rim vertex of each chart that is farthest from a point (count, 3); the first of equal ones."""
        gap = ((where - centre[of]) ** 2).sum(axis=1)
        most = np.maximum.reduceat(gap, first)
        hits = np.flatnonzero(gap >= most[of])
        return rim[hits[np.searchsorted(of[hits], np.arange(count))]]

    sizes = np.bincount(of, minlength=count)[:, None]
    pins = np.empty((count, 2), np.int64)
    pins[:, 0] = farthest(np.add.reduceat(where, first, axis=0) / sizes)
    pins[:, 1] = farthest(points[pins[:, 0]])
    for _ in range(_SWEEPS):
        pins = np.stack([pins[:, 1], farthest(points[pins[:, 1]])], axis=1)
    return pins


def signed_areas(uv: ComplexArray, faces: IndexArray) -> FloatArray:
    """Areas (m,) of triangles in the complex plane, positive when counter-clockwise."""
    a, b, c = uv[faces.T]
    return np.asarray(((b - a).conj() * (c - a)).imag / 2)


def crossing_edges(edges: FloatArray) -> IndexArray:
    """Pairs (k, 2) of segments (b, 2, 2) that cross within both; common ends do not count."""
    low, high = edges.min(axis=1), edges.max(axis=1)
    order = np.argsort(low[:, 0], kind="stable")
    # Sorted by their left ends, only segments that begin before this one ends can meet it.
    last = np.searchsorted(low[order, 0], high[order, 0], side="right")
    reach = np.maximum(last - np.arange(1, len(order) + 1), 0)
    left = np.repeat(np.arange(len(order)), reach)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(reach) - reach, reach)
    i, j = order[left], order[right]
    near = (low[i, 1] <= high[j, 1]) & (low[j, 1] <= high[i, 1])
    i, j = i[near], j[near]
    p, q, r, s = edges[i, 0], edges[i, 1], edges[j, 0], edges[j, 1]
    cross = (_turn(p, q, r) * _turn(p, q, s) < 0) & (_turn(r, s, p) * _turn(r, s, q) < 0)
    return np.stack([i[cross], j[cross]], axis=1)


def _turn(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    u, v = b - a, c - a
    return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])


def _areas(points: FloatArray, faces: IndexArray) -> FloatArray:
    p = points[faces]
    return np.asarray(np.linalg.norm(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), axis=1) / 2)


def _residuals(points: FloatArray, faces: IndexArray) -> sparse.csr_matrix:
    """Complex R (m, n) with E_LSCM = |R U|² for U = u + iv: eqs 64 and 65 of each triangle in one number."""
    p = points[faces]
    e, f = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    longest = np.maximum(np.maximum((e * e).sum(1), (f * f).sum(1)), ((f - e) ** 2).sum(1))
    length = np.sqrt(np.maximum((e * e).sum(axis=1), 1e-12 * np.maximum(longest, 1e-300)))
    double = np.maximum(np.linalg.norm(np.cross(e, f), axis=1), _THIN * np.maximum(longest, 1e-300))
    b, c = length.astype(np.complex128), (e * f).sum(axis=1) / length + 1j * double / length
    # Opposite edges in the frame of the triangle (eq 62); |row · U|² is the energy of one triangle.
    weight = np.stack([c - b, -c, b], axis=1) / np.sqrt(2.0 * double)[:, None]
    row = np.repeat(np.arange(len(faces)), 3)
    return sparse.csr_matrix((weight.ravel(), (row, faces.ravel())), shape=(len(faces), len(points)))


def _solve(rows: sparse.csr_matrix, points: FloatArray, pins: IndexArray) -> ComplexArray:
    """Least squares with the pins held as far apart as they are in space (eq 67)."""
    uv = np.zeros(len(points), np.complex128)
    uv[pins[:, 1]] = np.linalg.norm(points[pins[:, 1]] - points[pins[:, 0]], axis=1)
    free = np.ones(len(points), bool)
    free[pins] = False
    part = rows[:, free]
    if part.shape[1]:
        normal = (part.conj().T @ part).tocsc()
        right = -(part.conj().T @ (rows @ uv))
        factor = splu(normal, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        uv[free] = factor.solve(right)
    return uv


def _spread(area: FloatArray, flat: FloatArray, of_face: IndexArray, count: int) -> FloatArray:
    """Area-weighted coefficient of variation of the texel density within each chart (count,)."""
    density = np.sqrt(np.abs(flat) / np.maximum(area, 1e-300))
    weight = np.maximum(np.bincount(of_face, area, count), 1e-300)
    mean = np.bincount(of_face, area * density, count) / weight
    variance = np.bincount(of_face, area * (density - mean[of_face]) ** 2, count) / weight
    return np.asarray(np.sqrt(variance) / np.maximum(mean, 1e-300))


def _side_by_side(uv: ComplexArray, chart: IndexArray, count: int) -> ComplexArray:
    """Charts in a row along u, so that no two overlap."""
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, chart, uv.real)
    np.maximum.at(high, chart, uv.real)
    width = high - low
    gap = 0.01 * float(width.max(initial=0.0))
    return np.asarray(uv + (np.cumsum(width + gap) - width - low)[chart])
