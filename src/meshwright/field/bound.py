"""What was stated about parts, bound to a field: stated words always hold, the field supplies the rest."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.field.protocol import Appearance, Field
from meshwright.parallel import in_pieces
from meshwright.vocabulary.colors import linear_from_bytes
from meshwright.vocabulary.materials import MATERIALS

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709
_RATIO: Final = (np.float32(0.75), np.float32(1.3))
"""How far a replaced tint may follow the field's own lightness: natural variation, not another material."""
_ROUGHER: Final = np.float32(0.1)
_DUST: Final = np.array([0.72, 0.62, 0.5], np.float32)
_WORN_SHARE: Final = np.float32(0.25)
_WORN_ROUGHNESS: Final = np.float32(0.18)
"""Weathering as the training data have it: a quarter of the tint turns to dust, roughness rises."""
_NODES: Final = 64


@dataclass(frozen=True)
class PartLook:
    """What is stated of one part; None is not stated.

    material: index into `MATERIALS`.  tint: (3,) linear base colour.  glow: glows or does not.
    """

    material: int | None = None
    tint: tuple[float, float, float] | None = None
    glow: bool | None = None


@dataclass(frozen=True)
class PartTable:
    """What a field shows on average, for p parts and m material classes (float32 unless said).

    count: (p, m) int64 samples.  tint: (p, m, 3).  roughness, metallic: (p, m).  Zero where there are no
    samples.
    """

    count: npt.NDArray[np.int64]
    tint: FloatArray
    roughness: FloatArray

    @staticmethod
    def measure(field: Field) -> PartTable:
        """Averages over those nodes of a 64³ grid in the bounds that lie within a cell of the surface."""
        lower, upper = field.bounds
        lines = [np.linspace(lower[a], upper[a], _NODES, dtype=np.float32) for a in range(3)]
        points = np.stack(np.meshgrid(*lines, indexing="ij"), -1).reshape(-1, 3)
        cell = float((upper - lower).max()) / (_NODES - 1)
        seen = field.appearance(points[np.abs(field.sdf(points)) < cell])
        parts, classes = len(field.part_names), len(MATERIALS)
        key = seen.part.astype(np.int64) * classes + seen.material
        count = np.bincount(key, minlength=parts * classes)

        def mean(values: FloatArray) -> FloatArray:
            total = np.bincount(key, values, minlength=parts * classes)
            return (total / np.maximum(count, 1)).astype(np.float32).reshape(parts, classes)

        tint = np.stack([mean(seen.tint[:, c]) for c in range(3)], -1)
        return PartTable(count.reshape(parts, classes), tint, mean(seen.roughness))


