"""Layers as bytes: exact, compact, and damaged bytes refused."""

from __future__ import annotations

import contextlib
import json
import struct

import numpy as np
import pytest

from meshwright.errors import FileFormatError
from meshwright.pipeline.latent_io import Layer, pack_layers, stored, unpack_layers


def layers() -> tuple[Layer, ...]:
    rng = np.random.default_rng(0)
    share = np.zeros((64, 64, 64), np.uint8)
    share[10:20] = 255
    first, second = (stored(rng.standard_normal((16, 16, 16, 16))) for _ in range(2))
    return Layer(first), Layer(second, share)


def test_round_trip_is_exact() -> None:
    data = pack_layers(layers())
    for a, b in zip(layers(), unpack_layers(data), strict=True):
        assert np.array_equal(a.latent, b.latent)
        assert (a.share is None) == (b.share is None)
        if a.share is not None and b.share is not None:
            assert np.array_equal(a.share, b.share)
    assert pack_layers(unpack_layers(data)) == data
    assert len(data) < 2 * 16**4 * 2 + 4000


def test_half_precision_is_what_is_stored() -> None:
    z = stored(np.array([1e6, -1e6, 1 / 3]))
    assert np.isfinite(z).all()
    assert z.dtype == np.float16


@pytest.mark.parametrize("cut", [0, 4, 11, 30, 200, -1])
def test_cut_bytes_are_refused(cut: int) -> None:
    with pytest.raises(FileFormatError):
        unpack_layers(pack_layers(layers())[:cut])


def test_random_damage_never_escapes() -> None:
    data, rng = pack_layers(layers()[:1]), np.random.default_rng(1)
    for _ in range(200):
        bad = bytearray(data)
        for at in rng.integers(0, 160, 3):
            bad[at] = rng.integers(256)
        with contextlib.suppress(FileFormatError):
            unpack_layers(bytes(bad))


@pytest.mark.parametrize(
    "header",
    [
        {"version": 2, "channels": 16, "layers": [False], "sizes": [10]},
        {"version": 1, "channels": 10**9, "layers": [False], "sizes": [10]},
        {"version": 1, "channels": 16, "layers": [False] * 100, "sizes": [10] * 100},
        {"version": 1, "channels": 16, "layers": [True], "sizes": [10, 10]},
        {"version": 1, "channels": 16, "layers": [], "sizes": []},
        [],
    ],
)
def test_impossible_headers_are_refused(header: object) -> None:
    text = json.dumps(header).encode()
    with pytest.raises(FileFormatError):
        unpack_layers(b"MWLATENT" + struct.pack("<I", len(text)) + text + b"x" * 20)


def test_numbers_that_are_not_finite_are_refused() -> None:
    z = np.zeros((16, 16, 16, 16), np.float16)
    z[0, 0, 0, 0] = np.inf
    with pytest.raises(FileFormatError):
        unpack_layers(pack_layers((Layer(z),)))
