"""Distance to triangle meshes, closed or not: the plain-torch twin of `mesh_kernel.py`.

Inside is where the generalised winding number passes one half (Jacobson et al. 2013; solid angles by van
Oosterom and Strackee 1983), so open and overlapping shells give a solid too.
"""

from __future__ import annotations

import torch
from torch import Tensor


def mesh_distance(corners: Tensor, points: Tensor, *, chunk: int = 1 << 22) -> tuple[Tensor, Tensor]:
    """Signed distance and nearest triangle.

    corners: (m, 3, 3) float32.  points: (n, 3) float32, same frame.
    Returns distance (n,) float32, negative where |winding number| > 1/2, and triangle (n,) int64.
    """
    step = max(1, chunk // max(len(corners), 1))
    distances, nearest = [], []
    for p in points.split(step):
        d2, w = _pairs(corners[None], p[:, None])
        best, index = d2.min(1)
        inside = w.sum(1).abs() > 2 * torch.pi
        distances.append(torch.where(inside, -best.sqrt(), best.sqrt()))
        nearest.append(index)
    return torch.cat(distances), torch.cat(nearest)


def _dot(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum(-1)


def _segment(e: Tensor, w: Tensor) -> Tensor:
    h = (_dot(e, w) / _dot(e, e).clamp(min=1e-12)).clamp(0.0, 1.0)
    r = w - e * h[..., None]
    return _dot(r, r)


def _pairs(t: Tensor, p: Tensor) -> tuple[Tensor, Tensor]:
    """Squared distance and solid angle of every pair of triangle and point."""
    a, b, c = t.unbind(-2)
    ba, cb, ac = b - a, c - b, a - c
    pa, pb, pc = p - a, p - b, p - c
    n = torch.linalg.cross(ba, ac)
    beside = torch.stack([_dot(torch.linalg.cross(e, n), q) for e, q in ((ba, pa), (cb, pb), (ac, pc))])
    over = (beside >= 0).all(0)
    edges = torch.minimum(_segment(ba, pa), torch.minimum(_segment(cb, pb), _segment(ac, pc)))
    n2 = _dot(n, n)
    plane = _dot(n, pa) ** 2 / n2.clamp(min=1e-24)
    d2 = torch.where(over & (n2 > 1e-16), plane, edges)
    la, lb, lc = pa.norm(dim=-1), pb.norm(dim=-1), pc.norm(dim=-1)
    det = _dot(pa, torch.linalg.cross(pb, pc))
    den = la * lb * lc + _dot(pa, pb) * lc + _dot(pb, pc) * la + _dot(pc, pa) * lb
    return d2, 2 * torch.atan2(det, den)
