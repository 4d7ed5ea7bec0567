"""Distance to a triangle mesh: the fast Triton twin of `mesh_sdf.py`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from meshwright.dataset.grammar.kernel import _atan2, _clamp01

_BLOCK = 512


@triton.jit
def _segment(ex, ey, ez, wx, wy, wz):
    h = _clamp01((ex * wx + ey * wy + ez * wz) / tl.maximum(ex * ex + ey * ey + ez * ez, 1e-12))
    rx = wx - ex * h
    ry = wy - ey * h
    rz = wz - ez * h
    return rx * rx + ry * ry + rz * rz


@triton.jit
def _side(ex, ey, ez, nx, ny, nz, wx, wy, wz):
    return (ey * nz - ez * ny) * wx + (ez * nx - ex * nz) * wy + (ex * ny - ey * nx) * wz


@triton.jit
def _mesh(corners, points, sdf, nearest, n_points, n_faces, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    live = i < n_points
    x = tl.load(points + i * 3, mask=live, other=0.0)
    y = tl.load(points + i * 3 + 1, mask=live, other=0.0)
    z = tl.load(points + i * 3 + 2, mask=live, other=0.0)
    best = x * 0 + 1e6
    winding = x * 0
    index = tl.zeros([BLOCK], tl.int32)
    for f in range(n_faces):
        t = corners + f * 9
        ax, ay, az = tl.load(t), tl.load(t + 1), tl.load(t + 2)
        bx, by, bz = tl.load(t + 3), tl.load(t + 4), tl.load(t + 5)
        cx, cy, cz = tl.load(t + 6), tl.load(t + 7), tl.load(t + 8)
        ux, uy, uz = bx - ax, by - ay, bz - az
        vx, vy, vz = cx - bx, cy - by, cz - bz
        wx, wy, wz = ax - cx, ay - cy, az - cz
        nx = uy * wz - uz * wy
        ny = uz * wx - ux * wz
        nz = ux * wy - uy * wx
        pax, pay, paz = x - ax, y - ay, z - az
        pbx, pby, pbz = x - bx, y - by, z - bz
        pcx, pcy, pcz = x - cx, y - cy, z - cz
        over = (
            (_side(ux, uy, uz, nx, ny, nz, pax, pay, paz) >= 0)
            & (_side(vx, vy, vz, nx, ny, nz, pbx, pby, pbz) >= 0)
            & (_side(wx, wy, wz, nx, ny, nz, pcx, pcy, pcz) >= 0)
        )
        e = tl.minimum(_segment(ux, uy, uz, pax, pay, paz), _segment(vx, vy, vz, pbx, pby, pbz))
        e = tl.minimum(e, _segment(wx, wy, wz, pcx, pcy, pcz))
        n2 = nx * nx + ny * ny + nz * nz
        h = nx * pax + ny * pay + nz * paz
        plane = tl.where(n2 > 1e-16, h * h / tl.maximum(n2, 1e-24), e)  # degenerate faces have no plane
        d2 = tl.where(over, plane, e)
        la = tl.sqrt(pax * pax + pay * pay + paz * paz)
        lb = tl.sqrt(pbx * pbx + pby * pby + pbz * pbz)
        lc = tl.sqrt(pcx * pcx + pcy * pcy + pcz * pcz)
        det = pax * (pby * pcz - pbz * pcy) + pay * (pbz * pcx - pbx * pcz) + paz * (pbx * pcy - pby * pcx)
        den = la * lb * lc
        den += (pax * pbx + pay * pby + paz * pbz) * lc
        den += (pbx * pcx + pby * pcy + pbz * pcz) * la
        den += (pcx * pax + pcy * pay + pcz * paz) * lb
        winding += 2 * _atan2(det, den)
        index = tl.where(d2 < best, f, index)
        best = tl.minimum(best, d2)
    d = tl.sqrt(best)
    tl.store(sdf + i, tl.where(tl.abs(winding) > 6.283185307179586, -d, d), mask=live)
    tl.store(nearest + i, index, mask=live)


def mesh_distance_fast(corners: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
    """As `mesh_sdf.mesh_distance`, on the GPU; the triangle index is int32."""
    n = points.shape[0]
    corners, points = corners.contiguous(), points.contiguous()
    sdf = torch.empty(n, device=points.device)
    nearest = torch.empty(n, device=points.device, dtype=torch.int32)
    _mesh[(triton.cdiv(n, _BLOCK),)](corners, points, sdf, nearest, n, corners.shape[0], _BLOCK)
    return sdf, nearest
