"""Layout of a primitive table: one row of 64 float32 per primitive, at most 40 rows per object.

Rows are evaluated in order. A row with `GROUP` set starts a new group; `subtract` and `intersect` act on the
group built so far, and groups are united. All lengths are in field units (the cube [-1, 1]³).
"""

from __future__ import annotations

from typing import Final

from meshwright.generator.config import MAX_SLOTS as MAX_SLOTS

ROW: Final = 64
MAX_ROWS: Final = 40

# Primitive types. Parameters start at column PARAM.
BOX: Final = 0  # half x, half y, half z, scale of x at the top, scale of z at the top
CONE: Final = 1  # radius at the bottom, radius at the top, half height (local y)
ELLIPSOID: Final = 2  # radii x, y, z
TORUS: Final = 3  # major radius, minor radius, sin and cos of half the arc (around local y, centred on +z)
PRISM: Final = 4  # sides, apothem at the bottom, apothem at the top, half height (local y)
LATHE: Final = 5  # sides (0 = round), then 8 points (radius, y), the last repeated
EXTRUDE: Final = 6  # half depth (local z), then 8 points (x, y), the last repeated
TUBE: Final = 7  # quadratic Bezier a, b, c (3 each), radius at a, radius at c
SUPERQUADRIC: Final = 8  # radii x, y, z, exponents e1 (vertical), e2 (horizontal)
FACET: Final = 9  # radii x, y, z of an icosahedron's inscribed ball (the low-poly ball)

# Ways a row joins its group.
UNION: Final = 0
SMOOTH: Final = 1
SUBTRACT: Final = 2
INTERSECT: Final = 3

# Columns.
TYPE: Final = 0
OP: Final = 1
SMOOTHNESS: Final = 2  # radius of a smooth union
GROUP: Final = 3  # 1 starts a new group
MIRROR: Final = 4  # 1 mirrors x, 2 mirrors z, 3 both (object frame)
CENTER: Final = 5  # 3
ROTATION: Final = 8  # 9, rows are the local axes in the object frame
ROUND: Final = 17  # radius added outside
SHELL: Final = 18  # thickness of an onion shell, 0 = solid
ARRAY: Final = 19  # 0 none, 1 linear, 2 ring around a vertical axis
COUNT: Final = 20
STEP: Final = 21  # linear: spacing vector (3); ring: phase in radians, axis x, axis z
TWIST: Final = 24  # radians per unit along local y
BEND: Final = 25  # curvature of the local y axis towards local x
PARAM: Final = 26  # 20
LIPSCHITZ: Final = 46  # factor on the distance that keeps it a bound
PART: Final = 47
MATERIAL: Final = 48
TINT: Final = 49  # 3, linear
ROUGHNESS: Final = 52
METALLIC: Final = 53
EMISSION: Final = 54

TUBE_SEGMENTS: Final = 8
POLYGON_POINTS: Final = 8
FLOOR: Final = -0.92
"""Height of the ground in field units: objects stand on it."""
MIN_HALF_THICKNESS: Final = 0.0195
"""Least half thickness of a solid primitive: 1.25 voxels of a 64³ grid over two units."""
MIN_ROD_RADIUS: Final = 0.0235
"""Least radius of a round rod: one on a grid line's diagonal must still hold grid nodes (spacing 2 / 63)."""
