"""Floaters and inner shells: what goes, what stays."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import RepairError
from meshwright.geometry.components import drop_floaters
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_volumes
from tests.analytic import box_mesh, icosphere


def joined(*meshes: Mesh) -> Mesh:
    offsets = np.cumsum([0] + [len(m.vertices) for m in meshes])
    return Mesh.from_arrays(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.faces + o for m, o in zip(meshes, offsets, strict=False)]),
    )


def moved(mesh: Mesh, by: tuple[float, float, float]) -> Mesh:
    return Mesh.from_arrays(mesh.vertices + np.asarray(by, np.float32), mesh.faces)


def flipped(mesh: Mesh) -> Mesh:
    return Mesh.from_arrays(mesh.vertices, mesh.faces[:, ::-1])


def test_a_speck_goes_and_a_wide_sheet_stays():
    speck = moved(icosphere(1, 0.02), (2, 0, 0))
    sheet = moved(box_mesh((0.5, 0.0005, 0.5)), (0, 1, 0))
    mesh, report = drop_floaters(joined(box_mesh(), speck, sheet))
    assert (report.found, report.kept, report.floaters, report.inner_shells) == (3, 2, 1, 0)
    assert face_volumes(mesh).sum() == pytest.approx(1.0 + 0.001, rel=1e-5)
    assert len(mesh.vertices) == 16


def test_a_cavity_and_what_floats_in_it_are_filled():
    hollow = joined(icosphere(2, 1.0), flipped(icosphere(2, 0.8)), icosphere(2, 0.5))
    mesh, report = drop_floaters(hollow)
    assert (report.kept, report.inner_shells) == (1, 2)
    assert face_volumes(mesh).sum() == pytest.approx(face_volumes(icosphere(2, 1.0)).sum(), rel=1e-5)


def test_nothing_left_is_refused():
    with pytest.raises(RepairError) as caught:
        drop_floaters(flipped(box_mesh()))
    assert caught.value.cause == "empty"
