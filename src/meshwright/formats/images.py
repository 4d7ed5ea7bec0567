"""Maps to image files and back: sRGB and linear bytes, ORM packing, deterministic encoding."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from meshwright.errors import FileFormatError, InputError
from meshwright.formats.ktx2 import IDENTIFIER, Kind, decode_ktx2, encode_ktx2
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.texturing.maps import PBRMaps
from meshwright.vocabulary.colors import FloatArray, linear_to_srgb, srgb_to_linear

ByteArray = npt.NDArray[np.uint8]

PNG_LEVEL = 4
"""zlib level of every PNG: 0.1-0.2 s for a 1K map; level 6 is no smaller on baked maps."""

MIME = {"png": "image/png", "webp": "image/webp", "jpeg": "image/jpeg", "ktx2": "image/ktx2"}
"""Texture formats that can be written, and their media types."""

_KINDS: tuple[Kind, ...] = ("color", "normal", "data", "color")  # base colour, normal, ORM, emission

# One 16-bit table makes the transfer curve quick and independent of the machine's vector pow().
_SRGB_BYTE = np.rint(linear_to_srgb(np.arange(65536, dtype=np.float32) / 65535.0) * 255.0).astype(np.uint8)
_LINEAR = srgb_to_linear(np.arange(256, dtype=np.float32) / 255.0)


@dataclass(frozen=True)
class EncodedMaps:
    """The image files of one atlas.

    base_color, normal, orm: encoded images (occlusion, roughness, metallic in R, G, B: glTF packing).
    emissive: encoded image, or None where nothing glows; multiply by `emissive_strength`.
    coverage: one-bit PNG of `PBRMaps.coverage`.
    """

    base_color: bytes
    normal: bytes
    orm: bytes
    emissive: bytes | None
    emissive_strength: float
    coverage: bytes
    mime: str


def srgb_bytes(linear: FloatArray) -> ByteArray:
    """Encode linear light (any shape, clipped to 0-1) as sRGB bytes (IEC 61966-2-1)."""
    index = np.rint(np.clip(linear, 0.0, 1.0) * np.float32(65535.0)).astype(np.uint16)
    encoded: ByteArray = _SRGB_BYTE[index]
    return encoded


def linear_from_srgb_bytes(srgb: ByteArray) -> FloatArray:
    """Decode sRGB bytes (any shape) to linear light, float32; the inverse of `srgb_bytes`."""
    linear: FloatArray = _LINEAR[srgb]
    return linear


def unit_bytes(values: FloatArray) -> ByteArray:
    """Quantise values (any shape, clipped to 0-1) to bytes, no transfer curve."""
    quantised: ByteArray = np.rint(np.clip(values, 0.0, 1.0) * np.float32(255.0)).astype(np.uint8)
    return quantised


def normal_bytes(normal: FloatArray) -> ByteArray:
    """Tangent-space unit vectors (h, w, 3) to bytes as glTF stores them: n / 2 + 1/2."""
    return unit_bytes(normal * np.float32(0.5) + np.float32(0.5))


def normal_from_bytes(pixels: ByteArray) -> FloatArray:
    """Bytes (h, w, 3) to tangent-space vectors, float32, not renormalised.

    They are unit to within the 8 bits, and encode to the same bytes again; renormalising would not.
    """
    return (pixels.astype(np.float32) * np.float32(2.0 / 255.0) - np.float32(1.0)).astype(np.float32)


def orm_bytes(maps: PBRMaps) -> ByteArray:
    """Pack occlusion, roughness and metallic into (h, w, 3) bytes."""
    return np.stack([unit_bytes(maps.occlusion), unit_bytes(maps.roughness), unit_bytes(maps.metallic)], -1)


def encode_image(pixels: ByteArray, texture_format: str = "png", kind: Kind = "data") -> bytes:
    """Encode (h, w), (h, w, 3) or (h, w, 4) bytes; the same pixels give the same file.

    texture_format: png, webp (both lossless), jpeg (quality 92) or ktx2 (UASTC): these two lose a little each time.
    kind: what the pixels mean, for mipmaps and transfer curve of ktx2.
    Raises `InputError` for another format, and as `encode_ktx2` does.
    """
    if texture_format == "ktx2":
        return encode_ktx2(pixels, kind)
    image = Image.fromarray(np.ascontiguousarray(pixels))
    stream = io.BytesIO()
    if texture_format == "png":
        image.save(stream, "PNG", compress_level=PNG_LEVEL)
    elif texture_format == "webp":
        image.save(stream, "WEBP", lossless=True, quality=50, method=2, exact=True)
    elif texture_format == "jpeg":
        image.convert("RGB").save(stream, "JPEG", quality=92, subsampling=0)
    else:
        raise InputError("--texture-format", f"{texture_format!r} is not known", ", ".join(MIME))
    return stream.getvalue()


def encode_maps(maps: PBRMaps, texture_format: str = "png") -> EncodedMaps:
    """Encode all maps of an atlas; emission above 1 is scaled into range (`emissive_strength`).

    Raises `InputError` for an unknown format, shapes that disagree, or values that are not finite.
    """
    check_maps(maps)
    if texture_format not in MIME:
        raise InputError("--texture-format", f"{texture_format!r} is not known", ", ".join(MIME))
    peak = float(maps.emission.max(initial=0.0))
    strength = max(1.0, peak)
    make: tuple[Callable[[], ByteArray | None], ...] = (
        lambda: srgb_bytes(maps.albedo),
        lambda: normal_bytes(maps.normal),
        lambda: orm_bytes(maps),
        # A fifth map costs nothing where nothing glows.
        lambda: _unless_dark(srgb_bytes(maps.emission / np.float32(strength))) if peak > 0.0 else None,
    )

    def encode(number: int) -> bytes | None:
        image = make[number]()
        return None if image is None else encode_image(image, texture_format, _KINDS[number])

    # numpy and zlib release the lock; each image is encoded whole by one thread, so bytes do not depend on threads.
    with ThreadPoolExecutor(max_workers=2) as pool:
        base, normal, orm, glow = pool.map(encode, range(4))
    assert base is not None
    assert normal is not None
    assert orm is not None
    stream = io.BytesIO()
    Image.fromarray(maps.coverage).save(stream, "PNG", compress_level=PNG_LEVEL)
    if glow is None:
        strength = 1.0
    return EncodedMaps(base, normal, orm, glow, strength, stream.getvalue(), MIME[texture_format])


def _unless_dark(image: ByteArray) -> ByteArray | None:
    return image if image.any() else None


def check_maps(maps: PBRMaps) -> None:
    """Raise `InputError` naming the map whose shape disagrees with the albedo or that is not finite."""
    if maps.albedo.ndim != 3 or maps.albedo.shape[2] != 3 or maps.albedo.size == 0:
        raise InputError("asset.maps.albedo", f"has shape {maps.albedo.shape}", "(h, w, 3)")
    h, w = maps.albedo.shape[:2]
    for name, depth in (("albedo", 3), ("normal", 3), ("emission", 3), ("roughness", 0), ("metallic", 0),
                        ("occlusion", 0), ("coverage", 0)):  # fmt: skip
        values = getattr(maps, name)
        if values.shape != ((h, w, depth) if depth else (h, w)):
            raise InputError(f"asset.maps.{name}", f"has shape {values.shape}", f"{h} x {w} like the albedo")
        if not np.isfinite(values).all():
            raise InputError(f"asset.maps.{name}", "holds values that are not finite")


def decode_image(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> ByteArray:
    """Decode an image file to (h, w, 4) bytes, RGBA.

    Size is checked against `limits.image_pixels` before any pixel is decoded.
    Raises `FileFormatError` naming `name` for anything that is not a sound PNG, JPEG, WebP or KTX2 (Basis Universal).
    """
    if data[: len(IDENTIFIER)] == IDENTIFIER:
        return decode_ktx2(data, name=name, most_pixels=limits.image_pixels)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            width, height = image.size
            if width * height > limits.image_pixels:
                raise FileFormatError(
                    name, f"image claims {width} x {height} pixels", f"at most {limits.image_pixels} pixels"
                )
            if image.mode.startswith("I;16"):
                # Pillow clips 16-bit grey to white when it converts; keep the high byte instead.
                grey = (np.asarray(image, dtype=np.uint16) >> 8).astype(np.uint8)
                return np.stack([grey, grey, grey, np.full_like(grey, 255)], -1)
            return np.asarray(image.convert("RGBA"), dtype=np.uint8)
    except FileFormatError:
        raise
    except Image.DecompressionBombError as error:
        limit = f"at most {limits.image_pixels} pixels"
        raise FileFormatError(name, "image claims far too many pixels", limit) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise FileFormatError(
            name, f"image cannot be read ({type(error).__name__})", "PNG, JPEG, WebP, KTX2"
        ) from error


def decode_maps(encoded: EncodedMaps, *, name: str = "asset", limits: Limits = DEFAULT_LIMITS) -> PBRMaps:
    """The maps that `encode_maps` wrote, to 8-bit precision; encoding them again gives the same bytes.

    Raises `FileFormatError` naming `name` for images that cannot be read or differ in size.
    """

    def pixels(data: bytes, what: str) -> ByteArray:
        return decode_image(data, name=f"{name} {what}", limits=limits)[..., :3]

    base, normal = pixels(encoded.base_color, "albedo"), pixels(encoded.normal, "normal")
    orm, coverage = pixels(encoded.orm, "orm"), pixels(encoded.coverage, "coverage")
    glow = np.zeros_like(base) if encoded.emissive is None else pixels(encoded.emissive, "emission")
    if len({image.shape for image in (base, normal, orm, coverage, glow)}) > 1:
        raise FileFormatError(name, "has maps of different sizes")
    occlusion, roughness, metallic = (unit_from_bytes(orm[..., k]) for k in range(3))
    return PBRMaps(
        albedo=linear_from_srgb_bytes(base),
        normal=normal_from_bytes(normal),
        roughness=roughness,
        metallic=metallic,
        occlusion=occlusion,
        emission=linear_from_srgb_bytes(glow) * np.float32(encoded.emissive_strength),
        coverage=coverage[..., 0] > 127,
    )


def unit_from_bytes(pixels: ByteArray) -> FloatArray:
    """Bytes (any shape) to 0-1, float32; the inverse of `unit_bytes`."""
    return pixels.astype(np.float32) / np.float32(255.0)
