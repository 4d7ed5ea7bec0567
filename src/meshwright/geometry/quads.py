"""Pure-quad retopology with edge flow, in a child process with a time limit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError, RepairError, StageCrash, StageTimeout
from meshwright.geometry.decimate import decimate, transfer_labels
from meshwright.geometry.isolation import run_isolated
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import is_closed_manifold, is_manifold

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

_TRIES = 4
_INPUT_FACES = 40_000  # finer input only costs time: the field solvers smooth it away


@dataclass(frozen=True)
class QuadMesh:
    """Result of `retopologise`.

    quads: (q, 4) int32 over `mesh.vertices`, counter-clockwise outward.
    mesh: the same surface with each quad cut along its shorter diagonal; triangles 2i and 2i + 1
        are those of quad i.
    method: `instant-meshes` or `quadriflow`.
    """

    quads: IntArray
    mesh: Mesh
    method: str


def retopologise(mesh: Mesh, *, target_triangles: int, timeout_s: float = 40.0) -> QuadMesh:
    """Quads that follow the curvature of a manifold mesh; at most `target_triangles` / 2 of them.

    The quads bound a solid where `mesh` does. Instant Meshes is tried first, QuadriFlow where its
    result has holes or takes too long (each in a worker process, `timeout_s` per call). Labels
    come from the nearest original face. Raises `InputError` for a budget below 48 or a mesh that
    is not manifold, `RepairError` (`retopology`) when neither gives a sound surface within budget.
    Source: Jakob et al. 2015; Huang et al. 2018.
    """
    if target_triangles < 48:
        raise InputError("polycount", f"{target_triangles} triangles as quads", "at least 48")
    if not is_manifold(mesh.faces):
        raise InputError("mesh", "not manifold: repair it before retopology")
    closed = is_closed_manifold(mesh.faces)
    source = decimate(mesh, target_faces=_INPUT_FACES) if len(mesh.faces) > _INPUT_FACES else mesh
    causes = []
    for method, run in (("instant-meshes", instant_meshes), ("quadriflow", quadriflow)):
        wanted = target_triangles // 2
        best: tuple[FloatArray, IntArray] | None = None
        for _ in range(_TRIES):
            try:
                vertices, quads = run_isolated(
                    f"retopology ({method})", timeout_s, run, source.vertices, source.faces, wanted
                )
            except (StageTimeout, StageCrash, RuntimeError, ValueError) as error:
                causes.append(str(error))
                break
            problem = _problem(vertices, quads, closed)
            if problem:
                causes.append(f"{method}: {problem}")
                break
            if 2 * len(quads) <= target_triangles:
                if best is None or len(quads) > len(best[1]):
                    best = vertices, quads
                if 2 * len(quads) >= 0.9 * target_triangles:
                    break
            # Both solvers treat the count as a wish: correct the wish by what it gave.
            wanted = max(8, int(wanted * 0.97 * target_triangles / (2 * len(quads))))
        if best is not None:
            return _finish(mesh, *best, method)
    raise RepairError("retopology", "no sound quad mesh: " + "; ".join(causes or ["budget missed"]))


def instant_meshes(vertices: FloatArray, faces: IntArray, quads: int) -> tuple[FloatArray, IntArray]:
    """About `quads` quads by Instant Meshes; it wants the vertex count before its last subdivision."""
    import pynanoinstantmeshes  # type: ignore[import-untyped,unused-ignore]

    v, f = pynanoinstantmeshes.remesh(
        np.ascontiguousarray(vertices, np.float32),
        np.ascontiguousarray(faces, np.uint32),
        max(4, quads // 4),
        smooth_iter=2,
        deterministic=True,
    )
    return _welded(np.asarray(v, np.float32), np.asarray(f, np.int32))


def quadriflow(vertices: FloatArray, faces: IntArray, quads: int) -> tuple[FloatArray, IntArray]:
    """About `quads` quads by QuadriFlow with seed 0."""
    from pyQuadriFlow.pyQuadriFlow import pyquadriflow

    try:
        found = pyquadriflow(quads, 0, vertices.tolist(), faces.tolist(), False, True, False, False, False)
    except Exception as error:  # the binding raises nothing more precise
        raise RuntimeError(str(error)) from error
    return _welded(np.asarray(found["vertices"], np.float32), np.asarray(found["faces"], np.int32))


def _welded(vertices: FloatArray, quads: IntArray) -> tuple[FloatArray, IntArray]:
    """Without unused vertices."""
    if quads.ndim != 2 or quads.shape[1] != 4 or len(quads) == 0:
        raise RuntimeError(f"faces of shape {quads.shape} instead of quads")
    used, inverse = np.unique(quads, return_inverse=True)
    return vertices[used], inverse.reshape(-1, 4).astype(np.int32)


def _problem(vertices: FloatArray, quads: IntArray, closed: bool) -> str:
    """What is wrong with a quad mesh, or nothing."""
    if not np.isfinite(vertices).all():
        return "vertices that are not finite"
    if (np.diff(np.sort(quads, axis=1), axis=1) == 0).any():
        return "faces that are not quads"
    triangles = _halves(quads, np.zeros(len(quads), bool))
    if not (is_closed_manifold(triangles) if closed else is_manifold(triangles)):
        return "holes or non-manifold edges"
    return ""


def _halves(quads: IntArray, second: npt.NDArray[np.bool_]) -> IntArray:
    """Triangles (2q, 3) of quads cut from corner 0 to 2, or from 1 to 3 where `second`."""
    a, b, c, d = np.where(second[:, None], np.roll(quads, -1, axis=1), quads).T
    return np.stack([a, b, c, a, c, d], axis=1).reshape(-1, 3)


def _finish(source: Mesh, vertices: FloatArray, quads: IntArray, method: str) -> QuadMesh:
    p = vertices[quads].astype(np.float64)
    shorter = np.linalg.norm(p[:, 1] - p[:, 3], axis=1) < np.linalg.norm(p[:, 0] - p[:, 2], axis=1)
    triangles = _halves(quads, shorter)
    if not is_manifold(triangles):  # two cuts along one pair of vertices
        triangles = _halves(quads, np.zeros(len(quads), bool))
    mesh = Mesh(vertices, triangles, np.zeros(len(triangles), np.int32))
    mesh = transfer_labels(source, mesh)
    return QuadMesh(quads, replace(mesh, face_part=np.repeat(mesh.face_part[::2], 2)), method)
