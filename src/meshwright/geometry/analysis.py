"""Everything that can be wrong with a surface, as numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.geometry.components import hidden_components
from meshwright.geometry.intersections import self_intersections
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import (
    EdgeTable,
    corner_fans,
    edge_table,
    face_areas,
    face_components,
    face_volumes,
    label_components,
    next_corner,
    used_vertices,
)

IndexArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MeshReport:
    """Counts of features and defects of a mesh.

    boundary_edges: edges of one face; boundary_loops: connected sets of them.
    nonmanifold_edges: edges of three or more faces.  nonmanifold_vertices: more than one fan.
    inconsistent_edges: two-face edges whose faces are wound against each other.
    duplicate_faces: faces beyond the first over the same three vertices.
    degenerate_faces: faces with a repeated vertex or without area.
    inverted_shells: closed components wound inward that nothing surrounds.
    inner_shells: closed components inside another component (cavities, hidden solids).
    self_intersections: pairs of faces that cross; None where counting would take too long or was
        not asked for.
    volume: cubic units, by signed sum.  area: square units.  genus: handles, None unless closed.
    """

    vertices: int
    faces: int
    components: int
    boundary_edges: int
    boundary_loops: int
    nonmanifold_edges: int
    nonmanifold_vertices: int
    inconsistent_edges: int
    duplicate_faces: int
    degenerate_faces: int
    unreferenced_vertices: int
    inverted_shells: int
    inner_shells: int
    self_intersections: int | None
    volume: float
    area: float
    genus: int | None

    @property
    def closed_manifold(self) -> bool:
        """Whether the surface bounds a solid: closed, manifold, consistently wound."""
        return self.faces > 0 and not (
            self.boundary_edges or self.nonmanifold_edges or self.nonmanifold_vertices or self.inconsistent_edges
        )

    @property
    def sound(self) -> bool:
        """Whether the mesh may be exported: a closed manifold without empty, double or hidden surface."""
        return self.closed_manifold and not (
            self.duplicate_faces or self.degenerate_faces or self.inverted_shells or self.inner_shells
        )

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self) | {"closed_manifold": self.closed_manifold, "sound": self.sound}


def analyse(mesh: Mesh, *, intersections: bool = True, edges: EdgeTable | None = None) -> MeshReport:
    """Inspect a mesh; never changes it and raises nothing for defects.

    intersections: whether to count self-intersections, the costly part (about 1 s for a million faces).
    edges: of the faces, where they are known already.
    """
    faces = mesh.faces.astype(np.int64)
    if len(faces) == 0:
        empty = dict.fromkeys(MeshReport.__dataclass_fields__, 0)
        return MeshReport(**empty | {"vertices": len(mesh.vertices), "genus": None})  # type: ignore[arg-type]
    edges = edges or edge_table(faces)
    counts = edges.counts
    border = edges.of(counts == 1)
    ends = np.stack([faces.ravel()[border], faces.ravel()[next_corner(border)]], axis=1)
    used, local = np.unique(ends, return_inverse=True)
    loops = label_components(len(used), local.reshape(-1, 2))[0] if len(border) else 0
    inconsistent = ~edges.opposed
    repeated = (faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 2] == faces[:, 0])
    area = face_areas(mesh)
    size = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    degenerate = repeated | (area <= 1e-14 * size * size)
    referenced = len(used_vertices(faces))
    components, label = face_components(faces, edges)
    fans_of = _fans(faces, edges, len(mesh.vertices))
    closed = bool((counts == 2).all()) and not inconsistent.any() and not (fans_of > 1).any()
    volume = face_volumes(mesh)
    inside = hidden_components(mesh, components, label)
    is_open = np.zeros(components, bool)
    is_open[label[border // 3]] = True
    inverted = (np.bincount(label, volume, components) < 0) & ~is_open & ~inside
    crossing = self_intersections(mesh, edges) if intersections else None
    euler = referenced - len(counts) + len(faces)
    return MeshReport(
        vertices=len(mesh.vertices),
        faces=len(faces),
        components=components,
        boundary_edges=int((counts == 1).sum()),
        boundary_loops=loops,
        nonmanifold_edges=int((counts > 2).sum()),
        nonmanifold_vertices=int((fans_of > 1).sum()),
        inconsistent_edges=int(inconsistent.sum()),
        duplicate_faces=_doubles(faces, edges),
        degenerate_faces=int(degenerate.sum()),
        unreferenced_vertices=len(mesh.vertices) - referenced,
        inverted_shells=int(inverted.sum()),
        inner_shells=int((inside & ~is_open).sum()),
        self_intersections=None if crossing is None else len(crossing),
        volume=float(volume.sum()),
        area=float(area.sum()),
        genus=(2 * components - euler) // 2 if closed else None,
    )


def _fans(faces: IndexArray, edges: EdgeTable, vertices: int) -> IndexArray:
    """Number of fans around each vertex (n,) that its own edges do not explain.

    The fan test would also count what non-manifold edges and bad winding tear apart: only vertices whose fans are
    separate although each of their edges is proper are non-manifold by themselves.
    """
    number, fan = corner_fans(faces, edges)
    of_fan = np.zeros(number, np.int64)
    of_fan[fan] = faces.ravel()
    fans = np.bincount(of_fan, minlength=vertices)
    bad = np.concatenate([edges.of(edges.counts > 2), edges.pairs[~edges.opposed].ravel()])
    torn = np.concatenate([faces.ravel()[bad], faces.ravel()[next_corner(bad)]])
    fans[torn] = np.minimum(fans[torn], 1)
    return fans


def _doubles(faces: IndexArray, edges: EdgeTable) -> int:
    """Number of faces beyond the first over the same three vertices."""
    first, second = edges.pairs.T
    corners = faces.ravel()
    # Faces over the same vertices have all edges in common: where one has two faces, the third corner is the same.
    same = corners[next_corner(next_corner(first))] == corners[next_corner(next_corner(second))]
    suspects = np.unique(np.concatenate([edges.pairs[same].ravel(), edges.of(edges.counts > 2)]) // 3)
    return len(suspects) - len(np.unique(np.sort(faces[suspects], axis=1), axis=0))
