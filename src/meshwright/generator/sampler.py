"""Samplers of the rectified flow, over numpy arrays or torch tensors alike.

The flow runs x_t = (1 - t) x_0 + t ε with velocity ε - x_0, so t = 1 is noise and t = 0 is data. With
σ_t = t and α_t = 1 - t this is the probability-flow ODE of eqs 45-50 in its straight-path form; one Euler step
equals a deterministic DDIM step.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.generator.config import GUIDANCE, INTERVAL, LATENT_GRID, STEPS

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SamplerSettings:
    """steps: network evaluations.  guidance: weight of the text.  avoid: extra weight against what is to be avoided.

    shift: moves steps towards noise (Esser et al. 2024, eq 23).  churn: 0 is the ODE; up to 1 adds the noise of the
    reverse SDE (eq 47).  order: of the solver, 1 (Euler) or 2 (two-step).
    interval: times (low, high) between which the text is weighted; outside, the conditioned velocity is used as it
    is, which costs half (Kynkäänniemi et al. 2024).
    """

    steps: int = STEPS
    guidance: float = GUIDANCE
    avoid: float = 1.5
    shift: float = 2.0
    churn: float = 0.0
    order: int = 2
    interval: tuple[float, float] = INTERVAL

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= 1000:
            raise InputError("steps", f"{self.steps} is out of range", "1 to 1000")
        if not 0 <= self.churn <= 1:
            raise InputError("churn", f"{self.churn} is out of range", "0 to 1")
        if not 0.01 <= self.shift <= 100:
            raise InputError("shift", f"{self.shift} is out of range", "0.01 to 100")
        if self.order not in (1, 2):
            raise InputError("order", f"{self.order} is out of range", "1 or 2")
        object.__setattr__(self, "interval", tuple(self.interval))  # JSON gives a list
        low, high = self.interval
        if not 0 <= low <= high <= 1:
            raise InputError("interval", f"{low} to {high} is out of range", "times within 0 to 1")
        for name in ("guidance", "avoid"):
            if not math.isfinite(getattr(self, name)):
                raise InputError(name, "is not a finite number")

    def guides(self, t: float) -> bool:
        """Whether the text is weighted at time t."""
        return self.interval[0] <= t <= self.interval[1]


def seeded_noise(seed: int, count: int, channels: int) -> FloatArray:
    """Standard normal latents (count, channels, 16, 16, 16) float32; item i only depends on seed and i."""
    n = LATENT_GRID
    out = np.empty((count, channels, n, n, n), np.float32)
    for i in range(count):
        key = np.array([seed & (2**64 - 1), i], np.uint64)  # a list would pass through a float64
        out[i] = np.random.Generator(np.random.Philox(key=key)).standard_normal(out[i].shape, dtype=np.float32)
    return out


def fresh_noise_of(noise: FloatArray) -> Callable[[int], FloatArray]:
    """Standard normal noise like `noise` (b, ...) for each step; that of an item only depends on its own first noise
    and the step, so that a batch gives what each item gives alone."""
    keys = [int.from_bytes(hashlib.blake2b(x.tobytes(), digest_size=8).digest(), "little") for x in noise]

    def fresh(step: int) -> FloatArray:
        out = np.empty(noise.shape, np.float32)
        for i, key in enumerate(keys):
            bits = np.random.Philox(key=np.array([key, step], np.uint64))
            out[i] = np.random.Generator(bits).standard_normal(out[i].shape, dtype=np.float32)
        return out

    return fresh


def flow_times(steps: int, shift: float) -> list[float]:
    """`steps + 1` times from 1 down to 0, denser near noise for shift > 1."""
    even = [1 - i / steps for i in range(steps + 1)]
    return [shift * t / (1 + (shift - 1) * t) for t in even]


def noise_share(t: float, s: float) -> float:
    """Part (0-1) of the noise at time s that a step of the reverse SDE from t draws afresh.

    Its square is the variance of x_s given x_t and x_0, over s². It falls with the step's length, so that the
    marginals stay right however many steps there are. Source: Song et al. 2021 (DDIM), eq 16, for α = 1 - t, σ = t.
    """
    ratio = (1 - t) * s / ((1 - s) * t)
    return float((1 - ratio * ratio) ** 0.5)


def combine_guidance(velocities: Sequence[Any], settings: SamplerSettings) -> Any:
    """Classifier-free guidance (Ho and Salimans 2022) from velocities [conditioned, free] or
    [conditioned, free, avoided]: moves towards the text and away from what is to be avoided."""
    asked, free = velocities[0], velocities[1]
    v = free + settings.guidance * (asked - free)
    if len(velocities) > 2:
        v = v - settings.avoid * (velocities[2] - free)
    return v


def two_step_clean(clean: Any, before: Any, times: tuple[float, float, float]) -> Any:
    """Clean latent that a step of second order aims at, from those seen at its start and one step earlier.

    times: (one earlier, start, end), falling. Extrapolates linearly in the logarithm of the signal-to-noise ratio.
    Equals `clean` where that is infinite: for the first two steps and the last.
    Source: Lu et al. 2022 (DPM-Solver++ 2M), for α = 1 - t, σ = t.
    """
    if times[0] >= 1 or times[2] <= 0:
        return clean
    logs = [math.log((1 - u) / u) for u in times]
    return clean + (clean - before) * ((logs[2] - logs[1]) / (2 * (logs[1] - logs[0])))


def sample_flow(
    velocity: Callable[[Any, float], Any],
    noise: Any,
    settings: SamplerSettings,
    *,
    fresh_noise: Callable[[int], Any] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Any:
    """Integrate from noise to data.

    velocity: guided velocity at (x, t).  noise: any shape.  fresh_noise: standard normal like `noise` for step i,
    needed when `settings.churn` > 0.  progress: called with the share done.
    Raises InputError for churn without fresh noise.
    Source: Liu et al. 2023 (Euler steps); with churn, the reverse SDE of the same path (eq 47); order 2 by
    `two_step_clean`; both together are SDE-DPM-Solver++ 2M (Lu et al. 2022).
    """
    if settings.churn > 0 and fresh_noise is None:
        raise InputError("churn", "needs a source of fresh noise", "0 here")
    x = noise
    times = flow_times(settings.steps, settings.shift)
    before: Any = None
    for i, (t, s) in enumerate(itertools.pairwise(times)):
        clean = aim = x - t * velocity(x, t)  # the path's end without noise, as the network sees it
        if settings.order == 2 and before is not None:
            aim = two_step_clean(clean, before, (times[i - 1], t, s))
        before = clean
        guess = (x - (1 - t) * aim) / t  # the path's other end, that goes with it
        if settings.churn > 0 and fresh_noise is not None and s > 0:
            share = settings.churn * noise_share(t, s)
            guess = (1 - share**2) ** 0.5 * guess + share * fresh_noise(i)
        x = (1 - s) * aim + s * guess
        if progress is not None:
            progress((i + 1) / settings.steps)
    return x
