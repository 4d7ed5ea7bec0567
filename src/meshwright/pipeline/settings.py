"""What a caller may choose about generating and finishing, checked once at the border."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from meshwright.errors import InputError

Topology = Literal["triangle", "quad"]

DEFAULT_POLYCOUNT: Final = 5000
POLYCOUNT: Final = (100, 500_000)
TEXTURE_SIZE: Final = (64, 4096)
LODS: Final = (1, 8)
HEIGHT: Final = (0.001, 1000.0)
SEED: Final = (0, 2**63 - 1)


@dataclass(frozen=True)
class FinishSettings:
    """How an asset is finished.

    polycount: most triangles of level 0; None is what the prompt says, or else 5,000.
    topology: `quad` gives quads (as triangle pairs in formats without quads).
    texture_size: texels along each side of the maps.
    lods: levels of detail in all, the full one included.
    height: metres; None is what the prompt says, else the usual size of the category or the size of the mesh.
    density: kg/m³ of a mesh from elsewhere; None estimates it from its materials.
    up, front: axes (`x` to `-z`) of a mesh from elsewhere that become +Y and +Z.
    seed: of the procedural detail.
    Raises InputError naming field and limit.
    """

    polycount: int | None = None
    topology: Topology = "triangle"
    texture_size: int = 1024
    lods: int = 3
    height: float | None = None
    density: float | None = None
    up: str = "y"
    front: str = "z"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.polycount is not None:
            _within("polycount", self.polycount, POLYCOUNT)
        if self.topology not in ("triangle", "quad"):
            raise InputError("topology", f"{self.topology!r} is not known", "triangle or quad")
        _within("texture-size", self.texture_size, TEXTURE_SIZE)
        _within("lods", self.lods, LODS)
        if self.height is not None:
            _within("height", self.height, HEIGHT)
        if self.density is not None:
            _within("density", self.density, (0.01, 30_000.0))
        _within("seed", self.seed, SEED)
        axes = ("x", "y", "z", "-x", "-y", "-z")
        for name in ("up", "front"):
            if getattr(self, name) not in axes:
                raise InputError(name, f"{getattr(self, name)!r} is not an axis", ", ".join(axes))
        if self.up[-1] == self.front[-1]:
            raise InputError("front", f"{self.front!r} lies along the up axis", "an axis at right angles to it")

    @property
    def budget(self) -> int:
        """Most triangles of level 0."""
        return DEFAULT_POLYCOUNT if self.polycount is None else self.polycount

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> FinishSettings:
        """Inverse of `to_json`; unknown fields are ignored."""
        return FinishSettings(**{k: data[k] for k in FinishSettings.__dataclass_fields__ if k in data})


def _within(name: str, value: float, limits: tuple[float, float]) -> None:
    low, high = limits
    if not (math.isfinite(value) and low <= value <= high):
        raise InputError(name, f"{value} is out of range", f"{low} to {high}")
