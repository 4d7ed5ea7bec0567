"""The CPU as OpenVINO sees it: one core object, precisions, threads, compiled graphs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Literal

_GROUP = 384
"""Activations of a row that share a scale; OpenVINO's own 32 is a quarter slower and no more exact here."""

Precision = Literal["bf16", "f32"]


@dataclass(frozen=True)
class Device:
    """How graphs are run.

    precision: of matrices and convolutions that tolerate it; None is the fastest the CPU has in hardware.
    threads: at most so many; None is one per core.
    round_activations: multiply 8-bit weights in 8 bits, each row of activations with its own scales.
    """

    precision: Precision | None = None
    threads: int | None = None
    round_activations: bool = True

    def fastest(self) -> Precision:
        """The chosen precision, or bf16 where the CPU multiplies it natively (AVX512-BF16, AMX), else f32."""
        return self.precision or ("bf16" if _has_bf16() else "f32")

    def compile(self, model: Any, precision: Precision, *, streams: int = 1) -> Any:
        """An `openvino.CompiledModel`. With one stream a request uses all threads, with more each uses one."""
        options: dict[str, Any] = {
            "NUM_STREAMS": str(streams),
            "INFERENCE_PRECISION_HINT": precision,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP if self.round_activations else 0,
            "ENABLE_CPU_PINNING": False,  # other processes share the cores; a pinned thread waits for its own
        }
        if streams > 1:
            options["INFERENCE_NUM_THREADS"] = streams
        elif self.threads is not None:
            options["INFERENCE_NUM_THREADS"] = self.threads
        return _core().compile_model(model, "CPU", options)


@functools.cache
def _core() -> Any:
    import openvino  # takes a tenth of a second: only when a network runs

    return openvino.Core()


@functools.cache
def _has_bf16() -> bool:
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
