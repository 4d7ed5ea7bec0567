"""Regions of edits on the nodes of the feature grid."""

from __future__ import annotations

import numpy as np

from meshwright.pipeline.region import Seen, latent_mask, latent_share, part_region, share_of

from .toy import ToyBackend, latent_of

CHEST = "chest"


def seen(**sizes: float) -> Seen:
    return Seen.of(ToyBackend().decode(latent_of(**sizes), CHEST))


def test_region_holds_the_part_before_and_after_and_not_the_rest() -> None:
    before, after = seen(lid=0.2), seen(lid=0.5)
    slots = frozenset({ToyBackend().lexicon.category(CHEST).slot("lid")})
    region, covered = part_region(before, after, slots)
    assert covered == slots
    y = np.linspace(-1, 1, 64)
    rows = region.any(axis=(0, 2))
    assert rows[(y > -0.28) & (y < 0.18)].all()
    assert not rows[y < -0.6].any()


def test_a_part_that_moves_with_it_joins() -> None:
    before, after = seen(width=0.3), seen(width=0.6)
    slot = ToyBackend().lexicon.category(CHEST).slot
    _, covered = part_region(before, after, frozenset({slot("lid")}))
    assert slot("body") in covered


def test_share_and_masks_follow_the_region() -> None:
    region = np.zeros((64, 64, 64), np.bool_)
    region[0:4, 0:4, 0:4] = True
    share = share_of(region)
    assert (share[region] == 255).all()
    assert share[4, 0, 0] == 128
    assert share[6, 0, 0] == 0
    mask = latent_mask(region, 16)
    assert mask.shape == (1, 1, 16, 16, 16)
    assert (mask == 1).sum() == 1
    low = latent_share(share, 16)
    assert low[0, 0, 0] == 1
    assert 0 < low[1, 0, 0] < 0.2
    assert low[2].max() == 0
