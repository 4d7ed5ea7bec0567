"""Emission of primitives in metres; style, minimum thickness and appearance are applied here, once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from meshwright.dataset.grammar import table as t
from meshwright.dataset.grammar.rows import AXES, IDENTITY, Vec3, euler, scale_params, times
from meshwright.dataset.grammar.spec import Draw
from meshwright.vocabulary.materials import MATERIAL_INDEX

_OPS: Final = {"union": t.UNION, "smooth": t.SMOOTH, "subtract": t.SUBTRACT, "intersect": t.INTERSECT}
_MIRRORS: Final = {"": 0, "x": 1, "z": 2, "xz": 3}


class Builder:
    """Collects the rows of one object. All lengths in metres, angles in degrees.

    Every method takes the part first and accepts these keywords:
    op: `union` (default), `smooth` (with k, the blend radius), `subtract`, `intersect`.
    group: True starts a new group (subtract and intersect act only inside the current group).
    mirror: `x`, `z`, `xz`: also the mirror image across those planes.
    ring: (count, phase in degrees, axis x, axis z): repeated around a vertical axis; build the copy that
        lies at azimuth 0, i.e. towards +Z from the axis.
    repeat: (count, (dx, dy, dz)): repeated along a line, centred on the built copy.
    rot: rotation in degrees about x, then y, then z.
    twist: degrees per metre about the local y axis.  bend: degrees per metre, bends local y towards local x.
    round: edge radius (inside the stated size).  shell: wall thickness of a hollow, 0 is solid.
    material, tint: override the look of the part (tint linear rgb).  emission: override the glow.
    """

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.slots = {p.name: i for i, p in enumerate(draw.category.parts)}
        self.rows: list[list[float]] = []
        self.reach = [0.0, 0.0, 0.0]  # largest |x|, y and |z| so far, metres
        self.low_poly = draw.style == "low-poly"
        self.stylised = draw.style == "stylised"

    # -- primitives -------------------------------------------------------------------------------

    def box(
        self, part: str, size: Vec3, at: Vec3, *, taper: tuple[float, float] = (1, 1), round: float = 0.0, **kw: Any
    ) -> None:
        """A box of full extents `size` centred at `at`; `taper` scales (x, z) at its top."""
        r = self._edge(round, min(size) / 2)
        half = [s / 2 - r for s in size]
        self._row(t.BOX, part, at, [*half, *taper], size, round=r, lipschitz=0.8 if taper != (1, 1) else 1.0, **kw)

    def cylinder(
        self,
        part: str,
        r: float,
        h: float,
        at: Vec3,
        *,
        r_top: float | None = None,
        axis: str = "y",
        round: float = 0.0,
        sides: int = 0,
        **kw: Any,
    ) -> None:
        """A cylinder or cone of bottom radius `r` and height `h` centred at `at` along `axis`."""
        top = r if r_top is None else r_top
        widest = max(r, top)
        if self.low_poly and not sides and widest > 0.02:
            sides = 6 if widest < 0.25 * max(h, 1e-6) else 8
        if sides:
            self.prism(part, sides, r, h, at, r_top=top, axis=axis, **kw)
            return
        e = self._edge(round, min(widest, h / 2) * 0.9)
        self._row(
            t.CONE,
            part,
            at,
            [max(r - e, 0.0), max(top - e, 0.0), h / 2 - e],
            (2 * widest, h, 2 * widest),
            round=e,
            axis=axis,
            **kw,
        )

    def prism(
        self,
        part: str,
        sides: int,
        r: float,
        h: float,
        at: Vec3,
        *,
        r_top: float | None = None,
        axis: str = "y",
        round: float = 0.0,
        **kw: Any,
    ) -> None:
        """A regular prism or pyramid frustum; `r` is the circumscribed radius, a face looks towards +Z."""
        top = r if r_top is None else r_top
        c = math.cos(math.pi / sides)
        e = self._edge(round, min(max(r, top), h / 2) * 0.5)
        widest = 2 * max(r, top)
        self._row(
            t.PRISM,
            part,
            at,
            [sides, max(r * c - e, 0.0), max(top * c - e, 0.0), h / 2 - e],
            (widest, h, widest),
            round=e,
            axis=axis,
            **kw,
        )

    def ellipsoid(self, part: str, size: Vec3, at: Vec3, **kw: Any) -> None:
        """An ellipsoid of full extents `size`; a faceted ball in low-poly style."""
        kind = t.FACET if self.low_poly else t.ELLIPSOID
        shrink = 0.92 if self.low_poly else 1.0
        self._row(kind, part, at, [s / 2 * shrink for s in size], size, lipschitz=0.9, **kw)

    def torus(
        self, part: str, major: float, minor: float, at: Vec3, *, axis: str = "y", arc: float = 360.0, **kw: Any
    ) -> None:
        """A ring around `axis`; `arc` in degrees keeps the part centred on local +z."""
        half = math.radians(arc / 2)
        w = 2 * (major + minor)
        self._row(t.TORUS, part, at, [major, minor, math.sin(half), math.cos(half)], (w, 2 * minor, w), axis=axis, **kw)

    def lathe(
        self,
        part: str,
        profile: Sequence[tuple[float, float]],
        at: Vec3 = (0, 0, 0),
        *,
        sides: int = 0,
        axis: str = "y",
        **kw: Any,
    ) -> None:
        """A solid of revolution: outline of 3 to 8 (radius, y) points, closed; go from bottom to top.

        Start and end on the axis (radius 0) for a solid; points off the axis make a ring.
        """
        points = self._polygon(profile)
        if self.low_poly and not sides:
            sides = 8
        w = 2 * max(r for r, _ in profile)
        ys = [y for _, y in profile]
        self._row(t.LATHE, part, at, [sides, *points], (w, 2 * max(map(abs, ys)), w), axis=axis, **kw)

    def extrude(
        self,
        part: str,
        outline: Sequence[tuple[float, float]],
        depth: float,
        at: Vec3 = (0, 0, 0),
        *,
        round: float = 0.0,
        **kw: Any,
    ) -> None:
        """A polygon of 3 to 8 (x, y) points extruded along local z to full `depth`, centred on z."""
        lows, highs = [min(c) for c in zip(*outline, strict=True)], [max(c) for c in zip(*outline, strict=True)]
        halves = [(b - a) / 2 for a, b in zip(lows, highs, strict=True)]
        r = self._edge(round, min(depth, *(2 * h for h in halves)) * 0.45)
        xs, ys = [abs(x) for x, _ in outline], [abs(y) for _, y in outline]
        if r > 0:  # the edge radius grows the outline again: shrink it about its middle
            mid = [a + h for a, h in zip(lows, halves, strict=True)]
            outline = [
                (mid[0] + (x - mid[0]) * (1 - r / halves[0]), mid[1] + (y - mid[1]) * (1 - r / halves[1]))
                for x, y in outline
            ]
        self._row(
            t.EXTRUDE,
            part,
            at,
            [depth / 2 - r, *self._polygon(outline)],
            (2 * max(xs), 2 * max(ys), depth),
            round=r,
            **kw,
        )

    def tube(self, part: str, a: Vec3, b: Vec3, c: Vec3, r: float, *, r_end: float | None = None, **kw: Any) -> None:
        """A round tube along the quadratic Bezier a, b (control), c, radius `r` at a and `r_end` at c."""
        end = r if r_end is None else r_end
        size = tuple(2 * max(abs(p[i]) for p in (a, b, c)) + 2 * max(r, end) for i in range(3))
        self._row(t.TUBE, part, (0, 0, 0), [*a, *b, *c, r, end], size, **kw)  # type: ignore[arg-type]

    def superquadric(self, part: str, size: Vec3, at: Vec3, *, e: tuple[float, float] = (0.5, 0.5), **kw: Any) -> None:
        """A superquadric of full extents `size`; exponents e 0.2 (boxy) to 1 (ellipsoid) to 1.6 (pinched)."""
        self._row(t.SUPERQUADRIC, part, at, [s / 2 for s in size] + [float(x) for x in e], size, lipschitz=0.6, **kw)

    # -- assembly ---------------------------------------------------------------------------------

    def _edge(self, round: float, limit: float) -> float:
        if self.low_poly:
            return 0.0
        return min(round * 2 + 0.08 * limit if self.stylised else round, 0.95 * limit)

    @staticmethod
    def _polygon(points: Sequence[tuple[float, float]]) -> list[float]:
        if not 3 <= len(points) <= t.POLYGON_POINTS:
            raise ValueError(f"a polygon takes 3 to {t.POLYGON_POINTS} points, not {len(points)}")
        padded = [*points, *[points[-1]] * (t.POLYGON_POINTS - len(points))]
        return [float(v) for p in padded for v in p]

    def _row(
        self,
        kind: int,
        part: str,
        at: Vec3,
        params: Sequence[float],
        size: Vec3,
        *,
        op: str = "union",
        k: float = 0.0,
        group: bool = False,
        mirror: str = "",
        ring: tuple[int, float] | tuple[int, float, float, float] | None = None,
        repeat: tuple[int, Vec3] | None = None,
        rot: Vec3 = (0, 0, 0),
        axis: str = "y",
        twist: float = 0.0,
        bend: float = 0.0,
        round: float = 0.0,
        shell: float = 0.0,
        lipschitz: float = 1.0,
        material: str = "",
        tint: Vec3 | None = None,
        emission: float | None = None,
    ) -> None:
        look = self.draw.looks[part]
        row = [0.0] * t.ROW
        row[t.TYPE], row[t.OP], row[t.SMOOTHNESS] = kind, _OPS[op], k
        row[t.GROUP] = float(group or not self.rows)
        row[t.MIRROR] = _MIRRORS[mirror]
        row[t.CENTER : t.CENTER + 3] = at
        rotation = AXES[axis] if axis != "y" else IDENTITY
        if rot != (0, 0, 0):
            rotation = times(rotation, euler(rot))
        row[t.ROTATION : t.ROTATION + 9] = rotation
        row[t.ROUND], row[t.SHELL] = round, shell
        if ring:
            n, phase, *center = ring
            row[t.ARRAY], row[t.COUNT] = 2, n
            row[t.STEP : t.STEP + 3] = [math.radians(phase), *(center or (0.0, 0.0))]
        elif repeat and repeat[0] > 1:
            row[t.ARRAY], row[t.COUNT] = 1, repeat[0]
            row[t.STEP : t.STEP + 3] = repeat[1]
        row[t.TWIST], row[t.BEND] = math.radians(twist), math.radians(bend)
        row[t.PARAM : t.PARAM + len(params)] = params
        row[t.LIPSCHITZ] = lipschitz * (0.8 if twist or bend else 1.0)
        row[t.PART] = self.slots[part]
        row[t.MATERIAL] = MATERIAL_INDEX[material or look.material]
        row[t.TINT : t.TINT + 3] = tint or look.tint
        row[t.ROUGHNESS], row[t.METALLIC] = look.roughness, look.metallic
        row[t.EMISSION] = look.emission if emission is None else emission
        self.rows.append(row)
        if op in ("union", "smooth"):
            self._stretch(at, rotation, size, ring, repeat)

    def _stretch(self, at: Vec3, rotation: Sequence[float], size: Vec3, ring: Any, repeat: Any) -> None:
        """Grow `reach` by the primitive's box (conservative for arrays)."""
        h = [s / 2 for s in size]
        ext = [sum(abs(rotation[3 * j + i]) * h[j] for j in range(3)) for i in range(3)]
        if ring:
            ax, az = (ring[2], ring[3]) if len(ring) > 2 else (0.0, 0.0)
            rad = math.hypot(at[0] - ax, at[2] - az) + math.hypot(ext[0], ext[2])
            at, ext = (ax, at[1], az), [rad, ext[1], rad]
        if repeat:
            ext = [e + abs(d) * (repeat[0] - 1) / 2 for e, d in zip(ext, repeat[1], strict=True)]
        if size[0] > 0:
            self.reach[0] = max(self.reach[0], abs(at[0]) + ext[0])
            self.reach[1] = max(self.reach[1], at[1] + ext[1])
            self.reach[2] = max(self.reach[2], abs(at[2]) + ext[2])

    def finish(self, scale: float) -> npt.NDArray[np.float32]:
        """The table (rows, 64) float32 in field units: `scale` units per metre, standing on the floor."""
        if not 0 < len(self.rows) <= t.MAX_ROWS:
            raise ValueError(f"{self.draw.category.name}: {len(self.rows)} rows, at most {t.MAX_ROWS}")
        a = np.array(self.rows, dtype=np.float32)
        a[:, t.CENTER : t.CENTER + 3] *= scale
        a[:, t.CENTER + 1] += t.FLOOR
        for c in (t.SMOOTHNESS, t.ROUND, t.SHELL):
            a[:, c] *= scale
        a[:, t.TWIST] /= scale
        a[:, t.BEND] /= scale
        linear, ring = a[:, t.ARRAY] == 1, a[:, t.ARRAY] == 2
        a[linear, t.STEP : t.STEP + 3] *= scale
        a[ring, t.STEP + 1 : t.STEP + 3] *= scale
        return scale_params(a, scale, inflate=0.006 if self.stylised else 0.0)
