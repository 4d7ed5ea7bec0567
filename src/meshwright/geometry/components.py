"""Connected components of a surface: floaters and hidden shells are dropped, the rest is reported."""

from __future__ import annotations

from dataclasses import dataclass

import igl
import numpy as np
import numpy.typing as npt

from meshwright.errors import RepairError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, face_components, face_volumes, take_faces

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ComponentReport:
    """What `drop_floaters` found and did: numbers of components."""

    found: int
    kept: int
    floaters: int
    inner_shells: int


def drop_floaters(
    mesh: Mesh, *, min_volume: float = 1e-3, min_area: float = 5e-3
) -> tuple[Mesh, ComponentReport]:
    """Remove specks and shells that no one can see from outside.

    A component stays when it has at least `min_volume` of the volume or `min_area` of the area of
    all components, so that thin but wide pieces live; shells inside another component go, and with
    them the cavities that they bound. mesh: closed, consistently wound outward.
    Raises `RepairError` (`empty`) when nothing would be left.
    """
    count, label = face_components(mesh.faces)
    volume = np.bincount(label, face_volumes(mesh), count)
    area = np.bincount(label, face_areas(mesh), count)
    solid = volume > 0
    large = (volume >= min_volume * volume[solid].sum()) | (area >= min_area * area.sum())
    candidates = np.flatnonzero(large & solid)
    inner = set(np.flatnonzero(large & ~solid).tolist())
    inner |= {int(c) for c in candidates if _is_hidden(mesh, label, int(c), candidates)}
    kept = [int(c) for c in candidates if int(c) not in inner]
    if not kept:
        raise RepairError("empty", "the surface has no solid component")
    report = ComponentReport(count, len(kept), int(count - large.sum()), len(inner))
    if len(kept) == count:
        return mesh, report
    return take_faces(mesh, np.isin(label, kept)), report


def _is_hidden(
    mesh: Mesh, label: npt.NDArray[np.int64], component: int, candidates: npt.NDArray[np.int64]
) -> bool:
    """Whether the highest vertex of a component lies inside one of the other solid components."""
    points = mesh.vertices[np.unique(mesh.faces[label == component])].astype(np.float64)
    probe = points[points[:, 1].argmax()][None]
    for other in candidates:
        if other == component:
            continue
        faces = mesh.faces[label == other]
        corners = mesh.vertices[faces].reshape(-1, 3)
        if (probe < corners.min(axis=0)).any() or (probe > corners.max(axis=0)).any():
            continue
        turns = igl.winding_number(mesh.vertices.astype(np.float64), faces.astype(np.int64), probe)
        if float(np.asarray(turns).ravel()[0]) > 0.5:
            return True
    return False