@dataclass(frozen=True)
class BoundField:
    """Implements `Field`: the distance of `field`, and its appearance with what is stated put in its place.

    looks: part index to what is stated of it.  worn: a weathered look is stated for the whole object.
    snap: a part is of one material throughout: the stated one, or else the one it shows most.

    Where the field already shows what is stated, its own values stay. Where a material or colour is
    replaced, the new base colour follows the field's lightness around its average. Parts that nothing is
    said of keep the field's values. The surface never moves.
    """

    field: Field
    looks: Mapping[int, PartLook]
    worn: bool = False
    snap: bool = True

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Bounds of the field."""
        return self.field.bounds

    @property
    def part_names(self) -> tuple[str, ...]:
        """Part names of the field."""
        return self.field.part_names

    def sdf(self, points: FloatArray) -> FloatArray:
        """Distance of the field."""
        return self.field.sdf(points)

    def gradient(self, points: FloatArray) -> FloatArray:
        """Gradient of the field."""
        return self.field.gradient(points)

    @functools.cached_property
    def table(self) -> PartTable:
        """What the field shows on average; measured once."""
        return PartTable.measure(self.field)

    def appearance(self, points: FloatArray) -> Appearance:
        """Appearance at points (n, 3) with the stated values in place."""
        seen = self.field.appearance(points)
        out = Appearance(
            seen.part,
            seen.material.copy(),
            seen.tint.copy(),
            seen.roughness.copy(),
            seen.metallic.copy(),
            seen.emission.copy(),
        )
        self.table  # noqa: B018  # measured before threads ask for it

        def bind(piece: slice) -> None:
            within = seen.part[piece]
            for part in np.unique(within):
                self._bind(int(part), piece.start + np.flatnonzero(within == part), seen, out)

        in_pieces(len(points), bind)
        return out

    def _bind(self, part: int, rows: npt.NDArray[np.intp], seen: Appearance, out: Appearance) -> None:
        """Write the values of one part's rows."""
        look, count = self.looks.get(part, PartLook()), self.table.count[part]
        if look.glow is not None:
            out.emission[rows] = np.float32(look.glow)
        if look.material is not None or (self.snap and count.any()):
            goal = int(count.argmax()) if look.material is None else look.material
            self._replace(part, goal, look, bool(count[goal] == count.max() > 0), rows, seen, out)
        elif look.tint is not None or self.worn:  # of no known class, or of several: each on its own
            kinds = seen.material[rows]
            for kind in np.unique(kinds):
                self._replace(part, int(kind), look, bool(count[kind]), rows[kinds == kind], seen, out)

    def _replace(
        self, part: int, goal: int, look: PartLook, shown: bool,
        rows: npt.NDArray[np.intp], seen: Appearance, out: Appearance,
    ) -> None:  # fmt: skip
        """Give rows of a part the class `goal`, keeping the field's values where they already fit.

        shown: the field's own averages for this part and class are to be used, not those of the class.
        """
        table, kind = self.table, MATERIALS[goal]
        fits = (seen.material[rows] == goal) & shown
        weather = self.worn and not (shown and self._looks_worn(part, goal))
        own = _material_tint(goal)
        if look.tint is not None:
            base = np.asarray(look.tint, np.float32)
            if kind.metallic > 0.5:  # a coloured metal keeps some of its own reflectance
                base = np.float32(0.8) * base + np.float32(0.2) * own
            base = _weathered(base) if self.worn else base
            keeps = np.zeros_like(fits)
        else:
            base = table.tint[part, goal] if shown else own
            base = _weathered(base) if weather else base
            keeps = fits & (not weather)
        ratio = self._lightness(part, rows, seen)
        out.tint[rows] = np.where(keeps[:, None], seen.tint[rows], np.clip(base * ratio[:, None], 0, 1))

        smooth = table.roughness[part, goal] if shown else np.float32(kind.roughness)
        smooth = smooth + (_WORN_ROUGHNESS if weather else 0)
        shift = seen.roughness[rows] - table.roughness[part, seen.material[rows]]
        shift = np.where(table.count[part, seen.material[rows]] > 0, shift, 0).clip(-_ROUGHER, _ROUGHER)
        rough = np.where(fits & (not weather), seen.roughness[rows], np.clip(smooth + shift, 0.02, 1))
        out.roughness[rows] = rough
        out.metallic[rows] = np.float32(kind.metallic)
        out.material[rows] = goal

    def _looks_worn(self, part: int, goal: int) -> bool:
        """Whether the part is already rougher than its class, by more than half of what weathering adds."""
        return bool(self.table.roughness[part, goal] > MATERIALS[goal].roughness + _WORN_ROUGHNESS / 2)

    def _lightness(self, part: int, rows: npt.NDArray[np.intp], seen: Appearance) -> FloatArray:
        """Lightness of rows over the average of what their part shows in their own class, clamped."""
        kinds = seen.material[rows]
        usual = (self.table.tint[part] @ _LUMINANCE)[kinds]
        local = (seen.tint[rows] * _LUMINANCE).sum(1)
        ratio = np.where(usual > 1e-4, local / np.maximum(usual, 1e-4), 1)
        return np.asarray(np.clip(ratio, *_RATIO), np.float32)


def _material_tint(material: int) -> FloatArray:
    return linear_from_bytes(MATERIALS[material].srgb)


def _weathered(tint: FloatArray) -> FloatArray:
    return np.asarray(tint * (1 - _WORN_SHARE) + _WORN_SHARE * tint.mean() * _DUST)
