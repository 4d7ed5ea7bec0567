"""Pictures of regions, good and bad."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from meshwright.errors import InputError
from meshwright.formats.mask import read_mask


@pytest.mark.parametrize(("mode", "suffix"), [("L", "png"), ("RGB", "png"), ("RGB", "webp"), ("RGB", "jpg")])
def test_lightness(tmp_path: Path, mode: str, suffix: str) -> None:
    values = np.zeros((16, 32), np.uint8)
    values[:, 16:] = 255
    Image.fromarray(values).convert(mode).save(tmp_path / f"m.{suffix}")
    mask = read_mask(tmp_path / f"m.{suffix}")
    assert (mask.shape, mask.dtype) == ((16, 32), np.float32)
    assert ((mask > 0.5) == (values > 0)).all()


def _claims(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds nothing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not a picture"),
        (b"P5 2 2 255 abcd", "is not a picture"),  # a format that is not taken
        (_claims(2**30, 2**30), "m.png"),
        (_claims(4, 4), "is not a picture"),  # cut off
    ],
)
def test_bad_pictures(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "m.png").write_bytes(content)
    with pytest.raises(InputError, match=problem) as caught:
        read_mask(tmp_path / "m.png", "mask")
    assert caught.value.field == "mask"


def test_more_pixels_than_a_mask_may_have(tmp_path: Path) -> None:
    Image.new("1", (8192, 8200)).save(tmp_path / "m.png")
    with pytest.raises(InputError, match="8192x8200 pixels"):
        read_mask(tmp_path / "m.png")
