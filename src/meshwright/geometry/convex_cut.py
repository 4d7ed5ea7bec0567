"""Cutting a solid into nearly convex pieces by planes, greedily and without chance.

Takes a second where tree searches take minutes on a busy machine, and never runs on without end.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import manifold3d
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_EVEN = 6  # evenly spaced planes per axis that are tried
_CORNERS = 10  # planes per axis through corners: where an L bends lies no even plane
_SLIVER = 1e-7  # share of the whole below which a piece is dropped


@dataclass(frozen=True)
class _Piece:
    solid: manifold3d.Manifold
    hull: float

    @property
    def gap(self) -> float:
        """Volume of its hull that it does not fill."""
        return max(0.0, self.hull - float(self.solid.volume()))


def cut_convex(points: FloatArray, faces: npt.NDArray[np.int32], *, count: int, concavity: float) -> list[FloatArray]:
    """Corners (k, 3) of at most `count` pieces of a closed mesh, whose hulls overlap its surface little.

    The piece whose hull is emptiest is cut by the plane across x, y or z that leaves the least volume in hulls,
    until no hull is emptier than `concavity` of its volume or the count is reached. An empty list means that the
    mesh is no solid. The same mesh gives the same pieces.
    """
    whole = manifold3d.Manifold(
        manifold3d.Mesh64(
            vert_properties=np.ascontiguousarray(points, np.float64),
            tri_verts=np.ascontiguousarray(faces, np.uint64),
        )
    )
    if whole.status() != manifold3d.Error.NoError or whole.volume() <= 0:
        return []
    least = _SLIVER * whole.volume()
    first = _Piece(whole, whole.hull().volume())
    queue = [(-first.gap, 0, first)]
    done: list[_Piece] = []
    order = 1
    while queue and len(queue) + len(done) < count:
        piece = heapq.heappop(queue)[2]
        halves = _best_cut(piece, least) if piece.gap > concavity * piece.hull else None
        if halves is None:
            done.append(piece)
            continue
        for half in halves:
            heapq.heappush(queue, (-half.gap, order, half))
            order += 1
    pieces = done + [entry[2] for entry in sorted(queue, key=lambda entry: entry[:2])]
    return [np.asarray(p.solid.hull().to_mesh64().vert_properties, np.float64)[:, :3] for p in pieces]


def _best_cut(piece: _Piece, least: float) -> tuple[_Piece, _Piece] | None:
    """The two halves of the cut that leaves the least volume in hulls, or None where there is none."""
    mesh = piece.solid.to_mesh64()
    corners = np.asarray(mesh.vert_properties, np.float64)[:, :3]
    faces = np.asarray(mesh.tri_verts, np.int64)
    edges = np.stack([faces.ravel(), faces[:, [1, 2, 0]].ravel()])
    cuts: list[tuple[int, float]] = []
    for axis in range(3):
        values = np.unique(corners[:, axis].round(9))
        inner = values[1:-1]
        if len(inner) > _CORNERS:
            inner = inner[np.linspace(0, len(inner) - 1, _CORNERS).round().astype(int)]
        even = np.linspace(values[0], values[-1], _EVEN + 2)[1:-1]
        cuts += [(axis, offset) for offset in np.concatenate([even, inner]).tolist()]
    # The hulls of halves are had in a tenth of the time that the halves themselves take.
    volumes = [sum(_hulls_of_halves(corners, edges, axis, offset)) for axis, offset in cuts]
    # No cut is refused for winning little: a ring gains nothing before the second.
    for best in np.argsort(volumes, kind="stable"):
        axis, offset = cuts[best]
        above, below = piece.solid.split_by_plane(tuple(np.eye(3)[axis].tolist()), offset)
        if min(above.volume(), below.volume()) > least:
            return _Piece(above, above.hull().volume()), _Piece(below, below.hull().volume())
    return None


def _hulls_of_halves(
    corners: FloatArray, edges: npt.NDArray[np.int64], axis: int, offset: float
) -> tuple[float, float]:
    """Volumes of the hulls of what lies above and below a plane, of a solid with `corners` (n, 3), `edges` (2, e)."""
    height = corners[:, axis] - offset
    is_above = height > 0
    start, end = edges[:, is_above[edges[0]] != is_above[edges[1]]]
    share = height[start] / (height[start] - height[end])
    rim = corners[start] + share[:, None] * (corners[end] - corners[start])
    halves = (np.concatenate([corners[side], rim]) for side in (is_above, ~is_above))
    above, below = (float(manifold3d.Manifold.hull_points(half).volume()) for half in halves)
    return above, below
