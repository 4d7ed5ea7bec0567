"""A solid from any triangle soup: where the soup winds around a point, there is inside."""

from __future__ import annotations

from dataclasses import dataclass, field

import igl
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from meshwright.errors import InputError, RepairError
from meshwright.field.protocol import Appearance, FloatArray
from meshwright.geometry.components import drop_floaters
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import is_closed_manifold

_MOST_SAMPLES = 1_000_000  # points that stand for the surface where no exact distance is needed
_ACCURACY = 1.2  # of winding numbers: errors of 0.03, far from the 0.5 that would change a sign
_SHEET = 1.3  # voxels of half thickness that an open sheet is given
_MOST_PROBES = 50_000  # faces of the source whose cover is checked
_COVERED = 0.97  # share of the source's surface that the result must come near


@dataclass
class WindingField:
    """Signed distance to a soup: sign by generalised winding number, optionally with thickened sheets.

    spacing: within two of it from the surface distances are exact, beyond they are bounds from
    below, off by at most one; a tree of samples gives them, as exact queries from afar visit
    nearly every triangle.
    Source: Jacobson et al. 2013, Barill et al. 2018 (fast approximation, as libigl implements it).
    """

    vertices: npt.NDArray[np.float64]
    faces: npt.NDArray[np.int64]
    spacing: float
    thickness: float = 0.0
    _bvh: igl.FastWindingNumberBVH = field(init=False)
    _tree: igl.AABB = field(init=False)
    _samples: cKDTree = field(init=False)

    def __post_init__(self) -> None:
        self._bvh = igl.FastWindingNumberBVH()
        self._bvh.init(self.vertices, self.faces)
        self._tree = igl.AABB()
        self._tree.init(self.vertices, self.faces)
        samples, self.spacing = sample_surface(self.vertices[self.faces], self.spacing)
        self._samples = cKDTree(samples)

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        pad = 2 * self.thickness
        return (
            (self.vertices.min(axis=0) - pad).astype(np.float32),
            (self.vertices.max(axis=0) + pad).astype(np.float32),
        )

    @property
    def part_names(self) -> tuple[str, ...]:
        return ("body",)

    def sdf(self, points: FloatArray) -> FloatArray:
        p = np.ascontiguousarray(points, np.float64)
        distance = np.maximum(np.asarray(self._samples.query(p, workers=1)[0]) - self.spacing, 0.0)
        near = distance < 2 * self.spacing + self.thickness
        squared, _, _ = self._tree.squared_distance(self.vertices, self.faces, p[near])
        distance[near] = np.sqrt(np.asarray(squared).ravel())
        turns = np.asarray(self._bvh.winding_number(p, _ACCURACY)).ravel()
        signed = np.where(np.abs(turns) > 0.5, -distance, distance)
        if self.thickness > 0:
            signed = np.minimum(signed, distance - self.thickness)
        return np.asarray(signed, np.float32)

    def gradient(self, points: FloatArray) -> FloatArray:
        raise NotImplementedError("a winding field has no smooth gradient")

    def appearance(self, points: FloatArray) -> Appearance:
        raise NotImplementedError("a winding field has no appearance")


def sample_surface(triangles: npt.NDArray[np.float64], spacing: float) -> tuple[npt.NDArray[np.float64], float]:
    """Points (k, 3) such that each point of the triangles (m, 3, 3) has one within the spacing.

    Returns the points and the spacing, which is widened where more than a million would be needed.
    """
    longest = np.linalg.norm(triangles - np.roll(triangles, 1, axis=1), axis=2).max(axis=1)
    while True:
        cuts = np.ceil(longest / (1.5 * spacing)).astype(np.int64).clip(1)
        if ((cuts + 1) * (cuts + 2) // 2).sum() <= max(_MOST_SAMPLES, 3 * len(triangles)):
            break
        spacing *= 1.5
    points = []
    for cut in np.unique(cuts):
        i, j = np.meshgrid(np.arange(cut + 1), np.arange(cut + 1), indexing="ij")
        i, j = i[i + j <= cut], j[i + j <= cut]
        weights = np.stack([i, j, cut - i - j], axis=1) / cut
        points.append(np.einsum("sk,mkd->msd", weights, triangles[cuts == cut]).reshape(-1, 3))
    return np.concatenate(points), spacing


def remesh_solid(mesh: Mesh, *, resolution: int = 128, thicken: bool = False) -> tuple[Mesh, bool]:
    """A closed manifold around what `mesh` encloses, and whether its sheets had to be thickened.

    mesh: any soup with finite vertices. resolution: voxels along its longest side. Where parts of
    the surface enclose nothing (single-sided leaves, cloth), or with `thicken`, everything is given a
    wall of 1.3 voxels on each side. Raises `RepairError` (`remesh`) when no closed manifold comes out.
    """
    used = np.unique(mesh.faces)
    lookup = np.zeros(len(mesh.vertices), np.int64)
    lookup[used] = np.arange(len(used))
    vertices, faces = mesh.vertices[used].astype(np.float64), lookup[mesh.faces]
    size = float(np.ptp(vertices, axis=0).max())
    for thickness in (0.0, _SHEET * size / resolution)[int(thicken) :]:
        try:
            soup = WindingField(vertices, faces, size / resolution, thickness)
            solid = extract(soup, resolution=resolution, coarse=max(8, resolution // 4))
            solid, _ = drop_floaters(solid, min_volume=1e-7, min_area=1e-6)
        except (InputError, RepairError):
            continue
        if is_closed_manifold(solid.faces) and covers(solid, vertices, faces, 3 * size / resolution):
            return solid, thickness > 0
    raise RepairError("remesh", "the surface encloses nothing, and thickening it gives no closed solid")


def covers(solid: Mesh, vertices: npt.NDArray[np.float64], faces: npt.NDArray[np.int64], reach: float) -> bool:
    """Whether nearly all of a source's area lies within `reach` of a closed solid or inside it."""
    corner = vertices[faces[:: max(1, len(faces) // _MOST_PROBES)]]
    area = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
    points = np.ascontiguousarray(corner.mean(axis=1))
    v, f = solid.vertices.astype(np.float64), solid.faces.astype(np.int64)
    samples, spacing = sample_surface(v[f], reach / 2)
    near = np.isfinite(cKDTree(samples).query(points, workers=1, distance_upper_bound=reach + spacing)[0])
    far = np.flatnonzero(~near)
    if len(far):
        near[far] = np.asarray(igl.fast_winding_number(v, f, points[far])).ravel() > 0.5
    return float((area * near).sum()) > _COVERED * max(float(area.sum()), 1e-300)
