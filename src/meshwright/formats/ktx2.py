"""KTX 2.0 files of UASTC blocks with mipmaps, as KHR_texture_basisu wants them; and reading such files.

Needs the extra `ktx2`: zstandard packs the blocks, opengl_basisu reads files of any Basis Universal encoder.
"""

from __future__ import annotations

import importlib
import struct
from types import ModuleType
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from meshwright.errors import FileFormatError, InputError
from meshwright.formats.uastc import encode_uastc
from meshwright.parallel import in_pieces
from meshwright.vocabulary.colors import linear_to_srgb, srgb_to_linear

ByteArray = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]

Kind = Literal["color", "normal", "data"]
"""What texels mean: sRGB colour, unit vectors as n / 2 + 1/2, or linear numbers."""

IDENTIFIER = b"\xabKTX 20\xbb\r\n\x1a\n"
_ZSTD = 2
_ZSTD_LEVEL = 12
_UASTC, _BT709, _UNSPECIFIED, _LINEAR, _SRGB = 166, 1, 0, 1, 2


def require_encoder() -> None:
    """Raise `InputError` naming the extra if KTX2 files cannot be written here."""
    _module("zstandard")


def encode_ktx2(pixels: ByteArray, kind: Kind) -> bytes:
    """A KTX2 file of (h, w, 3) bytes, opaque, with all its mipmaps; the same pixels give the same file.

    Sizes must be multiples of 4 (KHR_texture_basisu). Raises `InputError` otherwise, or without the extra `ktx2`.
    """
    require_encoder()
    height, width = pixels.shape[:2]
    if height % 4 or width % 4:
        raise InputError("texture-size", f"{width} x {height} cannot be written as KTX2", "multiples of 4")
    blocks = [encode_uastc(level, in_pieces) for level in mipmaps(pixels, kind)]
    packer = _module("zstandard").ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=False)
    packed = [packer.compress(level) for level in blocks]
    descriptor = _descriptor(kind)
    writer = b"KTXwriter\0Meshwright\0"
    orientation = b"KTXorientation\0rd\0"
    values = b""
    for entry in (orientation, writer):  # sorted by key, as the format asks
        values += struct.pack("<I", len(entry)) + entry + b"\0" * (-len(entry) % 4)
    at = 80 + 24 * len(blocks)
    header = struct.pack("<9I", 0, 1, width, height, 0, 0, 1, len(blocks), _ZSTD)
    header += struct.pack("<4I2Q", at, len(descriptor), at + len(descriptor), len(values), 0, 0)
    # The smallest level comes first in the file, the largest first in the index.
    offset = at + len(descriptor) + len(values)
    index = [b""] * len(blocks)
    for k in reversed(range(len(blocks))):
        index[k] = struct.pack("<3Q", offset, len(packed[k]), len(blocks[k]))
        offset += len(packed[k])
    return b"".join((IDENTIFIER, header, *index, descriptor, values, *reversed(packed)))


def mipmaps(pixels: ByteArray, kind: Kind) -> list[ByteArray]:
    """An image (h, w, 3) and its halves down to one texel; colour is averaged as light, normals stay unit."""
    levels = [pixels]
    exact = pixels.astype(np.float32) / np.float32(255)
    if kind == "color":
        exact = srgb_to_linear(exact)
    while max(exact.shape[:2]) > 1:
        size = max(exact.shape[1] // 2, 1), max(exact.shape[0] // 2, 1)
        exact = np.stack(
            [
                np.asarray(Image.fromarray(np.ascontiguousarray(exact[..., k])).resize(size, Image.Resampling.BOX))
                for k in range(3)
            ],
            axis=-1,
        )
        shown = exact
        if kind == "color":
            shown = linear_to_srgb(exact)
        if kind == "normal":
            n = exact * 2 - 1
            shown = n / np.maximum(np.linalg.norm(n, axis=-1, keepdims=True), np.float32(1e-6)) * 0.5 + 0.5
        levels.append(np.rint(np.clip(shown, 0, 1) * 255).astype(np.uint8))
    return levels


def decode_ktx2(data: bytes, *, name: str, most_pixels: int) -> ByteArray:
    """The first level of a KTX2 file with Basis Universal texels as (h, w, 4) bytes, sRGB where the file says so.

    Raises `FileFormatError` naming `name` for a damaged or too large file, or without the extra `ktx2`.
    """
    if len(data) < 80 or data[:12] != IDENTIFIER:
        raise FileFormatError(name, "is not a KTX2 file")
    width, height = struct.unpack_from("<2I", data, 20)
    if width * max(height, 1) > most_pixels:
        raise FileFormatError(name, f"image claims {width} x {height} pixels", f"at most {most_pixels} pixels")
    try:
        reader = _module("opengl_basisu")
    except InputError as error:
        raise FileFormatError(name, "is a KTX2 texture; reading it needs opengl_basisu", "meshwright[ktx2]") from error
    try:
        pixels = reader.open(data).transcode(reader.Target.RGBA8).data
    except (reader.BasisuError, ValueError, IndexError) as error:
        raise FileFormatError(name, f"KTX2 texture cannot be read ({error})") from error
    return np.asarray(pixels, np.uint8).reshape(height, width, 4)


def _descriptor(kind: Kind) -> bytes:
    """Data format descriptor of UASTC without alpha (Khronos Data Format 1.3): length and one basic block."""
    primaries, transfer = (_BT709, _SRGB) if kind == "color" else (_UNSPECIFIED, _LINEAR)
    basic = struct.pack("<IHH4B4B8B", 0, 2, 40, _UASTC, primaries, transfer, 0, 3, 3, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0)
    sample = struct.pack("<HBB4BII", 0, 127, 0, 0, 0, 0, 0, 0, 0xFFFFFFFF)
    return struct.pack("<I", 4 + len(basic) + len(sample)) + basic + sample


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise InputError(
            "--texture-format", f"ktx2 needs the package {name}", "pip install 'meshwright[ktx2]'"
        ) from error
