"""Vertices of a reduced mesh moved to where its faces fit the original surface best."""

from __future__ import annotations

import igl
import numpy as np
import numpy.typing as npt
from scipy import sparse

from meshwright.geometry.clutter import clutter
from meshwright.geometry.collapse import Collapsed
from meshwright.geometry.collapse_checks import hold_back
from meshwright.geometry.collapse_state import find_edges
from meshwright.geometry.intersections import self_intersections
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.sampling import spread_points

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

_SAMPLES, _LEAST_SAMPLES, _MOST_SAMPLES = 12, 20_000, 240_000  # for each face; of the surface
_ENOUGH = 4  # samples for each face, below which they would be fitted instead of the surface
_MOST_VISITS = 1e6  # of faces, in search of those next to the samples: some five seconds
_SAME_SIDE = 0.5  # least cosine between normals of a sample and of the face next to it
_MEMORY = 0.1  # weight of the quadric error against that of the samples
_PULL = 1e-3  # share of its stiffness with which a vertex holds on to its place
_SWEEPS = 6  # of holding back vertices whose faces would cross
_SOLVER_STEPS = 60  # of conjugate gradients; more change the error by less than a hundredth


def fit_surface(surface: Mesh, low: Collapsed) -> FloatArray:
    """Vertices (n, 3) of `low`, moved to least squared distance between its faces and samples of `surface`.

    Quadrics place each vertex as if its faces had to touch the planes of the original; faces that lie across a curve
    rather have to lie in the middle of it. The distance of each sample is that along its normal to the nearest
    place of `low`, linear in the corners there; all vertices are solved for together. A little of the quadric error
    stays in the sum, for sharp edges and borders of parts, which few samples see. Open borders stay, and so do
    vertices whose faces would turn, become slivers, or cross others that they did not cross before.
    The vertices come back as they are above 60,000 faces, where the quadrics are as good, and from a tangle of faces
    stretched across one another, in which looking for the nearest would take minutes.
    Source: Hoppe et al. 1993, with distances to planes in the place of distances to points.
    """
    count = int(np.clip(_SAMPLES * len(low.faces), _LEAST_SAMPLES, _MOST_SAMPLES))
    if count < _ENOUGH * len(low.faces) or count * clutter(low.vertices, low.faces) > _MOST_VISITS:
        return low.vertices
    seen = spread_points(surface, count)
    moves, gaps = _gaps(low.vertices, low.faces, seen.points, seen.normals)
    stiffness = _MEMORY * low.hessian
    trace = np.einsum("nii->n", low.hessian)
    stiffness += (_PULL * (trace + 1e-3 * trace.mean()))[:, None, None] * np.eye(3)
    transposed = moves.T.tocsr()
    matrix = transposed @ moves * seen.area + _blocks(stiffness)
    step = _solve(matrix, transposed @ gaps * seen.area - _MEMORY * low.gradient.ravel()).reshape(-1, 3)
    edges = find_edges(low.faces)
    step[edges.ends[edges.sides[:, 1] < 0]] = 0.0
    return low.vertices + _uncrossed(low.vertices, low.faces, step)


def _gaps(
    vertices: FloatArray, faces: IndexArray, points: FloatArray, normals: FloatArray
) -> tuple[sparse.csr_array, FloatArray]:
    """How places on the faces move with the vertices, (k, 3n), and how far they are from their points, (k,).

    The places are those nearest to points (k, 3), and only what is along the points' normals (k, 3) counts. They do
    not move where the nearest face is turned away: it belongs to the other side of something thin.
    """
    tree = igl.AABB()
    tree.init(vertices, faces)
    _, nearest, foot = tree.squared_distance(vertices, faces, points)
    corner = vertices[faces[nearest]]
    ab, ac, inside = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0], foot - corner[:, 0]
    cross = np.cross(ab, ac)
    squared = np.maximum((cross**2).sum(axis=1), 1e-300)
    second = (np.cross(inside, ac) * cross).sum(axis=1) / squared
    third = (np.cross(ab, inside) * cross).sum(axis=1) / squared
    shares = np.stack([1 - second - third, second, third], axis=1)
    shares[(cross * normals).sum(axis=1) < _SAME_SIDE * np.sqrt(squared)] = 0.0
    columns = (faces[nearest][:, :, None] * 3 + np.arange(3)).reshape(-1)
    entries = (shares[:, :, None] * normals[:, None, :]).reshape(-1)
    rows = np.arange(0, 9 * len(points) + 1, 9)
    change = sparse.csr_array((entries, columns, rows), shape=(len(points), 3 * len(vertices)))
    return change, ((points - foot) * normals).sum(axis=1)


def _uncrossed(vertices: FloatArray, faces: IndexArray, step: FloatArray) -> FloatArray:
    """The steps (n, 3), held back, and zero where faces would cross that did not before."""
    known: IndexArray | None = None
    for _ in range(_SWEEPS):
        step = hold_back(vertices, faces, step)
        pairs = self_intersections(Mesh.from_arrays(vertices + step, faces))
        if pairs is None:
            break
        if len(pairs) and known is None:
            known = self_intersections(Mesh.from_arrays(vertices, faces))
        if known is not None:
            pairs = pairs[~np.isin(pairs @ [len(faces), 1], known @ [len(faces), 1])]
        if len(pairs) == 0:
            return step
        step[faces[pairs]] = 0.0
    return np.zeros_like(step)


def _blocks(diagonal: FloatArray) -> sparse.csr_array:
    """The matrix (3n, 3n) of blocks (n, 3, 3) on its diagonal."""
    row = np.arange(len(diagonal) + 1)
    return sparse.csr_array(sparse.bsr_array((diagonal, row[:-1], row), shape=(3 * len(diagonal),) * 2))


def _solve(matrix: sparse.csr_array, right: FloatArray) -> FloatArray:
    """Conjugate gradients with the diagonal as preconditioner: a plain loop, the same on each machine."""
    scale = 1 / matrix.diagonal()
    solution, rest = np.zeros_like(right), right.copy()
    direction = scale * rest
    left = first = rest @ direction
    for _ in range(_SOLVER_STEPS):
        if left <= 1e-10 * first:
            break
        image = matrix @ direction
        length = left / (direction @ image)
        solution += length * direction
        rest -= length * image
        after = rest @ (scale * rest)
        direction = scale * rest + after / left * direction
        left = after
    return solution
