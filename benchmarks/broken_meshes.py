"""Ways to break a mesh on purpose, each a function of a mesh and a random generator.

Used by `hard_meshes.py`. Some do not break the mesh but replace it by a shape that is hard by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from meshwright.geometry.mesh import Mesh

Breaker = Callable[[Mesh, np.random.Generator], Mesh]


def flipped(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A third of the faces wound the other way."""
    faces = mesh.faces.copy()
    turn = rng.random(len(faces)) < 1 / 3
    faces[turn] = faces[turn][:, ::-1]
    return replace(mesh, faces=faces)


def inside_out(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """All faces wound the other way."""
    return replace(mesh, faces=mesh.faces[:, ::-1].copy())


def holed(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A tenth of the faces, in three round patches, missing."""
    centre = mesh.triangles.mean(axis=1)
    keep = np.ones(len(centre), bool)
    for _ in range(3):
        gap = np.linalg.norm(centre - centre[rng.integers(len(centre))], axis=1)
        keep[np.argsort(gap)[: max(1, len(gap) // 30)]] = False
    return _faces(mesh, keep)


def scan(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Seen from one side, with noise, ragged edges and pinholes: what a scanner gives."""
    t = mesh.triangles
    normal = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    keep = (normal @ np.array([0.3, 0.4, 0.87]) > rng.normal(size=len(t)) * 0.1 - 0.2) & (rng.random(len(t)) > 0.02)
    size = float(np.ptp(mesh.vertices, axis=0).max())
    noisy = replace(mesh, vertices=mesh.vertices + rng.normal(size=mesh.vertices.shape) * 5e-4 * size)
    return _faces(noisy, keep if keep.any() else ~keep)


def doubled(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Double faces, faces with a repeated vertex, and needles without area."""
    twice = mesh.faces[rng.integers(len(mesh.faces), size=len(mesh.faces) // 5 + 1)]
    point = twice.copy()
    point[:, 2] = point[:, 1]
    vertices = np.concatenate([mesh.vertices, mesh.vertices[twice[:, :2]].mean(axis=1)])
    needle = np.column_stack([twice[:, :2], np.arange(len(twice)) + len(mesh.vertices)])
    return _plain(vertices, np.concatenate([mesh.faces, twice, point, needle]))


def twinned(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """The same mesh twice, the second a millionth larger: everything touches, crosses and hides."""
    return _join(mesh, replace(mesh, vertices=mesh.vertices * np.float32(1 + 1e-6)))


def t_junctions(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Some faces cut in two at the middle of a side, but not their neighbours."""
    chosen = np.unique(rng.integers(len(mesh.faces), size=max(1, len(mesh.faces) // 8)))
    a, b, c = mesh.faces[chosen].T
    middle = np.arange(len(chosen)) + len(mesh.vertices)
    halves = np.concatenate([np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)])
    points = np.concatenate([mesh.vertices, mesh.vertices[mesh.faces[chosen, :2]].mean(axis=1)])
    return _plain(points, np.concatenate([np.delete(mesh.faces, chosen, axis=0), halves]))


def finned(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Fins on edges, so that these have three faces."""
    base = mesh.faces[rng.integers(len(mesh.faces), size=max(2, len(mesh.faces) // 20))]
    tip = mesh.vertices[base].mean(axis=1) + rng.normal(size=(len(base), 3)) * 0.1 * np.ptp(mesh.vertices)
    fin = np.column_stack([base[:, :2], np.arange(len(base)) + len(mesh.vertices)])
    return _plain(np.concatenate([mesh.vertices, tip]), np.concatenate([mesh.faces, fin]))


def bow_ties(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Pairs of distant vertices welded into one: non-manifold vertices with stretched faces."""
    into = np.arange(len(mesh.vertices))
    pairs = rng.permutation(np.unique(mesh.faces))[: 2 * max(1, len(mesh.vertices) // 60)]
    half = len(pairs) // 2
    into[pairs[:half]] = pairs[half : 2 * half]
    return _plain(mesh.vertices, into[mesh.faces])


def merged(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Two copies that touch in one welded vertex."""
    shift = mesh.vertices[mesh.vertices[:, 0].argmax()] - mesh.vertices[mesh.vertices[:, 0].argmin()]
    return _welded(_join(mesh, replace(mesh, vertices=mesh.vertices + shift)))


def hinged(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Two boxes and the mesh's own box, joined by whole edges with four faces each."""
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    size = np.maximum(high - low, 0.05)
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], float) * size
    quads = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])
    box = _plain(corners, faces)
    second = replace(box, vertices=(corners + size * [1, 1, 0]).astype(np.float32))
    third = replace(box, vertices=(corners + size * [1, -1, 0]).astype(np.float32))
    return _welded(_join(_join(box, second), third))


def nested(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A copy at half the size inside."""
    return _join(mesh, _scaled(mesh, 0.5))


def shells(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Six copies inside one another, every other one wound inward."""
    whole = mesh
    for k in range(1, 6):
        copy = _scaled(mesh, 1 - 0.13 * k)
        whole = _join(whole, replace(copy, faces=copy.faces[:, ::-1]) if k % 2 else copy)
    return whole


def crossing(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A turned copy through the original: self-intersections everywhere."""
    a = float(rng.uniform(0.3, 1.2))
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    return _join(mesh, replace(mesh, vertices=mesh.vertices @ turn + rng.normal(size=3) * 0.05))


def crumpled(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Vertices moved by a fiftieth of the size: folds and small crossings."""
    size = float(np.ptp(mesh.vertices, axis=0).max())
    return replace(mesh, vertices=mesh.vertices + rng.normal(size=mesh.vertices.shape) * 0.02 * size)


def spiky(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A few vertices pulled far out through whatever is in their way."""
    vertices = mesh.vertices.copy()
    chosen = rng.integers(len(vertices), size=max(1, len(vertices) // 50))
    vertices[chosen] += rng.normal(size=(len(chosen), 3)) * 0.5 * np.ptp(vertices)
    return replace(mesh, vertices=vertices)


def unwelded(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Every triangle with vertices of its own, a little apart."""
    points = mesh.triangles.reshape(-1, 3) + rng.normal(size=(3 * len(mesh.faces), 3)) * 1e-8
    return _plain(points, np.arange(len(points)).reshape(-1, 3))


def not_a_number(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """One coordinate that is not a number, or infinite."""
    vertices = mesh.vertices.copy()
    vertices[mesh.faces[rng.integers(len(mesh.faces)), 0], 1] = rng.choice([np.nan, np.inf])
    return replace(mesh, vertices=vertices)


def unused(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Vertices that no face uses, some far away and some not numbers."""
    extra = np.array([[1e6, 0, 0], [np.nan, 0, 0], [0, -1e30, np.inf]], np.float32)
    return _plain(np.concatenate([extra, mesh.vertices]), mesh.faces + len(extra))


def tiny(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Two millimetres tall, or two micrometres."""
    tall = rng.choice([0.002, 0.002, 2e-6])
    return replace(mesh, vertices=mesh.vertices * np.float32(tall / max(np.ptp(mesh.vertices[:, 1]), 1e-9)))


def huge(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Nine hundred metres tall and far from the origin, or of astronomic size."""
    tall, far = (900, 1.0) if rng.random() < 0.7 else (1e20, 0.0)
    scaled = mesh.vertices * np.float32(tall / max(np.ptp(mesh.vertices[:, 1]), 1e-9))
    return replace(mesh, vertices=(scaled + far * np.array([5000, -2000, 3000])).astype(np.float32))


def far(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """So far from the origin that float32 leaves a grid of a hundredth of the size."""
    return replace(mesh, vertices=(mesh.vertices + np.float32(1e5)).astype(np.float32))


def sheet(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """The half of the surface that looks up and right: an open sheet."""
    t = mesh.triangles
    normal = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    keep = normal @ np.array([0.5, 1.0, 0.2]) > 0
    return _faces(mesh, keep if keep.any() else ~keep)


def two_sided_sheet(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """That sheet with a second one of opposite winding in the same place: no thickness at all."""
    half = sheet(mesh, rng)
    return _plain(half.vertices, np.concatenate([half.faces, half.faces[:, ::-1]]))


def flat(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Pressed flat along z, onto the ground, or onto a line."""
    keep = ((1, 1, 0), (1, 0, 1), (0, 1, 0))[int(rng.integers(3))]
    return replace(mesh, vertices=mesh.vertices * np.array(keep, np.float32))


def dusty(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Loose triangles strewn around."""
    points = rng.uniform(mesh.vertices.min(), mesh.vertices.max(), (40, 1, 3)) + rng.normal(size=(40, 3, 3)) * 0.01
    return _join(mesh, _plain(points.reshape(-1, 3), np.arange(120).reshape(-1, 3)))


def beads(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """150 tetrahedra apart from one another beside the mesh."""
    corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) * 0.02
    at = rng.uniform(-0.6, 0.6, (150, 1, 3))
    faces = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]]) + 4 * np.arange(150)[:, None, None]
    return _join(mesh, _plain((corners + at).reshape(-1, 3), faces.reshape(-1, 3)))


def moebius(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A strip with one side."""
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 60, endpoint=False), np.linspace(-1, 1, 7), indexing="ij")
    r = 1 + 0.35 * v * np.cos(u / 2)
    points = np.stack([r * np.cos(u), 0.35 * v * np.sin(u / 2), r * np.sin(u)], axis=-1)
    return _grid(points, turn_u=True, close_v=False)


def klein(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """A closed surface with one side, which passes through itself (figure-eight Klein bottle)."""
    u, v = np.meshgrid(
        np.linspace(0, 2 * np.pi, 64, endpoint=False), np.linspace(0, 2 * np.pi, 24, endpoint=False), indexing="ij"
    )
    r = 1.2 + np.cos(u / 2) * np.sin(v) - np.sin(u / 2) * np.sin(2 * v)
    height = np.sin(u / 2) * np.sin(v) + np.cos(u / 2) * np.sin(2 * v)
    points = np.stack([r * np.cos(u), height, r * np.sin(u)], axis=-1)
    return _grid(points, turn_u=True, close_v=True)


BREAKERS: dict[str, Breaker] = {
    f.__name__: f
    for f in (
        flipped, holed, doubled, finned, nested, crossing, crumpled, merged, unwelded, not_a_number, tiny,
        huge, sheet, dusty, inside_out, scan, twinned, t_junctions, bow_ties, hinged, shells, spiky, unused,
        far, two_sided_sheet, flat, beads, moebius, klein,
    )
}  # fmt: skip


def _plain(vertices: np.ndarray, faces: np.ndarray) -> Mesh:
    return Mesh.from_arrays(vertices, faces)


def _faces(mesh: Mesh, keep: np.ndarray) -> Mesh:
    return _plain(mesh.vertices, mesh.faces[keep])


def _join(a: Mesh, b: Mesh) -> Mesh:
    return _plain(np.concatenate([a.vertices, b.vertices]), np.concatenate([a.faces, b.faces + len(a.vertices)]))


def _scaled(mesh: Mesh, factor: float) -> Mesh:
    middle = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2
    return replace(mesh, vertices=middle + (mesh.vertices - middle) * np.float32(factor))


def _welded(mesh: Mesh) -> Mesh:
    unique, inverse = np.unique(mesh.vertices.round(6), axis=0, return_inverse=True)
    return _plain(unique, inverse.ravel()[mesh.faces])


def _grid(points: np.ndarray, *, turn_u: bool, close_v: bool) -> Mesh:
    """Triangles over a grid of points (p, q, 3) that closes along its first side, mirrored if `turn_u`."""
    p, q = points.shape[:2]
    i, j = np.meshgrid(np.arange(p), np.arange(q if close_v else q - 1), indexing="ij")

    def index(row: np.ndarray, column: np.ndarray) -> np.ndarray:
        last = row == p
        mirrored = (-column) % q if close_v else q - 1 - column
        return (row % p) * q + np.where(last & turn_u, mirrored, column) % q

    a, b, c, d = index(i, j), index(i + 1, j), index(i + 1, j + 1), index(i, j + 1)
    faces = np.stack([a, b, c, a, c, d], axis=-1).reshape(-1, 3)
    return _plain(points.reshape(-1, 3), faces)
