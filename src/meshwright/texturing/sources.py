"""Where the look of a surface comes from: a field with materials, vertex colours, or a textured mesh."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol, TypedDict

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.field.protocol import Field
from meshwright.geometry.mesh import Mesh
from meshwright.parallel import in_pieces
from meshwright.texturing.frames import PartFrame, part_frames
from meshwright.texturing.materials import Coat, Style, SurfaceSample
from meshwright.texturing.materials.synthesis import PAINTED, Calibration, calibrate, paint
from meshwright.texturing.project import Target, project
from meshwright.texturing.texels import interpolate

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
_Group = tuple[int, int, npt.NDArray[np.intp]]
"""A part, a material, and the points that are of both."""


@dataclass(frozen=True)
class SurfaceQuery:
    """n points of the surface that is baked.

    points, normals: (n, 3) float32, metres and unit.
    part: (n,) int32, part of the low mesh.
    face: (n,) int32, bary: (n, 3) float32: footing on the target (the high mesh; without one the low mesh).
    edge: (n,) -1 crease to 1 convex edge.  open: (n,) ambient visibility 0-1.
    texel: metres per texel.  target: the surface that `face` and `bary` refer to, where it is known.
    """

    points: FloatArray
    normals: FloatArray
    part: IntArray
    face: IntArray
    bary: FloatArray
    edge: FloatArray
    open: FloatArray
    texel: float
    target: Target | None = None

    def __getitem__(self, rows: slice | npt.NDArray[np.intp]) -> SurfaceQuery:
        return SurfaceQuery(
            self.points[rows],
            self.normals[rows],
            self.part[rows],
            self.face[rows],
            self.bary[rows],
            self.edge[rows],
            self.open[rows],
            self.texel,
            self.target,
        )


class SurfaceSource(Protocol):
    """Anything that knows how a surface looks.

    sees_edges: whether `SurfaceQuery.edge` matters to it; finding edges takes a while, and is left out otherwise.
    """

    sees_edges: ClassVar[bool]

    def calibrated(self, probe: SurfaceQuery) -> SurfaceSource:
        """The same source after seeing points spread over the whole surface; called once before `sample`."""
        ...

    def sample(self, query: SurfaceQuery) -> tuple[SurfaceSample, IntArray]:
        """Appearance at the points, and a group (n,) int32 per point: relief is continuous within a group."""
        ...


class _Look(TypedDict):
    style: Style
    seed: int
    texel: float
    size: float


@dataclass(frozen=True)
class FieldSource:
    """Appearance of a `Field`, with detail from the procedural material of each class (eq 12).

    Borders between parts are drawn where the field has them, to the texel: the mesh, made of finite
    triangles, follows them only roughly.

    frames: one per part of the low mesh.  part_names: of the low mesh.
    scale, offset: metres = field units * scale + offset (3,).
    size: diagonal of the object, metres.
    wear: 0-1, one number or one per part name ("" is the rest).  seed: of the procedural detail.
    """

    sees_edges: ClassVar[bool] = True

    field: Field
    frames: tuple[PartFrame, ...]
    part_names: tuple[str, ...]
    scale: float = 1.0
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    size: float = 1.0
    style: Style = "realistic"
    wear: float | Mapping[str, float] = 0.25
    seed: int = 0
    gains: Mapping[tuple[int, int], Calibration] = dataclasses.field(default_factory=dict)

    @staticmethod
    def for_mesh(
        source: Field,
        mesh: Mesh,
        *,
        scale: float = 1.0,
        offset: tuple[float, float, float] = (0.0, 0.0, 0.0),
        style: Style = "realistic",
        wear: float | Mapping[str, float] = 0.25,
        seed: int = 0,
    ) -> FieldSource:
        """A source with frames and size of `mesh` (metres). Raises `InputError` for bad scale or wear."""
        if not (np.isfinite(scale) and scale > 0):
            raise InputError("scale", f"{scale} is not a size", "metres per field unit, above 0")
        for value in wear.values() if isinstance(wear, Mapping) else (wear,):
            if not 0.0 <= value <= 1.0:
                raise InputError("wear", f"{value} is not an amount", "0 to 1")
        size = float(np.linalg.norm(mesh.vertices.max(0) - mesh.vertices.min(0)))
        frames = part_frames(mesh)
        return FieldSource(source, frames, mesh.part_names, scale, offset, size, style, wear, seed)

    def calibrated(self, probe: SurfaceQuery) -> FieldSource:
        coat, part, material = self._coat(probe)
        return replace(self, gains=self._gains(coat, _groups(part, material), probe.texel))

    def sample(self, query: SurfaceQuery) -> tuple[SurfaceSample, IntArray]:
        coat, part, material = self._coat(query)
        groups = _groups(part, material)
        fresh = [group for group in groups if group[:2] not in self.gains]
        gains = {**self.gains, **self._gains(coat, fresh, query.texel)}
        out = SurfaceSample.empty(len(query.points))
        # Small groups and the ends of large ones share the threads with what comes after them.
        tasks = [
            (number, kind, rows[start : start + PAINTED])
            for number, kind, rows in groups
            for start in range(0, len(rows), PAINTED)
        ]

        def work(chosen: slice) -> None:
            for number, kind, rows in tasks[chosen]:
                look = self._look(number, query.texel)
                paint(out, rows, kind, coat, self.frames[number], gains[number, kind], **look)

        in_pieces(len(tasks), work, 1)
        return out, (part * 64 + material).astype(np.int32)

    def _gains(self, coat: Coat, groups: Sequence[_Group], texel: float) -> dict[tuple[int, int], Calibration]:
        """Calibration of each group of points, by part and material."""
        gains: list[Calibration | None] = [None] * len(groups)

        def work(chosen: slice) -> None:
            for k in range(chosen.start, chosen.stop):
                number, kind, rows = groups[k]
                look = self._look(number, texel)
                gains[k] = calibrate(kind, coat, self.frames[number], rows=rows, **look)

        in_pieces(len(groups), work, 1)
        return {(number, kind): gain for (number, kind, _), gain in zip(groups, gains, strict=True) if gain}

    def _look(self, part: int, texel: float) -> _Look:
        # A part keeps its seed whatever else is in the object: an edit elsewhere cannot change it.
        seed = (self.seed * 2654435761 + zlib.crc32(self.part_names[part].encode())) & 0xFFFFFFFF
        return _Look(style=self.style, seed=seed, texel=texel, size=self.size)

    def _coat(self, query: SurfaceQuery) -> tuple[Coat, IntArray, IntArray]:
        """What the field asks for at the points, the part of the mesh each belongs to, and its material."""
        at = (query.points - np.asarray(self.offset, np.float32)) / np.float32(self.scale)
        seen = self.field.appearance(np.asarray(at, np.float32))
        part = seen.part
        if self.field.part_names != self.part_names:
            # Parts are matched by name; what the mesh does not have belongs to the face it lies on.
            number = {name: k for k, name in enumerate(self.part_names)}
            table = np.array([number.get(name, -1) for name in self.field.part_names], np.int32)
            part = np.where(table[part] >= 0, table[part], query.part).astype(np.int32)
        if isinstance(self.wear, Mapping):
            rest = self.wear.get("", 0.25)
            wear = np.array([self.wear.get(name, rest) for name in self.part_names], np.float32)
        else:
            wear = np.full(len(self.part_names), self.wear, np.float32)
        coat = Coat(
            query.points,
            query.normals,
            seen.tint,
            seen.roughness,
            seen.metallic,
            seen.emission,
            wear[part],
            query.edge,
            query.open,
        )
        return coat, part, seen.material


def _groups(part: IntArray, material: IntArray) -> list[_Group]:
    """(part, material, rows) for each combination that occurs, in ascending order."""
    key = part.astype(np.int64) * 64 + material
    if len(key) and key.max() < 1 << 16:
        key = key.astype(np.uint16)  # sorted by radix, ten times as fast
    order = np.argsort(key, kind="stable")
    keys, start = np.unique(key[order], return_index=True)
    pieces = np.split(order, start[1:])
    return [(int(k) // 64, int(k) % 64, rows) for k, rows in zip(keys, pieces, strict=True)]


@dataclass(frozen=True)
class PaintSource:
    """Plain appearance given at the vertices of the target mesh, without procedural detail.

    color: (v, 3) linear.  roughness, metallic: one number, or (v,).  emission: (v, 3) linear or None.
    """

    sees_edges: ClassVar[bool] = False

    mesh: Mesh
    color: FloatArray
    roughness: float | FloatArray = 0.8
    metallic: float | FloatArray = 0.0
    emission: FloatArray | None = None

    def __post_init__(self) -> None:
        if self.color.shape != (len(self.mesh.vertices), 3):
            raise InputError(
                "color", f"has shape {self.color.shape}", f"({len(self.mesh.vertices)}, 3), one per vertex"
            )

    def calibrated(self, probe: SurfaceQuery) -> PaintSource:
        return self

    def sample(self, query: SurfaceQuery) -> tuple[SurfaceSample, IntArray]:
        n, f = len(query.points), self.mesh.faces

        def at(value: float | FloatArray) -> FloatArray:
            if isinstance(value, (int, float)):
                return np.full(n, value, np.float32)
            wide = value.reshape(len(value), -1).astype(np.float32)
            got = interpolate(wide[f], query.face, query.bary)
            return got if value.ndim == 2 else got[:, 0]

        zero = np.zeros(n, np.float32)
        glow = np.zeros((n, 3), np.float32) if self.emission is None else at(self.emission)
        sample = SurfaceSample(at(self.color), at(self.roughness), at(self.metallic), zero, zero + 1, glow)
        return sample, query.part.astype(np.int32)


class MeshLook(Protocol):
    """What a textured mesh tells about n of its points (`meshwright.formats.source.SurfaceSample`)."""

    @property
    def albedo(self) -> FloatArray:
        """(n, 3) linear."""
        ...

    @property
    def roughness(self) -> FloatArray:
        """(n,) 0-1."""
        ...

    @property
    def metallic(self) -> FloatArray:
        """(n,) 0-1."""
        ...

    @property
    def occlusion(self) -> FloatArray:
        """(n,) 0-1, as painted in the source."""
        ...

    @property
    def emission(self) -> FloatArray:
        """(n, 3) linear."""
        ...

    @property
    def normal(self) -> FloatArray:
        """(n, 3) unit, object space, normal map applied."""
        ...


@dataclass(frozen=True)
class MeshSource:
    """Appearance of a mesh that has materials of its own, found by projecting onto it.

    target: the source mesh, prepared for rays, in the same place as the mesh that is baked.
    look: its appearance at faces (n,) and barycentric coordinates (n, 3).
    cage: how far along the normal the source surface is searched, metres; beyond it the closest point counts.
    normals: take the source's normals (its normal map) instead of those of the high surface.
    """

    sees_edges: ClassVar[bool] = False

    target: Target
    look: Callable[[IntArray, FloatArray], MeshLook]
    cage: float
    normals: bool = True

    def calibrated(self, probe: SurfaceQuery) -> MeshSource:
        return self

    def sample(self, query: SurfaceQuery) -> tuple[SurfaceSample, IntArray]:
        face, bary = query.face, query.bary
        if query.target is not self.target:
            footing = project(self.target, query.points, query.normals, self.cage)
            face, bary = footing.face, footing.bary
        n = len(face)
        albedo, emission, normal = (np.empty((n, 3), np.float32) for _ in range(3))
        roughness, metallic, occlusion = (np.empty(n, np.float32) for _ in range(3))

        def see(rows: slice) -> None:
            seen = self.look(face[rows], bary[rows])
            albedo[rows], emission[rows] = seen.albedo, seen.emission
            roughness[rows], metallic[rows], occlusion[rows] = seen.roughness, seen.metallic, seen.occlusion
            if self.normals:
                # Faces of raw meshes may be turned inside out: their normals are then of no use.
                usable = np.einsum("ij,ij->i", seen.normal, query.normals[rows]) > 0.2
                normal[rows] = np.where(usable[:, None], seen.normal, query.normals[rows])

        in_pieces(n, see)
        flat = np.zeros(n, np.float32)
        own = normal if self.normals else None
        sample = SurfaceSample(albedo, roughness, metallic, flat, occlusion, emission, own)
        return sample, query.part.astype(np.int32)
