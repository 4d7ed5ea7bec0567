"""Filling the gaps between charts, so that neither filtering nor mipmaps pull in background."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


class Filler:
    """Fills uncovered texels of images that share one coverage.

    Within `margin` texels of a chart the nearest covered texel is repeated; beyond, values blend smoothly
    (push-pull, Gortler et al. 1996). Covered texels are never changed.
    """

    def __init__(self, coverage: BoolArray, margin: int = 8) -> None:
        """coverage: (h, w) bool with at least one covered texel.  margin: texels."""
        distance, nearest = ndimage.distance_transform_edt(~coverage, return_indices=True)
        near = (distance > 0) & (distance <= margin)
        self.coverage = coverage
        self._near = np.flatnonzero(near)
        source = nearest[0].astype(np.int64) * coverage.shape[1] + nearest[1]
        self._from = source.ravel()[self._near]
        self._known = coverage | near

    def fill(self, image: FloatArray) -> FloatArray:
        """The image (h, w) or (h, w, k) with every texel filled; works in place and returns it."""
        flat = image.reshape(self.coverage.size, -1)
        flat[self._near] = flat[self._from]
        for channel in range(flat.shape[1]):
            view = flat[:, channel].reshape(self.coverage.shape)
            _push_pull(view, self._known)
        return image


def _push_pull(image: FloatArray, known: BoolArray) -> None:
    """Fill texels where `known` is false from averages over ever larger squares."""
    if known.all():
        return
    h, w = image.shape
    if h == 1 and w == 1:
        return
    weight = known.astype(np.float32)
    value = _halve(np.where(known, image, np.float32(0.0)))
    total = _halve(weight)
    coarse_known = total > 0
    coarse = np.asarray(value / np.maximum(total, np.float32(1e-12)), np.float32)
    _push_pull(coarse, coarse_known)
    fine = np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1)[:h, :w]
    image[~known] = fine[~known]


def _halve(a: FloatArray) -> FloatArray:
    h, w = a.shape
    a = np.pad(a, ((0, h % 2), (0, w % 2)))
    return np.asarray(a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2], np.float32)
