"""Blocks of 4 x 4 texels in UASTC LDR, which every GPU's own texture format can be made from.

Opaque colour in four of UASTC's nineteen modes: one line of colours (0, 18), one line for two channels and another
for the third (6), one colour (8). Source: Basis Universal, "UASTC LDR 4x4 Texture Specification" (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ByteArray = npt.NDArray[np.uint8]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]

_PIECE = 1 << 13  # blocks at a time
_WORTH = 24.0  # squared error of a block (48 values) below which a second line of colours is not tried
_NO_BIAS = 13
_ETC1_STEPS = np.array([8, 17, 29, 42, 60, 80, 106, 183], np.float32)
"""The larger modifier of each ETC1 intensity table."""


@dataclass(frozen=True)
class _Mode:
    """How a mode stores its numbers.

    code, length: its prefix.  levels: 8-bit values (k,) of the quantised endpoints, by their stored number.
    low_bits: of a stored endpoint; the rest is a digit of base `radix` (1: none).
    weights: (2^b,) of 64.
    """

    code: int
    length: int
    levels: IntArray
    low_bits: int
    radix: int
    weights: IntArray

    @property
    def weight_bits(self) -> int:
        return len(self.weights).bit_length() - 1


def _levels(bits: int, radix: int, pattern: str, factor: int) -> IntArray:
    """8-bit values of ASTC's endpoint quantisation (Khronos Data Format 1.3, table 121): bits and a trit or quint."""
    number = np.arange(radix << bits)
    low, digit = number & ((1 << bits) - 1), number >> bits
    inverted = np.where(low & 1, 511, 0)
    spread = np.zeros_like(number)
    for letter in pattern:
        spread = spread * 2 + (0 if letter == "0" else (low >> (ord(letter) - ord("a"))) & 1)
    return np.asarray((inverted & 0x80) | (((digit * factor + spread) ^ inverted) >> 2))


_WEIGHTS = {
    2: np.array([0, 21, 43, 64]),
    4: np.array([0, 4, 8, 12, 17, 21, 25, 29, 35, 39, 43, 47, 52, 56, 60, 64]),
    5: np.array([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52,
                 54, 56, 58, 60, 62, 64]),
}  # fmt: skip
_FINE_COLOURS = _Mode(0x1, 4, _levels(6, 3, "fedcb000f", 5), 6, 3, _WEIGHTS[4])
_FINE_STEPS = _Mode(0x9, 4, np.array([(k << 3) | (k >> 2) for k in range(32)]), 5, 1, _WEIGHTS[5])
_TWO_LINES = _Mode(0x1B, 5, _levels(5, 5, "edcb0000e", 6), 5, 5, _WEIGHTS[2])
_SOLID_CODE, _SOLID_LENGTH = 0x17, 5


@dataclass(frozen=True)
class _Fit:
    """Endpoints (n, 2, 3) as stored numbers, weights (n, 16, planes) as stored numbers, squared error (n,)."""

    endpoints: IntArray
    weights: IntArray
    error: FloatArray


def encode_uastc(pixels: ByteArray, run: Callable[[int, Callable[[slice], None], int], None]) -> bytes:
    """UASTC blocks of (h, w, 3) bytes, row by row; edges are repeated up to whole blocks.

    run: calls its second argument for slices that cover range(first), in any order or at once, at most `third` long.
    """
    height, width = pixels.shape[:2]
    padded = np.pad(pixels, ((0, -height % 4), (0, -width % 4), (0, 0)), mode="edge")
    rows, columns = padded.shape[0] // 4, padded.shape[1] // 4
    blocks = padded.reshape(rows, 4, columns, 4, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 16, 3)
    out = np.empty((len(blocks), 16), np.uint8)

    def work(piece: slice) -> None:
        out[piece] = _encode(blocks[piece])

    run(len(blocks), work, _PIECE)
    return out.tobytes()


