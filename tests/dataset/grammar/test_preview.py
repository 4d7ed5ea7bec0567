"""Pictures of tables: the silhouette and the colours are where the shape is."""

from __future__ import annotations

import numpy as np

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.preview import contact_sheet, picture
from tests.dataset.grammar.made_up import GADGET


def ball(radius: float, tint: tuple[float, float, float], glow: float = 0.0) -> np.ndarray:
    row = np.zeros((1, t.ROW), np.float32)
    row[0, t.TYPE], row[0, t.GROUP], row[0, t.LIPSCHITZ] = t.ELLIPSOID, 1, 1
    row[0, t.ROTATION : t.ROTATION + 9] = np.eye(3).ravel()
    row[0, t.PARAM : t.PARAM + 3] = radius
    row[0, t.TINT : t.TINT + 3], row[0, t.ROUGHNESS], row[0, t.EMISSION] = tint, 1, glow
    return row


def test_ball_is_a_disc_of_its_colour() -> None:
    image = picture(ball(0.6, (0.8, 0.05, 0.05)), size=64)
    assert image.shape == (64, 64, 3)
    assert image.dtype == np.uint8
    shown = (image != image[0, 0]).any(-1)
    y, x = (np.arange(64) + 0.5) / 64 * 2 - 1, (np.arange(64) + 0.5) / 64 * 2 - 1
    disc = np.hypot(*np.meshgrid(x, y)) * 1.2 < 0.6
    assert (shown == disc).mean() > 0.985
    assert (image[shown & disc][:, 0] > image[shown & disc][:, 1] + 30.0).mean() > 0.98


def test_light_comes_from_above_and_glow_is_brighter() -> None:
    image = picture(ball(0.6, (0.5, 0.5, 0.5)), size=64).astype(int)
    assert image[20:26, 30].mean() > image[40:46, 30].mean() + 20
    glowing = picture(ball(0.6, (0.5, 0.5, 0.5), 1.0), size=64).astype(int)
    assert glowing[32, 32].min() > image[44, 32].max() + 30


def test_azimuth_turns_the_object() -> None:
    row = ball(0.3, (0.9, 0.1, 0.1))
    row[0, t.CENTER] = 0.5
    right = picture(row, size=48, azimuth=0)
    left = picture(row, size=48, azimuth=180)
    for image, full, empty in ((right, slice(30, 48), slice(0, 18)), (left, slice(0, 18), slice(30, 48))):
        assert (image[:, full] != image[0, 0]).any()
        assert (image[:, empty] == image[0, 0]).all()


def test_contact_sheet_repeats_with_its_seed() -> None:
    a, b, c = (contact_sheet([GADGET], per_category=2, size=32, seed=s, columns=1) for s in (1, 1, 2))
    assert a.size == (84 + 64, 32)
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)
