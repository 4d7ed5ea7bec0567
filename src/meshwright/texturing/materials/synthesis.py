"""From a material class and a tint to a surface: choose the recipe, age it, keep the asked colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.parallel import in_pieces
from meshwright.texturing.frames import PartFrame
from meshwright.texturing.materials import glassy, metal, mineral, organic, textile, wood
from meshwright.texturing.materials.surface import Layer, Site, Style
from meshwright.texturing.materials.weather import Ageing, stylise, weather
from meshwright.texturing.pbr import ROUGHNESS, plausible_albedo
from meshwright.vocabulary.materials import MATERIALS

FloatArray = npt.NDArray[np.float32]

PAINTED = 1 << 14
"""Points that one thread paints at once: the dozens of arrays of a recipe stay near the processor."""
_CALIBRATION = 12_000
_SLACK = 0.012
"""How far, in each linear channel, the mean albedo of a surface may lie from the mean tint."""
_FINE: dict[Style, float] = {"realistic": 1.0, "stylised": 0.25, "low-poly": 0.0}
_COARSER: dict[Style, float] = {"realistic": 1.0, "stylised": 1.7, "low-poly": 1.0}


@dataclass(frozen=True)
class _Recipe:
    make: Callable[[Site], Layer]
    ageing: Ageing


RECIPES: dict[str, _Recipe] = {
    "wood": _Recipe(wood.wood, Ageing(1.0, 0.55, 0.3)),
    "dark wood": _Recipe(wood.dark_wood, Ageing(0.8, 0.6, 0.5)),
    "bark": _Recipe(wood.bark, Ageing(0.5, 0.2)),
    "iron": _Recipe(metal.iron, Ageing(0.7, 1.0, 0.6)),
    "steel": _Recipe(metal.steel, Ageing(0.7, 0.4, 1.0)),
    "rusted iron": _Recipe(metal.rusted_iron, Ageing(0.6, 0.5)),
    "gold": _Recipe(metal.gold, Ageing(0.9, 0.4, 0.6)),
    "bronze": _Recipe(metal.bronze, Ageing(0.6, 0.6, 0.4)),
    "silver": _Recipe(metal.silver, Ageing(0.6, 0.3, 0.7)),
    "leather": _Recipe(textile.leather, Ageing(0.8, 0.9, 0.5)),
    "cloth": _Recipe(textile.cloth, Ageing(0.9, 0.4)),
    "rope": _Recipe(textile.rope, Ageing(0.9, 0.4)),
    "stone": _Recipe(mineral.stone, Ageing(0.9, 0.5)),
    "marble": _Recipe(mineral.marble, Ageing(0.8, 0.2)),
    "brick": _Recipe(mineral.brick, Ageing(0.9, 0.4)),
    "clay": _Recipe(mineral.clay, Ageing(0.9, 0.4)),
    "ceramic": _Recipe(glassy.ceramic, Ageing(0.7, 0.1)),
    "glass": _Recipe(glassy.glass, Ageing(0.5, 0.3)),
    "crystal": _Recipe(glassy.crystal, Ageing(0.3, 0.5)),
    "plaster": _Recipe(mineral.plaster, Ageing(1.0, 0.3)),
    "plastic": _Recipe(glassy.plastic, Ageing(0.7, 0.3, 0.6)),
    "rubber": _Recipe(glassy.rubber, Ageing(0.8, 0.5)),
    "painted metal": _Recipe(metal.painted_metal, Ageing(0.8, 0.1, 0.4)),
    "bone": _Recipe(organic.bone, Ageing(0.9, 0.3)),
    "wax": _Recipe(glassy.wax, Ageing(0.6, 0.3)),
    "paper": _Recipe(textile.paper, Ageing(0.9, 0.1)),
    "foliage": _Recipe(organic.foliage, Ageing(0.4, 0.0)),
    "flesh": _Recipe(organic.flesh, Ageing(0.5, 0.2)),
    "bread": _Recipe(organic.bread, Ageing(0.3, 0.2)),
    "soil": _Recipe(mineral.soil, Ageing(0.3, 0.2)),
    "obsidian": _Recipe(glassy.obsidian, Ageing(0.5, 0.6)),
    "light": _Recipe(glassy.light, Ageing(0.0, 0.0)),
}
"""Recipe of every material class, by canonical name."""


@dataclass(frozen=True)
class Coat:
    """What is asked of a surface at n points, and what surrounds them.

    points, normals: (n, 3) float32 metres, unit.  tint: (n, 3) linear.
    roughness, metallic, emission, wear: (n,) in 0-1.
    edge: (n,) -1 crease to 1 sharp convex edge.  open: (n,) ambient visibility, 1 unoccluded.
    """

    points: FloatArray
    normals: FloatArray
    tint: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    emission: FloatArray
    wear: FloatArray
    edge: FloatArray
    open: FloatArray

    def __getitem__(self, rows: slice | npt.NDArray[np.intp]) -> Coat:
        return Coat(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class SurfaceSample:
    """Finished appearance at n points.

    albedo, emission: (n, 3) float32 linear.  roughness, metallic, cavity (1 open): (n,) float32.
    height: (n,) float32 metres outward, whose gradient bends the normal.
    normal: (n, 3) float32 unit in object space where the source has its own detail normals, else None.
    """

    albedo: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    height: FloatArray
    cavity: FloatArray
    emission: FloatArray
    normal: FloatArray | None = None

    @staticmethod
    def empty(n: int) -> SurfaceSample:
        """Room for n points, not yet filled, without normals."""
        one, three = (n,), (n, 3)
        shapes = (three, one, one, one, one, three)
        albedo, roughness, metallic, height, cavity, emission = (np.empty(s, np.float32) for s in shapes)
        return SurfaceSample(albedo, roughness, metallic, height, cavity, emission)


@dataclass(frozen=True)
class Calibration:
    """Factors (3, 1) float32 on the albedo of one part and class that bring its mean to the mean tint."""

    gain: FloatArray


def synthesise(
    material: int,
    coat: Coat,
    frame: PartFrame,
    *,
    style: Style = "realistic",
    seed: int = 0,
    texel: float = 0.002,
    size: float = 1.0,
    gain: Calibration | None = None,
) -> SurfaceSample:
    """Surface of material class `material` on one part.

    texel: metres per texel of the texture it is for.  size: diagonal of the whole object, metres; features
    grow with its square root, so that bricks of a house and grain of a box both read at one picture size.
    gain: from `calibrate`, when these points are only a piece of the surface; by default they are all of it.
    The mean albedo stays within about 0.012 of the mean tint in each channel (plausible ranges permitting).
    Raises `InputError` for an unknown class or style, or sizes that are not positive.
    """
    if gain is None:
        gain = calibrate(material, coat, frame, style=style, seed=seed, texel=texel, size=size)
    n = len(coat.points)
    out = SurfaceSample.empty(n)

    def fill(rows: slice) -> None:
        paint(out, rows, material, coat, frame, gain, style=style, seed=seed, texel=texel, size=size)

    in_pieces(n, fill, PAINTED)
    return out


def paint(
    out: SurfaceSample,
    rows: slice | npt.NDArray[np.intp],
    material: int,
    coat: Coat,
    frame: PartFrame,
    gain: Calibration,
    *,
    style: Style = "realistic",
    seed: int = 0,
    texel: float = 0.002,
    size: float = 1.0,
) -> None:
    """Write what `synthesise` gives for some points of `coat` to the same rows of `out`, on one thread."""
    recipe, unit = _prepare(material, style, texel, size)
    part = coat[rows]
    layer = _layer(recipe, part, frame, style, seed, texel, unit)
    metallic = np.clip(layer.metallic, 0.0, 1.0)
    out.albedo[rows] = plausible_albedo((layer.albedo * gain.gain).T, metallic)
    out.roughness[rows] = np.clip(layer.roughness, *ROUGHNESS)
    out.metallic[rows] = metallic
    out.height[rows] = layer.height * np.float32(unit)
    out.cavity[rows] = 1.0 if layer.cavity is None else np.clip(layer.cavity, 0.0, 1.0)
    glow = part.emission if layer.glow is None else part.emission * layer.glow
    out.emission[rows] = part.tint * glow[:, None]


def calibrate(
    material: int,
    coat: Coat,
    frame: PartFrame,
    *,
    rows: npt.NDArray[np.intp] | None = None,
    style: Style = "realistic",
    seed: int = 0,
    texel: float = 0.002,
    size: float = 1.0,
) -> Calibration:
    """What `synthesise` needs to hold the tint over the surface of which `coat` (its `rows`) is an even sample."""
    recipe, unit = _prepare(material, style, texel, size)
    probe = coat[_spread(len(coat.points)) if rows is None else rows[_spread(len(rows))]]
    return Calibration(_gain(recipe, probe, frame, style, seed, texel, unit))


def _prepare(material: int, style: Style, texel: float, size: float) -> tuple[_Recipe, float]:
    """The recipe, and metres per design unit."""
    if not 0 <= material < len(MATERIALS):
        raise InputError("material", f"index {material} is not a class", f"0 to {len(MATERIALS) - 1}")
    if style not in _FINE:
        raise InputError("style", f"'{style}' is unknown", ", ".join(_FINE))
    if not (texel > 0.0 and size > 0.0):
        raise InputError("texel", "and size must be positive", "metres above 0")
    return RECIPES[MATERIALS[material].name], max(float(np.sqrt(size)), texel / 0.005) * _COARSER[style]


def _spread(n: int) -> npt.NDArray[np.intp]:
    """At most `_CALIBRATION` indices spread evenly over n."""
    return np.linspace(0, max(n - 1, 0), min(n, _CALIBRATION)).astype(np.intp)


def _gain(
    recipe: _Recipe, probe: Coat, frame: PartFrame, style: Style, seed: int, texel: float, unit: float
) -> FloatArray:
    """Factor (3, 1) per channel that brings the mean albedo to the mean tint, clamping included."""
    if len(probe.points) == 0:
        return np.ones((3, 1), np.float32)
    layer = _layer(recipe, probe, frame, style, seed, texel, unit)
    metallic = np.clip(layer.metallic, 0.0, 1.0)
    asked = probe.tint.astype(np.float64).mean(0)
    slack = np.minimum(_SLACK, 0.12 * asked)
    gain = np.ones(3)
    goal = None
    for _ in range(4):
        albedo = (layer.albedo * gain[:, None].astype(np.float32)).T
        mean = plausible_albedo(albedo, metallic).astype(np.float64).mean(0)
        # Correct only what is beyond the slack: forcing each channel would turn iron blue beside its rust.
        goal = np.clip(mean, asked - slack, asked + slack) if goal is None else goal
        gain = np.clip(gain * goal / np.maximum(mean, 1e-4), 0.5, 2.0)
    return gain.astype(np.float32)[:, None]


def _layer(recipe: _Recipe, coat: Coat, frame: PartFrame, style: Style, seed: int, texel: float, unit: float) -> Layer:
    site = _site(coat, frame, style, seed, texel, unit)
    return stylise(site, weather(site, recipe.make(site), recipe.ageing), style)


def _site(coat: Coat, frame: PartFrame, style: Style, seed: int, texel: float, unit: float) -> Site:
    world = np.ascontiguousarray((coat.points - frame.origin).T / np.float32(unit), np.float32)
    world_normal = np.ascontiguousarray(coat.normals.T)
    local = _turn(frame.axes, world)
    rng = np.random.Generator(np.random.PCG64(seed))
    shift = rng.uniform(0.0, 16.0, (3, 1)).astype(np.float32)
    return Site(
        p=local + shift,
        local=local,
        normal=_turn(frame.axes, world_normal),
        world=world,
        world_normal=world_normal,
        extent=(frame.extent / np.float32(unit)).astype(np.float32),
        round=frame.round,
        pitched=frame.pitched,
        upright=frame.upright,
        built=frame.built,
        tint=np.ascontiguousarray(coat.tint.T),
        roughness=coat.roughness,
        metallic=coat.metallic,
        wear=coat.wear,
        edge=coat.edge,
        open=coat.open,
        texel=texel / unit,
        fine=_FINE[style],
        salt=int(seed) & 0xFFFF,
    )


def _turn(axes: FloatArray, v: FloatArray) -> FloatArray:
    """`axes @ v` written out, so that rounding does not depend on where a point lies in its chunk."""
    return np.stack([a[0] * v[0] + a[1] * v[1] + a[2] * v[2] for a in axes])
