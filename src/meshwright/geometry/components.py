"""Connected components of a surface: floaters and hidden shells are dropped, the rest is reported."""

from __future__ import annotations

from dataclasses import dataclass

import igl
import numpy as np
import numpy.typing as npt

from meshwright.errors import RepairError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, face_components, face_volumes, take_faces

_MOST_TERMS = 5_000_000
_MOST_SHELLS = 200  # components, largest first, that are tested for lying inside others


@dataclass(frozen=True)
class ComponentReport:
    """What `drop_floaters` found and did: numbers of components."""

    found: int
    kept: int
    floaters: int
    inner_shells: int


def drop_floaters(mesh: Mesh, *, min_volume: float = 1e-3, min_area: float = 5e-3) -> tuple[Mesh, ComponentReport]:
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
    seen = np.zeros(count, bool)
    seen[large] = True
    remap = np.cumsum(seen) - 1
    shells = seen[label]
    hidden = np.zeros(count, bool)
    hidden[large] = hidden_components(take_faces(mesh, shells), int(large.sum()), remap[label[shells]])
    inner = large & (hidden | ~solid)
    kept = np.flatnonzero(large & ~inner)
    if len(kept) == 0:
        raise RepairError("empty", "the surface has no solid component")
    report = ComponentReport(count, len(kept), int(count - large.sum()), int(inner.sum()))
    if len(kept) == count:
        return mesh, report
    return take_faces(mesh, np.isin(label, kept)), report


def hidden_components(mesh: Mesh, components: int, label: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether all of a component (c,) lies inside another one, as the winding number sees it.

    label: component (m,) of each face. Only the largest 200 are compared.
    """
    hidden = np.zeros(components, bool)
    if components == 1:
        return hidden
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], np.arange(components + 1))
    faces = mesh.faces[order].astype(np.int64)
    corners = mesh.vertices[faces].astype(np.float64)
    low = np.minimum.reduceat(corners.min(axis=1), starts[:-1])
    high = np.maximum.reduceat(corners.max(axis=1), starts[:-1])
    vertices = mesh.vertices.astype(np.float64)
    largest = np.argsort(-(high - low).prod(axis=1), kind="stable")[:_MOST_SHELLS]
    for outer in largest:
        within = ((low[largest] >= low[outer]) & (high[largest] <= high[outer])).all(axis=1)
        around = largest[within & (largest != outer) & ~hidden[largest]]
        if len(around) == 0:
            continue
        probes = []
        for inner in around:
            own = np.unique(faces[starts[inner] : starts[inner + 1]])
            probes.append(own[:: max(1, len(own) // 8)])
        owner = np.repeat(around, [len(p) for p in probes])
        shell = faces[starts[outer] : starts[outer + 1]]
        points = vertices[np.concatenate(probes)]
        # The exact sum visits every face for every point; the fast one is off by hundredths at most.
        many = len(points) * len(shell) > _MOST_TERMS
        wind = igl.fast_winding_number if many else igl.winding_number
        turns = np.asarray(wind(vertices, shell, points)).ravel()
        hidden[np.setdiff1d(around, owner[np.abs(turns) < 0.5])] = True
    return hidden
