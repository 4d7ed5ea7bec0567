"""Read Wavefront MTL materials, with the PBR keywords (Pr, Pm, map_Pr, map_Pm, map_Ke, norm)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from meshwright.errors import FileFormatError
from meshwright.formats.gltf_container import read_beside
from meshwright.formats.images import ByteArray, decode_image
from meshwright.formats.limits import Limits
from meshwright.formats.source import SourceMaterial, SourceTexture, Wrap

_OPTION_ARGUMENTS = {
    "-s": 3, "-o": 3, "-t": 3, "-mm": 2, "-bm": 1, "-blendu": 1, "-blendv": 1, "-boost": 1, "-cc": 1,
    "-clamp": 1, "-imfchan": 1, "-texres": 1, "-type": 1,
}  # fmt: skip
_MAPS = {"map_kd", "map_ke", "map_pr", "map_pm", "map_bump", "bump", "norm", "map_d"}


@dataclass
class _Statement:
    """One map of a material: file name and placement."""

    file: str
    scale: tuple[float, float] = (1.0, 1.0)
    offset: tuple[float, float] = (0.0, 0.0)
    clamp: bool = False
    strength: float = 1.0


@dataclass
class _Entry:
    name: str
    values: dict[str, list[float]] = field(default_factory=dict)
    maps: dict[str, _Statement] = field(default_factory=dict)


def read_mtl(data: bytes, folder: Path, name: str, limits: Limits) -> tuple[SourceMaterial, ...]:
    """All materials of an MTL file; textures come from its folder.

    Without `Pr`, roughness follows from the Blinn-Phong exponent: alpha² = 2 / (Ns + 2), roughness = √alpha
    (Walter et al. 2007); without `Pm`, metallic is 0. Grey bump maps are left out, normal maps are kept.
    Raises `FileFormatError` for textures that are missing, outside the folder, or not images.
    """
    entries: list[_Entry] = []
    for line in data.decode("utf-8", "replace").replace("\\\n", " ").splitlines():
        words = line.split()
        if not words:
            continue
        kind = words[0].lower()
        if kind == "newmtl":
            entries.append(_Entry(" ".join(words[1:])))
        elif entries and kind in _MAPS:
            entries[-1].maps[kind] = _statement(words[1:], name)
        elif entries and kind in ("kd", "ke", "ns", "d", "tr", "pr", "pm", "ni"):
            try:
                entries[-1].values[kind] = [float(w) for w in words[1:4]]
            except ValueError as error:
                raise FileFormatError(name, f"has a line {line.strip()[:60]!r} without numbers") from error
    if sum(len(entry.maps) for entry in entries) > limits.images:
        raise FileFormatError(name, "has too many maps", f"at most {limits.images}")
    cache: dict[str, ByteArray] = {}
    return tuple(_material(entry, folder, name, limits, cache) for entry in entries)


def _statement(words: list[str], name: str) -> _Statement:
    statement = _Statement("")
    index = 0
    while index < len(words) and words[index] in _OPTION_ARGUMENTS:
        option, most = words[index], _OPTION_ARGUMENTS[words[index]]
        index += 1
        numbers: list[float] = []
        while len(numbers) < most and index < len(words) - 1:
            try:
                numbers.append(float(words[index]))
            except ValueError:
                if option in ("-s", "-o", "-t", "-mm", "-bm"):
                    break  # these take fewer numbers than they may
                numbers.append(0.0)
                statement.clamp |= option == "-clamp" and words[index] == "on"
            index += 1
        if option == "-s" and numbers:
            statement.scale = (numbers[0], numbers[1] if len(numbers) > 1 else 1.0)
        elif option == "-o" and numbers:
            statement.offset = (numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
        elif option == "-bm" and numbers:
            statement.strength = numbers[0]
    statement.file = " ".join(words[index:])
    if not statement.file:
        raise FileFormatError(name, "has a map without a file name")
    return statement


def _material(entry: _Entry, folder: Path, name: str, limits: Limits, cache: dict[str, ByteArray]) -> SourceMaterial:
    values, maps = entry.values, entry.maps

    def pixels(statement: _Statement) -> ByteArray:
        if statement.file not in cache:
            data = read_beside(folder, statement.file, name, f"material {entry.name!r}", limits)
            cache[statement.file] = decode_image(data, name=str(folder / statement.file), limits=limits)
        return cache[statement.file]

    def texture(key: str, *, srgb: bool) -> SourceTexture | None:
        return _placed(pixels(maps[key]), maps[key], srgb) if key in maps else None

    def number(key: str, default: float) -> float:
        return values[key][0] if values.get(key) else default

    def color(key: str, default: float) -> tuple[float, float, float]:
        v = values.get(key) or [default]
        return (v[0], v[1], v[2]) if len(v) == 3 else (v[0], v[0], v[0])

    roughness = float((2.0 / (max(number("ns", 10.0), 0.0) + 2.0)) ** 0.25)
    alpha = number("d", 1.0 - number("tr", 0.0))
    normal_key = next((k for k in ("norm", "map_bump", "bump") if k in maps), None)
    if normal_key in ("map_bump", "bump") and not _is_normal_map(pixels(maps[normal_key])):
        normal_key = None
    return SourceMaterial(
        name=entry.name,
        base_color=(*color("kd", 1.0 if "map_kd" in maps else 0.8), alpha),
        metallic=number("pm", 1.0 if "map_pm" in maps else 0.0),
        roughness=number("pr", 1.0 if "map_pr" in maps else roughness),
        emissive=color("ke", 1.0 if "map_ke" in maps else 0.0),
        base_color_texture=texture("map_kd", srgb=True),
        metallic_roughness_texture=_metallic_roughness(maps, pixels),
        normal_texture=texture(normal_key, srgb=False) if normal_key else None,
        normal_scale=maps[normal_key].strength if normal_key else 1.0,
        emissive_texture=texture("map_ke", srgb=True),
        alpha_mode="BLEND" if alpha < 1.0 or "map_d" in maps else "OPAQUE",
        ior=number("ni", 1.5),
    )


def _placed(image: ByteArray, statement: _Statement, srgb: bool) -> SourceTexture:
    # MTL scales and shifts bottom-up coordinates; ours run down: v' = 1 - ((1 - v) s + o).
    (su, sv), (ou, ov) = statement.scale, statement.offset
    wrap: Wrap = "clamp" if statement.clamp else "repeat"
    return SourceTexture(image, srgb, ((su, 0.0, ou), (0.0, sv, 1.0 - sv - ov)), 0, (wrap, wrap))


def _metallic_roughness(maps: dict[str, _Statement], pixels: object) -> SourceTexture | None:
    """Join map_Pr and map_Pm into one texture, roughness in G and metallic in B."""
    assert callable(pixels)
    found = [maps[key] for key in ("map_pr", "map_pm") if key in maps]
    if not found:
        return None
    images = [pixels(statement) for statement in found]
    height, width = max((image.shape[:2] for image in images), key=lambda s: s[0] * s[1])
    joined = np.full((height, width, 4), 255, np.uint8)
    for key, channel in (("map_pr", 1), ("map_pm", 2)):
        if key in maps:
            grey = Image.fromarray(pixels(maps[key])[..., 0])
            joined[..., channel] = np.asarray(grey.resize((width, height), Image.Resampling.BILINEAR))
    return _placed(joined, found[0], False)


def _is_normal_map(image: ByteArray) -> bool:
    """Exporters write normal maps under bump keywords; those are blue, height maps are grey."""
    mean = image[..., :3].reshape(-1, 3).mean(axis=0)
    return bool(mean[2] > 180 and mean[2] > mean[0] + 40 and mean[2] > mean[1] + 40)
