"""glTF materials as metallic-roughness `SourceMaterial`s; specular-glossiness is converted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PIL import Image

from meshwright.errors import FileFormatError
from meshwright.formats.gltf_container import Container, texture_source, whole
from meshwright.formats.images import (
    ByteArray,
    decode_image,
    linear_from_srgb_bytes,
    srgb_bytes,
    unit_bytes,
)
from meshwright.formats.source import SourceMaterial, SourceTexture, Wrap
from meshwright.texturing.pbr import metallic_from_specular

_WRAP: dict[int, Wrap] = {10497: "repeat", 33071: "clamp", 33648: "mirror"}


def read_materials(container: Container) -> tuple[SourceMaterial, ...]:
    """All materials of a document, then the glTF default material as the last entry.

    Raises `FileFormatError` for images that cannot be decoded or exceed the limits.
    """
    if len(container.tree.get("images", [])) > container.limits.images:
        raise FileFormatError(container.name, "has too many images", f"at most {container.limits.images}")
    images = _Images(container)
    entries = container.tree.get("materials", [])
    materials = [_material(container, images, entry, index) for index, entry in enumerate(entries)]
    return (*materials, SourceMaterial(metallic=1.0))


class _Images:
    """Decodes each image once, when a material first uses it, and bounds the pixels of all together."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._decoded: dict[int, ByteArray] = {}
        self._pixels = 0

    def pixels(self, index: Any) -> ByteArray:
        image = self._container.item("images", index)
        if index not in self._decoded:
            if "bufferView" in image:
                data = bytes(self._container.view(image["bufferView"]))
            else:
                data = self._container.resource(image.get("uri"), f"images[{index}]")
            limits = self._container.limits
            decoded = decode_image(data, name=f"{self._container.name} images[{index}]", limits=limits)
            self._pixels += decoded.shape[0] * decoded.shape[1]
            if self._pixels > 4 * limits.image_pixels:
                raise FileFormatError(
                    self._container.name,
                    "its images have too many pixels",
                    f"at most {4 * limits.image_pixels}",
                )
            self._decoded[index] = decoded
        return self._decoded[index]


def _texture(container: Container, images: _Images, info: dict[str, Any] | None, *, srgb: bool) -> SourceTexture | None:
    if info is None:
        return None
    texture = container.item("textures", info.get("index"))
    source = texture_source(texture)
    if source is None:
        raise FileFormatError(
            container.name, f"textures[{info['index']}] has no image that can be read", "PNG, JPEG, WebP, KTX2"
        )
    sampler = container.item("samplers", texture["sampler"]) if "sampler" in texture else {}
    transform = info.get("extensions", {}).get("KHR_texture_transform", {})
    uv_set = whole(container, transform.get("texCoord", info.get("texCoord", 0)))
    if uv_set > 1:
        raise FileFormatError(container.name, f"a texture uses TEXCOORD_{uv_set}", "TEXCOORD_0 or TEXCOORD_1")
    return SourceTexture(
        pixels=images.pixels(source),
        srgb=srgb,
        matrix=uv_matrix(
            _floats(container, transform.get("offset", (0.0, 0.0)), 2),
            _floats(container, transform.get("scale", (1.0, 1.0)), 2),
            _floats(container, [transform.get("rotation", 0.0)], 1)[0],
        ),
        uv_set=uv_set,
        wrap=(
            _WRAP.get(sampler.get("wrapS", 10497), "repeat"),
            _WRAP.get(sampler.get("wrapT", 10497), "repeat"),
        ),
    )


