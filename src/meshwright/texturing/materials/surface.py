"""What a material recipe sees (`Site`) and gives back (`Layer`), and the few tools that recipes share.

Recipes work in design units: metres on an object about one metre across. `Site.texel` tells how fine the
texture can resolve, so that no recipe draws what would only alias.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from meshwright.texturing.noise import Cells, Floats, fbm, smoothstep, worley

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
Style = Literal["realistic", "stylised", "low-poly"]


@dataclass
class Site:
    """n surface points of one part and one material class; lengths in design units.

    p: (3, n) noise domain: part-local position with a seeded offset; axis 0 runs along the grain.
    local, normal: (3, n) position from the part's centre and unit normal, in part axes.
    world, world_normal: (3, n) the same in world axes (row 1 is up).
    extent: (3,) size of the part along its axes.  round, upright, pitched, built: see `PartFrame`.
    tint: (3, n) linear base colour.  roughness, metallic: (n,) asked base values.
    wear: (n,) 0 new to 1 ruined.  edge: (n,) -1 concave crease to 1 sharp convex edge.
    open: (n,) ambient visibility, 1 unoccluded.
    texel: size of a texel.  fine: 0-1, how much small detail the style wants.  salt: seed of hashes.
    """

    p: FloatArray
    local: FloatArray
    normal: FloatArray
    world: FloatArray
    world_normal: FloatArray
    extent: FloatArray
    round: bool
    upright: bool
    pitched: bool
    built: bool
    tint: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    wear: FloatArray
    edge: FloatArray
    open: FloatArray
    texel: float
    fine: float
    salt: int

    def resolved(self, frequency: float) -> float:
        """0-1: how much of a pattern of `frequency` cycles per unit this texture can carry."""
        t = (0.55 - frequency * self.texel) / 0.25
        return float(np.clip(t, 0.0, 1.0))

    def noise(self, fx: float, fy: float | None = None, fz: float | None = None, octaves: int = 1) -> FloatArray:
        """Noise (n,) of the given frequencies along the part's axes; fades where texels are too coarse."""
        fy = fx if fy is None else fy
        fz = fy if fz is None else fz
        gain = self.resolved(max(fx, fy, fz))
        if gain == 0.0:
            return np.zeros(self.p.shape[1], np.float32)
        while octaves > 1 and not self.resolved(max(fx, fy, fz) * 2.0 ** (octaves - 1)):
            octaves -= 1
        n = fbm(self.scaled(fx, fy, fz), octaves)
        if gain < 1.0:
            n *= np.float32(gain)
        return n

    def scaled(self, fx: float, fy: float | None = None, fz: float | None = None) -> FloatArray:
        """`p` times a frequency per axis."""
        fy = fx if fy is None else fy
        fz = fy if fz is None else fz
        return self.p * np.array([[fx], [fy], [fz]], np.float32)

    def cells(self, fx: float, fy: float | None = None, fz: float | None = None) -> Cells:
        """Worley cells of the given frequencies along the part's axes."""
        return worley(self.scaled(fx, fy, fz))


@dataclass
class Layer:
    """Synthesised surface of n points.

    albedo: (3, n) linear.  roughness, metallic, cavity (1 open, 0 closed): (n,).
    height: (n,) design units, outward.  glow: (n,) factor on the emission that was asked for.
    """

    albedo: Floats
    roughness: Floats
    metallic: Floats
    height: Floats
    cavity: Floats | None = None
    glow: Floats | None = None


def mix(a: Floats, b: Floats | float, t: Floats | np.float32) -> FloatArray:
    """`a` where t is 0, `b` where t is 1; broadcasts (n,) over (3, n)."""
    return np.asarray(a + (np.asarray(b, np.float32) - a) * t, np.float32)


def rgb(r: float, g: float, b: float) -> FloatArray:
    """A linear colour as (3, 1), to mix with (3, n)."""
    return np.array([[r], [g], [b]], np.float32)


def warm(tint: Floats, amount: Floats | float) -> FloatArray:
    """Shift towards red-yellow (positive) or blue-green (negative), luminance about kept."""
    a = np.asarray(amount, np.float32)
    return np.stack([tint[0] * (1 + 0.22 * a), tint[1] * (1 - 0.03 * a), tint[2] * (1 - 0.3 * a)]).astype(np.float32)


def pulse(distance: Floats, half_width: float, soft: float) -> FloatArray:
    """1 within `half_width` of zero distance, falling to 0 over `soft`."""
    return smoothstep(half_width + soft, half_width, np.abs(distance))


def fit(length: float, unit: float, least: int = 1) -> float:
    """The size closest to `unit` that divides `length` into a whole number of pieces."""
    return length / max(least, round(length / unit))


def unroll(s: Site) -> tuple[FloatArray, FloatArray, BoolArray, float]:
    """Side coordinates of a part: along the grain, across it, which points lie on an end, and the girth.

    A round part is unrolled about its axis (`girth` is its circumference, else 0); a box face by face.
    """
    end = np.abs(s.normal[0]) > 0.75
    if s.round:
        girth = float(np.pi * (s.extent[1] + s.extent[2]) / 2)
        turn = np.arctan2(s.local[2], s.local[1]) * np.float32(girth / (2 * np.pi))
        return s.local[0], turn, end, girth
    across = np.where(np.abs(s.normal[1]) > np.abs(s.normal[2]), s.local[2], s.local[1])
    return s.local[0], across, end, 0.0


def faces_uv(s: Site) -> tuple[FloatArray, FloatArray, IntArray]:
    """Box projection in part axes: two coordinates in the face's plane and which axis it faces (0, 1, 2)."""
    facing = np.argmax(np.abs(s.normal), axis=0).astype(np.int32)
    u = np.where(facing == 0, s.local[1], s.local[0])
    v = np.where(facing == 2, s.local[1], s.local[2])
    return u, v, facing


def courses_uv(s: Site) -> tuple[FloatArray, FloatArray, BoolArray, float]:
    """Masonry coordinates in world axes: along the course, up, which points are level, and the girth.

    A part that is round about a vertical axis is unrolled; otherwise each wall is seen from its front.
    """
    level = np.abs(s.world_normal[1]) > 0.8
    if s.upright:
        # The two extents that are alike are those across the vertical, or all three are.
        across = float(s.extent[1]) if s.round else float(np.median(s.extent))
        girth = float(np.pi) * across
        u = np.arctan2(s.world[2], s.world[0]) * np.float32(girth / (2 * np.pi))
    else:
        girth = 0.0
        u = np.where(np.abs(s.world_normal[0]) > np.abs(s.world_normal[2]), s.world[2], s.world[0])
    v = np.where(level & (not s.upright), s.world[2], s.world[1])
    u = np.where(level & (not s.upright), s.world[0], u)
    return u, v, level, girth
