"""Error quadrics of planes and lines, as rows of coefficients (founding document, eqs 29-34)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_I, _J = np.triu_indices(4)


def plane_quadrics(normals: FloatArray, offsets: FloatArray, weights: FloatArray) -> FloatArray:
    """Fundamental quadrics K_p = p pᵀ of planes p = (a, b, c, d), times a weight (eqs 29-30).

    normals: (n, 3) unit; offsets: (n,) d of a·x + b·y + c·z + d = 0; weights: (n,).
    Returns the upper triangles (n, 10) in row order; quadrics of one space add (eqs 31-32).
    """
    p = np.concatenate([normals, offsets[:, None]], axis=1)
    return np.asarray(p[:, _I] * p[:, _J] * weights[:, None])


def evaluate(quadrics: FloatArray, points: FloatArray) -> FloatArray:
    """Cost vᵀ Q v (n,) of points (n, 3) under quadrics (n, 10) (eq 33), never negative."""
    q = quadrics.T
    x, y, z = points.T
    cost = (
        x * (q[0] * x + 2 * (q[1] * y + q[2] * z + q[3]))
        + y * (q[4] * y + 2 * (q[5] * z + q[6]))
        + z * (q[7] * z + 2 * q[8])
        + q[9]
    )
    return np.asarray(np.maximum(cost, 0.0))


def slopes(quadrics: FloatArray, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Halves of the gradient (n, 3) and of the Hessian (n, 3, 3) of the cost (eq 33) at points (n, 3)."""
    hessian = quadrics[:, [[0, 1, 2], [1, 4, 5], [2, 5, 7]]]
    return np.einsum("nij,nj->ni", hessian, points) + quadrics[:, [3, 6, 8]], hessian


def optimum(quadrics: FloatArray, guesses: FloatArray, pull: float = 1e-4) -> FloatArray:
    """Point (n, 3) of least cost: the root of the gradient (eq 34).

    On flat or straight surroundings the minimum is a plane or a line; `pull` times the mean
    curvature of the quadric, added towards `guesses` (n, 3), picks the point of it next to them.
    """
    q = quadrics.T
    lift = pull * (q[0] + q[4] + q[7]) + 1e-300
    a, b, c = q[0] + lift, q[1], q[2]
    d, e, f = q[4] + lift, q[5], q[7] + lift
    r0, r1, r2 = (lift * g - o for g, o in zip(guesses.T, (q[3], q[6], q[8]), strict=True))
    # Cramer's rule for the symmetric 3 x 3 system: one line per row of the adjugate.
    m00, m01, m02 = d * f - e * e, c * e - b * f, b * e - c * d
    m11, m12, m22 = a * f - c * c, b * c - a * e, a * d - b * b
    determinant = a * m00 + b * m01 + c * m02
    usable = determinant > 1e-30 * (q[0] + q[4] + q[7] + 1e-300) ** 3
    scale = 1.0 / np.where(usable, determinant, 1.0)
    solved = (m00 * r0 + m01 * r1 + m02 * r2, m01 * r0 + m11 * r1 + m12 * r2, m02 * r0 + m12 * r1 + m22 * r2)
    columns = [np.where(usable, value * scale, guess) for value, guess in zip(solved, guesses.T, strict=True)]
    return np.stack(columns, axis=1)


def line_quadrics(starts: FloatArray, ends: FloatArray, weights: FloatArray) -> FloatArray:
    """Quadrics (n, 6) of squared distance to lines through 2D points (n, 2), times a weight.

    Coefficients: xx, xy, x, yy, y, 1 of the symmetric 3 x 3 form.
    """
    along = ends - starts
    length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-300)
    nx, ny = (np.stack([-along[:, 1], along[:, 0]], axis=1) / length).T
    d = -(nx * starts[:, 0] + ny * starts[:, 1])
    return np.asarray(np.stack([nx * nx, nx * ny, nx * d, ny * ny, ny * d, d * d], axis=1) * weights[:, None])


def evaluate_lines(quadrics: FloatArray, points: FloatArray) -> FloatArray:
    """Cost (n,) of 2D points (n, 2) under line quadrics (n, 6), never negative."""
    q = quadrics.T
    x, y = points.T
    cost = x * (q[0] * x + 2 * (q[1] * y + q[2])) + y * (q[3] * y + 2 * q[4]) + q[5]
    return np.asarray(np.maximum(cost, 0.0))
