"""Where the grain of each part runs: local frames that orient procedural materials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import Mesh

FloatArray = npt.NDArray[np.float32]

_SNAP = float(np.cos(np.radians(25.0)))


@dataclass(frozen=True)
class PartFrame:
    """The shape of one part, as materials see it.

    origin: (3,) float32, centre of the part's box in its own axes, metres.
    axes: (3, 3) float32, rows are unit axes; row 0 runs along the longest extent (the grain).
    extent: (3,) float32, full size along each axis, metres.
    round: turned about axis 0 (a pole, a barrel), so that staves and courses run around it.
    upright: turned about the vertical (a tower, a cone, a ball), whichever axis is longest.
    pitched: made of slopes like a roof.  built: made of level and upright faces, like masonry.
    """

    origin: FloatArray
    axes: FloatArray
    extent: FloatArray
    round: bool = False
    upright: bool = False
    pitched: bool = False
    built: bool = False


def part_frame(mesh: Mesh, part: int) -> PartFrame:
    """Frame of part `part` of `mesh` from the second moments of its surface.

    Axes within 25 degrees of a world axis, and axes that the moments leave undetermined, snap to the world,
    so that planks and courses run true. A part without faces gets the frame of the unit cube.
    Source: principal axes of the area-weighted covariance (Gottschalk et al. 1996, OBBTree).
    """
    tri = mesh.triangles[mesh.face_part == part].astype(np.float64)
    if len(tri) == 0:
        return PartFrame(np.zeros(3, np.float32), np.eye(3, dtype=np.float32), np.ones(3, np.float32))
    cross = np.cross(tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0])
    area = np.linalg.norm(cross, axis=1)
    weight = area / max(area.sum(), 1e-30)
    centroid = (tri.mean(1) * weight[:, None]).sum(0)
    d = tri - centroid
    # Exact second moment of a triangle about a point: (sum of outer products + outer of the sum) / 12.
    total = d.sum(1)
    moment = np.einsum("n,nki,nkj->ij", weight, d, d) + np.einsum("n,ni,nj->ij", weight, total, total)
    axes = _principal_axes(moment / 12.0)
    local = (tri.reshape(-1, 3) - centroid) @ axes.T
    low, high = local.min(0), local.max(0)
    # Sizes that differ by less than some 3 % count as equal, so that rounding cannot turn the grain.
    order = np.argsort(-np.round((high - low) / max(float((high - low).max()), 1e-30) * 32), kind="stable")
    axes, low, high = axes[order], low[order], high[order]
    if np.linalg.det(axes) < 0:
        axes[2] = -axes[2]
        low[2], high[2] = -high[2], -low[2]
    normal = cross / np.maximum(area, 1e-30)[:, None]
    return PartFrame(
        (centroid + ((low + high) / 2) @ axes).astype(np.float32),
        axes.astype(np.float32),
        np.maximum(high - low, 1e-6).astype(np.float32),
        _is_round(normal @ axes.T, weight, high - low),
        _is_upright(normal, weight, np.ptp(tri.reshape(-1, 3), axis=0)),
        _is_pitched(normal, weight),
        bool(weight[(np.abs(normal[:, 1]) < 0.12) | (np.abs(normal[:, 1]) > 0.985)].sum() > 0.75),
    )


def part_frames(mesh: Mesh) -> tuple[PartFrame, ...]:
    """`part_frame` of every part of `mesh`, in order of `part_names`."""
    return tuple(part_frame(mesh, part) for part in range(len(mesh.part_names)))


def _principal_axes(moment: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rows: orthonormal axes of the moment tensor, snapped to the world where close or undetermined."""
    values, vectors = np.linalg.eigh(moment)
    spread = max(float(values[2]), 1e-30)
    axes = [vectors[:, 2], vectors[:, 1], vectors[:, 0]]
    if values[2] - values[0] < 0.08 * spread:
        return np.eye(3)
    if values[2] - values[1] < 0.08 * spread:
        kept, free = axes[2], True
    elif values[1] - values[0] < 0.08 * spread:
        kept, free = axes[0], True
    else:
        kept, free = axes[0], False
    kept = _snap(kept)
    if free:
        # The plane across `kept` has no preferred direction: project the world axis that fits best.
        world = np.eye(3)[int(np.argmin(np.abs(kept)))]
        other = world - kept * (world @ kept)
    else:
        other = axes[1] - kept * (axes[1] @ kept)
        other = _snap(other / np.linalg.norm(other))
        other = other - kept * (other @ kept)
    other /= np.linalg.norm(other)
    return np.stack([kept, other, np.cross(kept, other)])


def _snap(axis: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    best = int(np.argmax(np.abs(axis)))
    if abs(axis[best]) >= _SNAP:
        axis = np.eye(3)[best]
    # The sign of an eigenvector is arbitrary: fix it, so that equal shapes get equal frames.
    return axis if axis[int(np.argmax(np.abs(axis)))] >= 0 else -axis


def _is_round(
    normal: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], extent: npt.NDArray[np.float64]
) -> bool:
    """Whether the side faces point every way around axis 0 (a box has four directions)."""
    side = np.abs(normal[:, 0]) < 0.7
    share = weight[side].sum()
    if share < 0.3 or max(extent[1], extent[2]) > 1.35 * min(extent[1], extent[2]):
        return False
    angle = np.arctan2(normal[side, 2], normal[side, 1])
    four_fold = abs((weight[side] * np.exp(4j * angle)).sum()) / share
    return bool(four_fold < 0.35)


def _is_upright(
    normal: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], extent: npt.NDArray[np.float64]
) -> bool:
    """Whether the horizontal parts of the normals point every way around, over an about square base."""
    if max(extent[0], extent[2]) > 1.25 * min(extent[0], extent[2]):
        return False
    level = weight * np.hypot(normal[:, 0], normal[:, 2])
    if level.sum() < 0.2:
        return False
    angle = np.arctan2(normal[:, 2], normal[:, 0])
    return bool(abs((level * np.exp(4j * angle)).sum()) / level.sum() < 0.35)


def _is_pitched(normal: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> bool:
    """Whether most of the upward surface has one steady slope between 15 and 70 degrees."""
    up = normal[:, 1] > 0.1
    share = weight[up].sum()
    if share < 0.25:
        return False
    slope = normal[up, 1]
    mean = (weight[up] * slope).sum() / share
    deviation = np.sqrt((weight[up] * (slope - mean) ** 2).sum() / share)
    return bool(0.34 < mean < 0.965 and deviation < 0.12)
