"""Signed distance and appearance of a primitive table: the plain-torch twin of `kernel.py`.

Distance formulas follow I. Quilez, "3D distance functions" and "2D distance functions", unless a line says
otherwise. Non-isometric primitives (tapered box, ellipsoid, superquadric, twisted and bent rows) give bounds.
"""

from __future__ import annotations

import torch
from torch import Tensor

from meshwright.dataset.grammar import table as t

FAR = 1e3
_ICO = (1.618033988749895 / 3**0.5, 1 / 1.618033988749895 / 3**0.5, 1 / 3**0.5)


def evaluate(rows: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
    """Distance and nearest row of one object.

    rows: (p, 64) float32 table.  points: (n, 3) float32 in field units.
    Returns distance (n,) float32, negative inside, and owner (n,) int64: the row whose surface is nearest,
    which carries part and appearance.
    """
    total = torch.full(points.shape[:1], FAR, device=points.device, dtype=points.dtype)
    group = total.clone()
    owner = torch.zeros(points.shape[:1], dtype=torch.long, device=points.device)
    group_owner = owner.clone()
    for i in range(rows.shape[0]):
        row = rows[i]
        if row[t.GROUP] > 0.5:
            owner = torch.where(group < total, group_owner, owner)
            total = torch.minimum(total, group)
            group = torch.full_like(group, FAR)
        d = primitive(row, points)
        op = int(row[t.OP])
        if op == t.UNION:
            group_owner = torch.where(d < group, i, group_owner)
            group = torch.minimum(group, d)
        elif op == t.SMOOTH:
            k = row[t.SMOOTHNESS]
            h = (k - (group - d).abs()).clamp(min=0.0) / k.clamp(min=1e-6)
            group_owner = torch.where(d < group, i, group_owner)
            group = torch.minimum(group, d) - h * h * k * 0.25
        elif op == t.SUBTRACT:
            group = torch.maximum(group, -d)
        else:
            group = torch.maximum(group, d)
    owner = torch.where(group < total, group_owner, owner)
    return torch.minimum(total, group), owner


def primitive(row: Tensor, points: Tensor) -> Tensor:
    """Distance (n,) of one row at points (n, 3), both float32 in field units."""
    q = _to_local(row, points)
    p = row[t.PARAM :]
    kind = int(row[t.TYPE])
    x, y, z = q.unbind(-1)
    if kind == t.BOX:
        d = _box(x, y, z, p)
    elif kind == t.CONE:
        d = _capped_cone((x * x + z * z).sqrt(), y, p[0], p[1], p[2])
    elif kind == t.ELLIPSOID:
        d = _ellipsoid(q, p[:3])
    elif kind == t.TORUS:
        ax = x.abs()
        k = torch.where(p[3] * ax > p[2] * z, ax * p[2] + z * p[3], (x * x + z * z).sqrt())
        d = ((q * q).sum(-1) + p[0] * p[0] - 2 * p[0] * k).clamp(min=0.0).sqrt() - p[1]
    elif kind == t.PRISM:
        d = _capped_cone(_fold(x, z, p[0]), y, p[1], p[2], p[3])
    elif kind == t.LATHE:
        r = torch.where(p[0] > 2.5, _fold(x, z, p[0].clamp(min=3.0)), (x * x + z * z).sqrt())
        d = _polygon(r, y, p[1:17], revolve=True)
    elif kind == t.EXTRUDE:
        d = _polygon(x, y, p[1:17], revolve=False)
        w = z.abs() - p[0]
        d = torch.maximum(d, w).clamp(max=0.0) + (d.clamp(min=0.0) ** 2 + w.clamp(min=0.0) ** 2).sqrt()
    elif kind == t.TUBE:
        d = _tube(q, p)
    elif kind == t.SUPERQUADRIC:
        d = _superquadric(q, p)
    elif kind == t.FACET:
        d = _icosahedron(q / p[:3]) * p[:3].min()
    else:
        raise ValueError(f"unknown primitive type {kind}")
    d = (d - row[t.ROUND]) * row[t.LIPSCHITZ]
    shell = row[t.SHELL]
    return torch.where(shell > 0, (d + shell * 0.5).abs() - shell * 0.5, d)


def _to_local(row: Tensor, points: Tensor) -> Tensor:
    """Undo mirror, array, placement, twist and bend: points (n, 3) in the primitive's own frame."""
    x, y, z = points.unbind(-1)
    mirror = int(row[t.MIRROR])
    if mirror & 1:
        x = x.abs()
    if mirror & 2:
        z = z.abs()
    kind, n = int(row[t.ARRAY]), row[t.COUNT]
    c = row[t.CENTER : t.CENTER + 3]
    if kind == 1:
        s = row[t.STEP : t.STEP + 3]
        along = ((x - c[0]) * s[0] + (y - c[1]) * s[1] + (z - c[2]) * s[2]) / (s * s).sum()
        half = (n - 1) * 0.5
        i = torch.floor((along + half).clamp(torch.zeros_like(n), n - 1) + 0.5) - half
        x, y, z = x - i * s[0], y - i * s[1], z - i * s[2]
    elif kind == 2:
        phase, ax, az = row[t.STEP], row[t.STEP + 1], row[t.STEP + 2]
        dx, dz = x - ax, z - az
        sector = 2 * torch.pi / n
        turn = torch.floor((torch.atan2(dx, dz) - phase) / sector + 0.5) * sector + phase
        cos, sin = turn.cos(), turn.sin()
        x, z = cos * dx - sin * dz + ax, sin * dx + cos * dz + az
    x, y, z = x - c[0], y - c[1], z - c[2]
    r = row[t.ROTATION : t.ROTATION + 9]
    x, y, z = (
        r[0] * x + r[1] * y + r[2] * z,
        r[3] * x + r[4] * y + r[5] * z,
        r[6] * x + r[7] * y + r[8] * z,
    )
    if row[t.TWIST] != 0:
        a = row[t.TWIST] * y
        cos, sin = a.cos(), a.sin()
        x, z = cos * x - sin * z, sin * x + cos * z
    if row[t.BEND] != 0:
        a = row[t.BEND] * y
        cos, sin = a.cos(), a.sin()
        x, y = cos * x - sin * y, sin * x + cos * y
    return torch.stack((x, y, z), -1)


def _box(x: Tensor, y: Tensor, z: Tensor, p: Tensor) -> Tensor:
    s = ((y + p[1]) / (2 * p[1]).clamp(min=1e-6)).clamp(0.0, 1.0)
    qx = x.abs() - p[0] * (1 + (p[3] - 1) * s)
    qy = y.abs() - p[1]
    qz = z.abs() - p[2] * (1 + (p[4] - 1) * s)
    outside = (qx.clamp(min=0) ** 2 + qy.clamp(min=0) ** 2 + qz.clamp(min=0) ** 2).sqrt()
    return outside + torch.maximum(qx, torch.maximum(qy, qz)).clamp(max=0.0)


def _capped_cone(r: Tensor, y: Tensor, r1: Tensor, r2: Tensor, h: Tensor) -> Tensor:
    k2x, k2y = r2 - r1, 2 * h
    cax = r - torch.minimum(r, torch.where(y < 0, r1, r2))
    cay = y.abs() - h
    f = (((r2 - r) * k2x + (h - y) * k2y) / (k2x * k2x + k2y * k2y)).clamp(0.0, 1.0)
    cbx, cby = r - r2 + k2x * f, y - h + k2y * f
    sign = torch.where((cbx < 0) & (cay < 0), -1.0, 1.0)
    return sign * torch.minimum(cax * cax + cay * cay, cbx * cbx + cby * cby).sqrt()


def _ellipsoid(q: Tensor, r: Tensor) -> Tensor:
    k0 = ((q / r) ** 2).sum(-1).sqrt()
    k1 = ((q / (r * r)) ** 2).sum(-1).sqrt()
    return torch.where(k1 < 1e-6, -r.min(), k0 * (k0 - 1) / k1.clamp(min=1e-6))


def _fold(x: Tensor, z: Tensor, n: Tensor) -> Tensor:
    """Distance along the apothem of the sector of a regular n-gon whose first face looks towards +z."""
    sector = 2 * torch.pi / n
    a = torch.atan2(x, z)
    a = a - torch.floor(a / sector + 0.5) * sector
    return (x * x + z * z).sqrt() * a.cos()


def _polygon(x: Tensor, y: Tensor, flat: Tensor, *, revolve: bool) -> Tensor:
    """Distance to a polygon of 8 points (x, y); with `revolve`, edges on the axis do not count."""
    n = t.POLYGON_POINTS
    d2 = torch.full_like(x, FAR * FAR)
    sign = torch.ones_like(x)
    for i in range(n):
        j = (i + n - 1) % n
        xi, yi, xj, yj = flat[2 * i], flat[2 * i + 1], flat[2 * j], flat[2 * j + 1]
        ex, ey = xj - xi, yj - yi
        wx, wy = x - xi, y - yi
        h = ((wx * ex + wy * ey) / (ex * ex + ey * ey).clamp(min=1e-12)).clamp(0.0, 1.0)
        bx, by = wx - ex * h, wy - ey * h
        on_axis = revolve and bool((xi.abs() < 1e-6) & (xj.abs() < 1e-6))
        if not on_axis:
            d2 = torch.minimum(d2, bx * bx + by * by)
        c1, c2, c3 = y >= yi, y < yj, ex * wy > ey * wx
        flip = (c1 & c2 & c3) | (~c1 & ~c2 & ~c3)
        sign = torch.where(flip, -sign, sign)
    return sign * d2.sqrt()


def _tube(q: Tensor, p: Tensor) -> Tensor:
    """A chain of capsules of linear radius along the curve (our own approximation, 8 segments)."""
    a, b, c, r0, r1 = p[0:3], p[3:6], p[6:9], p[9], p[10]
    n = t.TUBE_SEGMENTS
    best = torch.full(q.shape[:-1], FAR, device=q.device, dtype=q.dtype)
    for i in range(n):
        s, e = i / n, (i + 1) / n
        u = a * ((1 - s) * (1 - s)) + b * (2 * s * (1 - s)) + c * (s * s)
        v = a * ((1 - e) * (1 - e)) + b * (2 * e * (1 - e)) + c * (e * e)
        w, edge = q - u, v - u
        h = ((w * edge).sum(-1) / (edge * edge).sum().clamp(min=1e-12)).clamp(0.0, 1.0)
        gap = w - edge * h[..., None]
        d = (gap * gap).sum(-1).sqrt() - (r0 + (r1 - r0) * (s + h / n))
        best = torch.minimum(best, d)
    return best


def _superquadric(q: Tensor, p: Tensor) -> Tensor:
    """Radial distance to a superquadric (Barr 1981), an estimate that `LIPSCHITZ` turns into a bound."""
    e1, e2 = p[3], p[4]
    g = ((q / p[:3]).abs()).clamp(min=1e-5)
    x, y, z = g.unbind(-1)
    f = torch.pow(torch.pow(x, 2 / e2) + torch.pow(z, 2 / e2), e2 / e1) + torch.pow(y, 2 / e1)
    s = torch.pow(f.clamp(min=1e-9), e1 / 2)
    length = (q * q).sum(-1).sqrt().clamp(min=1e-5)
    return length * (1 - 1 / s.clamp(min=0.05))


def _icosahedron(q: Tensor) -> Tensor:
    """Support-plane distance to the icosahedron of inscribed radius 1 (10 pairs of faces)."""
    phi_a, phi_b, one = _ICO
    x, y, z = q.abs().unbind(-1)
    d = (x + y + z) * one
    d = torch.maximum(d, phi_a * x + phi_b * y)
    d = torch.maximum(d, phi_a * y + phi_b * z)
    d = torch.maximum(d, phi_a * z + phi_b * x)
    return d - 1
