"""Latents as the bytes that travel with an asset.

An edit leaves the latent outside its region alone: it adds a layer, which is a latent of its own and the share of
each node of the feature grid that it supplies. Decoding and blending the layers in order gives the field back, bit
for bit, because a field is only ever decoded from the half-precision numbers that are stored.

Layout: 8 bytes magic, uint32 length of a JSON header, the header, then zlib of each array in turn (little endian).
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.generator.config import GRID, LATENT_GRID

_MAGIC: Final = b"MWLATENT"
_VERSION: Final = 1
MAX_LAYERS: Final = 64
_MAX_CHANNELS: Final = 256


@dataclass(frozen=True)
class Layer:
    """One latent and where it counts.

    latent: (c, 16, 16, 16) float16.
    share: (64, 64, 64) uint8, axes z, y, x, 255 where this layer replaces those below it; None for the first.
    """

    latent: npt.NDArray[np.float16]
    share: npt.NDArray[np.uint8] | None = None


def stored(latent: npt.NDArray[np.floating]) -> npt.NDArray[np.float16]:
    """A latent at the precision at which it is stored; everything is decoded from this."""
    half: npt.NDArray[np.float16] = np.clip(latent, -65504, 65504).astype(np.float16)
    return half


def pack_layers(layers: tuple[Layer, ...]) -> bytes:
    """Layers as bytes; the same layers give the same bytes."""
    channels = layers[0].latent.shape[0]
    blobs = []
    for layer in layers:
        blobs.append(zlib.compress(np.ascontiguousarray(layer.latent, "<f2").tobytes(), 6))
        if layer.share is not None:
            blobs.append(zlib.compress(np.ascontiguousarray(layer.share).tobytes(), 6))
    header = {
        "version": _VERSION,
        "channels": channels,
        "layers": [layer.share is not None for layer in layers],
        "sizes": [len(b) for b in blobs],
    }
    text = json.dumps(header, sort_keys=True).encode()
    return b"".join((_MAGIC, struct.pack("<I", len(text)), text, *blobs))


def unpack_layers(data: bytes) -> tuple[Layer, ...]:
    """Inverse of `pack_layers`. Raises FileFormatError for anything else, without trusting sizes it states."""
    try:
        if data[:8] != _MAGIC:
            raise ValueError("wrong magic")
        (length,) = struct.unpack_from("<I", data, 8)
        header = json.loads(data[12 : 12 + length])
        if header["version"] != _VERSION:
            raise FileFormatError("latent", f"has version {header['version']}", f"version {_VERSION}")
        channels, masked, sizes = int(header["channels"]), list(header["layers"]), list(header["sizes"])
        if not (1 <= channels <= _MAX_CHANNELS and 1 <= len(masked) <= MAX_LAYERS) or masked[0]:
            raise ValueError("impossible header")
        at, layers, blobs = 12 + length, [], iter(sizes)
        for has_share in masked:
            at, raw = _blob(data, at, next(blobs), channels * LATENT_GRID**3 * 2)
            latent = np.frombuffer(raw, "<f2").reshape(channels, *(LATENT_GRID,) * 3).astype(np.float16)
            if not np.isfinite(latent).all():
                raise ValueError("numbers that are not finite")
            share = None
            if has_share:
                at, raw = _blob(data, at, next(blobs), GRID**3)
                share = np.frombuffer(raw, np.uint8).reshape((GRID,) * 3)
            layers.append(Layer(latent, share))
    except (ValueError, KeyError, TypeError, struct.error, StopIteration, zlib.error, AttributeError) as error:
        raise FileFormatError("latent", f"is damaged ({error})") from error
    return tuple(layers)


def _blob(data: bytes, at: int, size: int, expected: int) -> tuple[int, bytes]:
    stream = zlib.decompressobj()
    raw = stream.decompress(data[at : at + int(size)], expected + 1)
    if len(raw) != expected or not stream.eof:
        raise ValueError("an array of the wrong size")
    return at + int(size), raw