def uv_matrix(
    offset: tuple[float, ...], scale: tuple[float, ...], rotation: float
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Translation * rotation * scale of KHR_texture_transform as a 2 x 3 matrix."""
    c, s = math.cos(rotation), math.sin(rotation)
    return ((c * scale[0], s * scale[1], offset[0]), (-s * scale[0], c * scale[1], offset[1]))


def _floats(container: Container, values: Any, count: int) -> tuple[float, ...]:
    if not isinstance(values, (list, tuple)) or len(values) != count:
        raise FileFormatError(container.name, f"has {values!r:.60} where {count} numbers belong")
    result = tuple(float(v) for v in values)
    if not all(math.isfinite(v) for v in result):
        raise FileFormatError(container.name, f"has {values!r:.60} where finite numbers belong")
    return result


def _material(container: Container, images: _Images, entry: dict[str, Any], index: int) -> SourceMaterial:
    extensions = entry.get("extensions", {})
    strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
    emissive = tuple(v * float(strength) for v in _floats(container, entry.get("emissiveFactor", (0, 0, 0)), 3))
    normal, occlusion = entry.get("normalTexture"), entry.get("occlusionTexture")
    common: dict[str, Any] = {
        "name": str(entry.get("name", f"material_{index}")),
        "emissive": emissive,
        "emissive_texture": _texture(container, images, entry.get("emissiveTexture"), srgb=True),
        "normal_texture": _texture(container, images, normal, srgb=False),
        "normal_scale": float((normal or {}).get("scale", 1.0)),
        "occlusion_texture": _texture(container, images, occlusion, srgb=False),
        "occlusion_strength": float((occlusion or {}).get("strength", 1.0)),
        "alpha_mode": str(entry.get("alphaMode", "OPAQUE")),
        "alpha_cutoff": float(entry.get("alphaCutoff", 0.5)),
        "double_sided": bool(entry.get("doubleSided", False)),
        "ior": float(extensions.get("KHR_materials_ior", {}).get("ior", 1.5)),
    }
    if "KHR_materials_pbrSpecularGlossiness" in extensions:
        gloss = extensions["KHR_materials_pbrSpecularGlossiness"]
        return SourceMaterial(**common, **_from_specular_glossiness(container, images, gloss))
    pbr = entry.get("pbrMetallicRoughness", {})
    color = _floats(container, pbr.get("baseColorFactor", (1, 1, 1, 1)), 4)
    base = _texture(container, images, pbr.get("baseColorTexture"), srgb=True)
    if "KHR_materials_unlit" in extensions:
        # Unlit colours carry no PBR values; a rough dielectric shows the colour as it was meant.
        return SourceMaterial(**common, base_color=_rgba(color), base_color_texture=base, metallic=0.0, roughness=1.0)
    return SourceMaterial(
        **common,
        base_color=_rgba(color),
        base_color_texture=base,
        metallic=_floats(container, [pbr.get("metallicFactor", 1.0)], 1)[0],
        roughness=_floats(container, [pbr.get("roughnessFactor", 1.0)], 1)[0],
        metallic_roughness_texture=_texture(container, images, pbr.get("metallicRoughnessTexture"), srgb=False),
    )


def _rgba(values: tuple[float, ...]) -> tuple[float, float, float, float]:
    return values[0], values[1], values[2], values[3]


def _from_specular_glossiness(container: Container, images: _Images, gloss: dict[str, Any]) -> dict[str, Any]:
    diffuse = np.array(_floats(container, gloss.get("diffuseFactor", (1, 1, 1, 1)), 4), np.float32)
    specular = np.array(_floats(container, gloss.get("specularFactor", (1, 1, 1)), 3), np.float32)
    glossiness = np.array(_floats(container, [gloss.get("glossinessFactor", 1.0)], 1), np.float32)
    first = _texture(container, images, gloss.get("diffuseTexture"), srgb=True)
    second = _texture(container, images, gloss.get("specularGlossinessTexture"), srgb=True)
    if first is None and second is None:
        base, rough, metallic = metallic_from_specular(diffuse[None, :3], specular[None], glossiness)
        color = (*(float(v) for v in base[0]), float(diffuse[3]))
        return {"base_color": color, "metallic": float(metallic[0]), "roughness": float(rough[0])}
    if first is not None and second is not None and (first.matrix, first.uv_set) != (second.matrix, second.uv_set):
        raise FileFormatError(
            container.name, "has a specular-glossiness material with two texture mappings", "one mapping"
        )
    layout = first or second
    assert layout is not None
    size = max((t.pixels.shape[:2] for t in (first, second) if t is not None), key=lambda s: s[0] * s[1])
    d, s = _resized(first, size), _resized(second, size)
    base, rough, metallic = metallic_from_specular(
        linear_from_srgb_bytes(d[:, :3]) * diffuse[:3],
        linear_from_srgb_bytes(s[:, :3]) * specular,
        s[:, 3] / np.float32(255.0) * glossiness[0],
    )
    alpha = unit_bytes(d[:, 3:] / np.float32(255.0) * diffuse[3])
    base_pixels = np.concatenate([srgb_bytes(base), alpha], axis=1).reshape(*size, 4)
    zero, full = np.zeros(len(rough), np.uint8), np.full(len(rough), 255, np.uint8)
    mr_pixels = np.stack([zero, unit_bytes(rough), unit_bytes(metallic), full], -1).reshape(*size, 4)
    placed = (layout.matrix, layout.uv_set, layout.wrap)
    return {
        "metallic": 1.0,
        "base_color_texture": SourceTexture(base_pixels, True, *placed),
        "metallic_roughness_texture": SourceTexture(mr_pixels, False, *placed),
    }


def _resized(texture: SourceTexture | None, size: tuple[int, ...]) -> ByteArray:
    if texture is None:
        return np.full((size[0] * size[1], 4), 255, np.uint8)
    if texture.pixels.shape[:2] == tuple(size):
        return texture.pixels.reshape(-1, 4)
    image = Image.fromarray(texture.pixels).resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(image, dtype=np.uint8).reshape(-1, 4)