def _encode(blocks: ByteArray) -> ByteArray:
    """(n, 16, 3) bytes to (n, 16) bytes of blocks."""
    out = np.empty((len(blocks), 16), np.uint8)
    flat = (blocks == blocks[:, :1]).all(axis=(1, 2))
    out[flat] = _solid(blocks[flat, 0].astype(np.int64))
    rest = np.flatnonzero(~flat)
    if len(rest) == 0:
        return out
    colour = blocks[rest].astype(np.float32)
    hints = _etc1_hints(colour)
    fits = {mode: _fit_line(colour, m, (0, 1, 2)) for mode, m in ((0, _FINE_COLOURS), (18, _FINE_STEPS))}
    error = np.minimum(fits[0].error, fits[18].error)
    hard = np.flatnonzero(error > _WORTH)
    best = np.where(fits[0].error <= fits[18].error, 0, 18)
    for mode, m in ((0, _FINE_COLOURS), (18, _FINE_STEPS)):
        own = np.flatnonzero(best == mode)
        fit = fits[mode]
        out[rest[own]] = _pack(m, fit.endpoints[own], fit.weights[own], hints[own], None)
    for channel in range(3):
        two = _fit_two_lines(colour[hard], channel)
        better = np.flatnonzero(two.error < error[hard])
        own = hard[better]
        error[own] = two.error[better]
        selector = np.full(len(own), channel)
        out[rest[own]] = _pack(_TWO_LINES, two.endpoints[better], two.weights[better], hints[own], selector)
    return out


def _fit_line(colour: FloatArray, mode: _Mode, channels: tuple[int, ...]) -> _Fit:
    """The best line through the colours (n, 16, 3) in some channels: its principal axis, then least squares."""
    x = colour[..., list(channels)]
    mean = x.mean(axis=1, keepdims=True)
    centred = x - mean
    axis = np.linalg.eigh(np.einsum("nik,nil->nkl", centred, centred))[1][..., -1]
    along = np.einsum("nik,nk->ni", centred, axis)
    ends = np.stack([along.min(axis=1), along.max(axis=1)], axis=1)[..., None] * axis[:, None] + mean
    fit = _quantised(x, ends, mode)
    share = mode.weights[fit.weights[..., 0]].astype(np.float32) / 64
    # Least squares for both ends, given the weights (2 x 2 normal equations).
    a, b, c = ((1 - share) ** 2).sum(1), ((1 - share) * share).sum(1), (share**2).sum(1)
    p = np.einsum("ni,nik->nk", 1 - share, x)
    q = np.einsum("ni,nik->nk", share, x)
    det = a * c - b * b
    safe = np.where(det > 1e-3, det, 1)[:, None]
    better = np.stack([(c[:, None] * p - b[:, None] * q) / safe, (a[:, None] * q - b[:, None] * p) / safe], axis=1)
    again = _quantised(x, np.where((det > 1e-3)[:, None, None], better, ends), mode)
    use = again.error < fit.error
    return _Fit(
        np.where(use[:, None, None], again.endpoints, fit.endpoints),
        np.where(use[:, None, None], again.weights, fit.weights),
        np.where(use, again.error, fit.error),
    )


def _quantised(x: FloatArray, ends: FloatArray, mode: _Mode) -> _Fit:
    """Endpoints (n, 2, k) and weights rounded to what a mode can store."""
    order = np.argsort(mode.levels, kind="stable")
    sorted_levels = mode.levels[order]
    middle = (sorted_levels[1:] + sorted_levels[:-1]) / 2
    stored = order[np.searchsorted(middle, np.clip(ends, 0, 255))]
    low, high = np.moveaxis(mode.levels[stored].astype(np.float32), 1, 0)
    step = high - low
    length = np.maximum((step * step).sum(axis=1), 1e-6)
    share = np.einsum("nik,nk->ni", x - low[:, None], step) / length[:, None]
    between = ((mode.weights[1:] + mode.weights[:-1]) / 128).astype(np.float32)
    weights = np.searchsorted(between, share)
    shown = low[:, None] + step[:, None] * (mode.weights[weights].astype(np.float32) / 64)[..., None]
    error = ((np.floor(shown + 0.5) - x) ** 2).sum(axis=(1, 2))
    return _Fit(stored, weights[..., None], error.astype(np.float32))


def _fit_two_lines(colour: FloatArray, channel: int) -> _Fit:
    """One channel with weights of its own."""
    others = tuple(k for k in range(3) if k != channel)
    pair, single = _fit_line(colour, _TWO_LINES, others), _fit_line(colour, _TWO_LINES, (channel,))
    endpoints = np.empty((len(colour), 2, 3), np.int64)
    endpoints[..., list(others)] = pair.endpoints
    endpoints[..., channel] = single.endpoints[..., 0]
    return _Fit(endpoints, np.concatenate([pair.weights, single.weights], axis=2), pair.error + single.error)


