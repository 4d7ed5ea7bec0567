"""Draw every procedural material on a ball, a beam and a slab: python benchmarks/material_sheet.py OUT.png

Options: --style realistic|stylised|low-poly, --wear 0-1, --names wood,brick, --tile PIXELS.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from meshwright.texturing.frames import PartFrame
from meshwright.texturing.materials import Coat, synthesise
from meshwright.vocabulary.colors import linear_from_bytes, linear_to_srgb
from meshwright.vocabulary.materials import MATERIALS, MaterialClass

Array = npt.NDArray[np.float32]


def _ray_sphere(o: Array, d: Array, centre: tuple[float, float, float], radius: float) -> tuple[Array, Array]:
    c = o - np.array(centre, np.float32)
    b = (c * d).sum(1)
    disc = b * b - (c * c).sum(1) + radius**2
    t = np.where(disc > 0, -b - np.sqrt(np.maximum(disc, 0)), np.inf)
    p = o + d * np.where(np.isfinite(t), t, 0)[:, None]
    return t, (p - np.array(centre, np.float32)) / radius


def _ray_box(
    o: Array, d: Array, centre: tuple[float, float, float], half: tuple[float, float, float], spin: float
) -> tuple[Array, Array]:
    c, s = np.cos(spin), np.sin(spin)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    lo, ld = (o - np.array(centre)) @ turn.T, d @ turn.T
    inv = 1 / np.where(np.abs(ld) < 1e-9, 1e-9, ld)
    t1, t2 = (-np.array(half) - lo) * inv, (np.array(half) - lo) * inv
    near, far = np.minimum(t1, t2), np.maximum(t1, t2)
    axis = near.argmax(1)
    t = near.max(1)
    t = np.where((t < far.min(1)) & (t > 0), t, np.inf)
    n = np.zeros_like(o)
    n[np.arange(len(o)), axis] = -np.sign(ld[np.arange(len(o)), axis])
    return t, n @ turn


def _ray_cylinder(
    o: Array, d: Array, centre: tuple[float, float, float], radius: float, half: float
) -> tuple[Array, Array]:
    """Upright cylinder with caps."""
    c = o - np.array(centre)
    a = d[:, 0] ** 2 + d[:, 2] ** 2
    b = c[:, 0] * d[:, 0] + c[:, 2] * d[:, 2]
    disc = b * b - a * (c[:, 0] ** 2 + c[:, 2] ** 2 - radius**2)
    t = np.where(disc > 0, (-b - np.sqrt(np.maximum(disc, 0))) / a, np.inf)
    y = c[:, 1] + np.where(np.isfinite(t), t, 0) * d[:, 1]
    side = np.where(np.isfinite(t) & (np.abs(y) <= half), t, np.inf)
    tc = (half - c[:, 1]) / d[:, 1]
    q = c + d * tc[:, None]
    cap = np.where((q[:, 0] ** 2 + q[:, 2] ** 2 <= radius**2) & (tc > 0), tc, np.inf)
    t = np.minimum(side, cap)
    p = c + d * np.where(np.isfinite(t), t, 0)[:, None]
    n = np.stack([p[:, 0], 0 * p[:, 0], p[:, 2]], 1) / radius
    return t, np.where((cap < side)[:, None], np.array([0.0, 1.0, 0.0]), n)


def swatch(material: MaterialClass, tile: int, style: str, wear: float) -> Array:
    """Render one tile (tile, tile, 3) linear."""
    index = MATERIALS.index(material)
    ss = 2
    n = tile * ss
    y, x = np.mgrid[0:n, 0:n]
    u, v = (x.ravel() + 0.5) / n * 2 - 1, 1 - (y.ravel() + 0.5) / n * 2
    forward = np.array([0, -0.36, -1.0])
    forward /= np.linalg.norm(forward)
    up = np.cross([1.0, 0, 0], forward)
    d = np.broadcast_to(forward, (n * n, 3)).copy()
    o = -forward * 3 + u[:, None] * np.array([0.62, 0, 0]) + v[:, None] * up * 0.62
    hits = [
        _ray_sphere(o, d, (-0.27, 0.29, 0.0), 0.27),
        _ray_cylinder(o, d, (0.33, 0.27, 0.0), 0.2, 0.27),
        _ray_box(o, d, (0.0, -0.33, 0.1), (0.5, 0.19, 0.2), 0.42),
    ]
    spin = 0.42
    box_axes = np.array([[np.cos(spin), 0, np.sin(spin)], [0, 1, 0], [-np.sin(spin), 0, np.cos(spin)]], np.float32)
    turned = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], np.float32)
    frames = [
        PartFrame(np.array([-0.27, 0.29, 0], np.float32), np.eye(3, dtype=np.float32), np.full(3, 0.54, np.float32)),
        PartFrame(np.array([0.33, 0.27, 0], np.float32), turned, np.array([0.54, 0.4, 0.4], np.float32), round=True),
        PartFrame(np.array([0.0, -0.33, 0.1], np.float32), box_axes, np.array([1.0, 0.38, 0.4], np.float32)),
    ]
    depth = np.stack([h[0] for h in hits])
    which = np.where(np.isfinite(depth.min(0)), depth.argmin(0), -1)
    image = np.full((n * n, 3), 0.055, np.float32)
    tint = linear_from_bytes(material.srgb)
    height = np.zeros(n * n, np.float32)
    point, normal = np.zeros((n * n, 3), np.float32), np.zeros((n * n, 3), np.float32)
    albedo, emission = np.zeros((n * n, 3), np.float32), np.zeros((n * n, 3), np.float32)
    rough, metal, cavity = np.ones(n * n, np.float32), np.zeros(n * n, np.float32), np.ones(n * n, np.float32)
    for k, (t, hit_normal) in enumerate(hits):
        rows = np.flatnonzero(which == k)
        p = (o + d * np.where(np.isfinite(t), t, 0)[:, None])[rows].astype(np.float32)
        m = hit_normal[rows].astype(np.float32)
        edge = np.zeros(len(rows), np.float32)
        if k == 2:
            local = np.abs((p - frames[2].origin) @ box_axes.T) - frames[2].extent / 2
            edge = np.clip(1.0 + np.sort(local, axis=1)[:, 1] / 0.02, 0, 1)
        if k == 1:
            r = np.hypot(p[:, 0] - 0.33, p[:, 2])
            edge = np.clip(1.0 - np.maximum(0.2 - r, 0.54 - p[:, 1]) / 0.02, 0, 1)
        one = np.ones(len(rows), np.float32)
        glow = one * (1.0 if material.name == "light" else 0.0)
        coat = Coat(
            p,
            m,
            np.tile(tint, (len(rows), 1)),
            one * material.roughness,
            one * material.metallic,
            glow,
            one * wear,
            edge.astype(np.float32),
            one,
        )
        s = synthesise(index, coat, frames[k], style=style, seed=7 + k, texel=1.24 / tile, size=1.0)
        point[rows], normal[rows], height[rows] = p, m, s.height
        albedo[rows], rough[rows], metal[rows], cavity[rows] = s.albedo, s.roughness, s.metallic, s.cavity
        emission[rows] = s.emission
    normal = _bump(normal, point, height, which, n)
    lit = _shade(normal, -d.astype(np.float32), albedo, rough, metal, cavity) + emission * 0.9
    image = np.where(which[:, None] >= 0, lit, image)
    return image.reshape(tile, ss, tile, ss, 3).mean((1, 3))


def _bump(normal: Array, point: Array, height: Array, which: npt.NDArray[np.int64], n: int) -> Array:
    """Screen-space bump mapping (Mikkelsen 2010)."""
    p, h, w = point.reshape(n, n, 3), height.reshape(n, n), which.reshape(n, n)
    px, py = np.zeros_like(p), np.zeros_like(p)
    hx, hy = np.zeros_like(h), np.zeros_like(h)
    px[:, :-1], hx[:, :-1] = p[:, 1:] - p[:, :-1], h[:, 1:] - h[:, :-1]
    py[:-1], hy[:-1] = p[1:] - p[:-1], h[1:] - h[:-1]
    same = np.zeros_like(w, bool)
    same[:-1, :-1] = (w[:-1, :-1] == w[:-1, 1:]) & (w[:-1, :-1] == w[1:, :-1])
    nn = normal.reshape(n, n, 3)
    r1, r2 = np.cross(py, nn), np.cross(nn, px)
    det = (px * r1).sum(-1)
    tilt = (r1 * hx[..., None] + r2 * hy[..., None]) / np.where(np.abs(det) < 1e-12, 1e-12, det)[..., None]
    steep = np.linalg.norm(tilt, axis=-1, keepdims=True)
    tilt = np.where(same[..., None], tilt / np.sqrt(1 + (steep / 2.0) ** 2), 0)
    out = nn - tilt
    return (out / np.maximum(np.linalg.norm(out, axis=-1, keepdims=True), 1e-9)).reshape(-1, 3).astype(np.float32)


def _sky(d: Array, rough: Array) -> Array:
    """A soft studio: bright softbox above, horizon, dark floor; blurred by roughness."""
    up = d[:, 1]
    blur = 0.08 + 0.9 * rough
    sky = 0.32 + 0.45 / (1 + np.exp(-(up - 0.1) / (0.25 * blur + 0.03)))
    floor = 0.16 / (1 + np.exp(-(up + 0.15) / (0.2 * blur)))
    box = np.exp(-(((d[:, 0] + 0.5) ** 2 + (d[:, 1] - 0.7) ** 2) / (0.09 + 0.9 * blur**2))) * (1.5 / (0.35 + blur))
    strip = np.exp(-(((d[:, 0] - 0.85) ** 2) / (0.02 + 0.6 * blur**2))) * (0.5 / (0.3 + blur)) * (up > -0.5)
    return (sky * 0.6 + floor + box + strip - 0.12)[:, None] * np.array([1.0, 1.0, 1.02], np.float32)


def _shade(n: Array, v: Array, albedo: Array, rough: Array, metal: Array, cavity: Array) -> Array:
    """Three lights with Cook-Torrance GGX (eqs 35-42) and the studio as ambient light."""
    f0 = 0.04 * (1 - metal[:, None]) + albedo * metal[:, None]
    diffuse = albedo * (1 - metal[:, None])
    nv = np.clip((n * v).sum(1), 0.02, 1)
    a2 = np.maximum(rough, 0.05) ** 4
    out = np.zeros_like(albedo)
    for direction, power in (((-0.5, 0.75, 0.5), 1.9), ((0.9, 0.25, 0.35), 0.55), ((0.1, 0.4, -0.9), 0.5)):
        l = np.array(direction) / np.linalg.norm(direction)
        nl = np.clip(n @ l, 0, 1)
        h = v + l
        h /= np.linalg.norm(h, axis=1, keepdims=True)
        nh, vh = np.clip((n * h).sum(1), 0, 1), np.clip((v * h).sum(1), 0, 1)
        dist = a2 / (np.pi * (nh**2 * (a2 - 1) + 1) ** 2)
        k = (rough + 1) ** 2 / 8
        g = 1 / ((nl * (1 - k) + k) * (nv * (1 - k) + k))
        fresnel = f0 + (1 - f0) * ((1 - vh) ** 5)[:, None]
        spec = fresnel * np.minimum(dist * g / 4, 40)[:, None]
        out += ((diffuse / np.pi) * (1 - fresnel) + spec) * (nl * power * np.pi * 0.62)[:, None]
    r = 2 * (n * v).sum(1)[:, None] * n - v
    fresnel = f0 + (np.maximum(1 - rough[:, None], f0) - f0) * ((1 - nv) ** 5)[:, None]
    out += (_sky(r, rough) * fresnel + _sky(n, np.ones_like(rough)) * diffuse * 0.55) * cavity[:, None]
    return out.astype(np.float32)


def _film(x: Array) -> Array:
    """Soft shoulder, so that whites keep their texture."""
    x = np.maximum(x, 0) * 0.62
    return np.where(x < 0.5, x, 0.5 + 0.5 * np.tanh((x - 0.5) / 0.5)).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--style", default="realistic")
    parser.add_argument("--wear", type=float, default=0.25)
    parser.add_argument("--names", default="")
    parser.add_argument("--tile", type=int, default=256)
    parser.add_argument("--columns", type=int, default=8)
    args = parser.parse_args()
    chosen = [m for m in MATERIALS if not args.names or m.name in args.names.split(",")]
    columns = min(args.columns, len(chosen))
    rows = -(-len(chosen) // columns)
    label = 16
    sheet = Image.new("RGB", (columns * args.tile, rows * (args.tile + label)))
    draw = ImageDraw.Draw(sheet)
    for k, material in enumerate(chosen):
        picture = linear_to_srgb(_film(swatch(material, args.tile, args.style, args.wear)))
        at = (k % columns * args.tile, k // columns * (args.tile + label))
        sheet.paste(Image.fromarray((picture * 255 + 0.5).astype(np.uint8)), (at[0], at[1] + label))
        draw.text((at[0] + 4, at[1] + 2), material.name, fill=(255, 255, 255))
    sheet.save(args.out)


if __name__ == "__main__":
    main()
