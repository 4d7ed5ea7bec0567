"""Pictures on disk, read back by Pillow."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from meshwright.errors import InputError
from meshwright.rendering.images import contact_sheet, save_png, save_webp


def picture(seed, h=40, w=60):
    return np.random.default_rng(seed).integers(0, 255, (h, w, 3), dtype=np.uint8)


def test_png_round_trip(tmp_path):
    path = save_png(picture(0), tmp_path / "a.png")
    np.testing.assert_array_equal(np.asarray(Image.open(path)), picture(0))


def test_webp_has_every_frame_and_loops(tmp_path):
    frames = [np.full((16, 16, 3), 60 * k, np.uint8) for k in range(4)]
    with Image.open(save_webp(frames, tmp_path / "a.webp", frames_per_second=10)) as image:
        assert image.n_frames == 4
        assert image.info["loop"] == 0
        for k in range(4):
            image.seek(k)
            assert np.asarray(image.convert("RGB")).mean() == pytest.approx(60 * k, abs=4)
        assert image.info["duration"] == 100


def test_sheet_places_pictures_in_rows():
    images = [np.full((20, 30, 3), 10 * k + 10, np.uint8) for k in range(5)]
    sheet = contact_sheet(images, columns=3, gap=4)
    assert sheet.shape == (4 + 2 * 24, 4 + 3 * 34, 3)
    assert sheet[4 + 10, 4 + 34 + 10, 0] == 20
    assert sheet[4 + 24 + 10, 4 + 10, 0] == 40
    assert sheet[4 + 24 + 10, 4 + 68 + 10, 0] == 250


def test_captions_are_drawn_below_and_stay_inside():
    images = [np.zeros((30, 80, 3), np.uint8)] * 2
    sheet = contact_sheet(images, ["a chair", "a very long caption that can not possibly fit in here"], 2, gap=6)
    below = sheet[36:].astype(int)
    assert (below[:, 6:86] < 120).any()
    assert (below[:, 92:172] < 120).any()
    assert (below[:, 87:91] == 250).all()
    assert (below[:, 173:] == 250).all()


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda p: contact_sheet([]), "images"),
        (lambda p: contact_sheet([picture(0)], ["a", "b"]), "captions"),
        (lambda p: contact_sheet([picture(0)], columns=0), "columns"),
        (lambda p: save_webp([], p), "images"),
        (lambda p: save_webp([picture(0), picture(0, 10, 10)], p), "images"),
        (lambda p: save_webp([picture(0)], p, quality=0), "quality"),
        (lambda p: save_png(picture(0).astype(float), p), "image"),
    ],
)
def test_bad_input_is_named(tmp_path, call, field):
    with pytest.raises(InputError) as error:
        call(tmp_path / "x")
    assert error.value.field == field