def _pack(mode: _Mode, endpoints: IntArray, weights: IntArray, hints: IntArray, selector: IntArray | None) -> ByteArray:
    """Bits of blocks: prefix, hints for BC1 and ETC1, endpoints, weights."""
    n, top = len(endpoints), len(mode.weights) - 1
    planes = weights.shape[2]
    endpoints, weights = endpoints.copy(), weights.copy()
    # The first weight of a plane lacks its highest bit: where it is set, the line is stored from its other end.
    for plane in range(planes):
        turned = weights[:, 0, plane] > top // 2
        weights[turned, :, plane] = top - weights[turned, :, plane]
        moved = np.repeat(turned[:, None], 3, axis=1)
        if selector is not None:
            moved &= (np.arange(3) == selector[:, None]) == (plane == 1)
        endpoints = np.where(moved[:, None], endpoints[:, ::-1], endpoints)
    bits = _Bits(n)
    bits.put(mode.code, mode.length)
    bits.put(0, 2)  # no hints for BC1: it is made from the colours
    for column, width in enumerate((1, 1, 3, 3)):
        bits.put(hints[:, column], width)
    bits.put(_NO_BIAS, 5)
    if selector is not None:
        bits.put(selector, 2)
    stored = endpoints.transpose(0, 2, 1).reshape(n, 6)  # R0 R1 G0 G1 B0 B1
    if mode.radix > 1:
        group, width = (5, 8) if mode.radix == 3 else (3, 7)
        for start in range(0, 6, group):
            digits = stored[:, start : start + group] >> mode.low_bits
            value = (digits * mode.radix ** np.arange(digits.shape[1])).sum(axis=1)
            bits.put(value, width if digits.shape[1] == group else 2)
    for k in range(6):
        bits.put(stored[:, k] & ((1 << mode.low_bits) - 1), mode.low_bits)
    for texel in range(16):
        for plane in range(planes):
            bits.put(weights[:, texel, plane], mode.weight_bits - (texel == 0))
    return bits.bytes()


def _solid(colour: IntArray) -> ByteArray:
    """Blocks (n, 16) of one colour (n, 3) each."""
    bits = _Bits(len(colour))
    bits.put(_SOLID_CODE, _SOLID_LENGTH)
    for k in range(3):
        bits.put(colour[:, k], 8)
    bits.put(255, 8)
    bits.put(1, 1)
    bits.put(0, 3)
    bits.put(2, 2)  # ETC1: two above the base colour
    for k in range(3):
        bits.put(np.clip(np.rint((colour[:, k] - 2) * 31 / 255), 0, 31).astype(np.int64), 5)
    return bits.bytes()


def _etc1_hints(colour: FloatArray) -> IntArray:
    """Flip, differential and two intensity tables (n, 4), from which ETC1 is made without a search."""
    n = len(colour)
    grid = colour.reshape(n, 4, 4, 3)
    ways = (grid.reshape(n, 4, 2, 2, 3).transpose(0, 2, 1, 3, 4).reshape(n, 2, 8, 3), grid.reshape(n, 2, 8, 3))
    means = [way.mean(axis=2) for way in ways]
    scatter = [((way - mean[:, :, None]) ** 2).sum(axis=(1, 2, 3)) for way, mean in zip(ways, means, strict=True)]
    flip = scatter[1] < scatter[0]
    half = np.where(flip[:, None, None, None], ways[1], ways[0])
    mean = np.where(flip[:, None, None], means[1], means[0])
    base = np.rint(mean * np.float32(31 / 255))
    gap = base[:, 1] - base[:, 0]
    differential = ((gap >= -4) & (gap <= 3)).all(axis=1)
    spread = np.abs((half - mean[:, :, None]).mean(axis=3)).max(axis=2)
    table = np.searchsorted((_ETC1_STEPS[1:] + _ETC1_STEPS[:-1]) / 2, spread)
    return np.column_stack([flip, differential, table]).astype(np.int64)


class _Bits:
    """Fields of n blocks, written from the lowest bit on."""

    def __init__(self, count: int) -> None:
        self._bits = np.zeros((count, 128), np.uint8)
        self._at = 0

    def put(self, value: IntArray | int, width: int) -> None:
        shifted = np.asarray(value)[..., None] >> np.arange(width)
        self._bits[:, self._at : self._at + width] = shifted & 1
        self._at += width

    def bytes(self) -> ByteArray:
        return np.packbits(self._bits, axis=1, bitorder="little")
