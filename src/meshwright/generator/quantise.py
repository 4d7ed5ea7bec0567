"""Weight files with 8-bit matrices: half the size of float16, the same file for every runtime.

python -m meshwright.generator.quantise IN.safetensors OUT.safetensors
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save

from meshwright.errors import MeshwrightError, WeightsError
from meshwright.generator.weight_file import SCALE, WeightFile

MIN_VALUES: Final = 4096
"""Smaller tensors stay float16: they weigh little and need the precision."""


def quantise_channels(weight: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Symmetric int8 (out, ...) of a float tensor and the scales (out,) float32 of its output channels.

    The largest value of a channel becomes 127 or -127, so a value is off by at most half its channel's scale.
    A channel of zeros has scale 1. Raises WeightsError for a tensor with infinities or NaN.
    """
    w = np.asarray(weight, np.float32)
    if not np.isfinite(w).all():
        raise WeightsError("a tensor holds infinities or NaN and cannot be stored in 8 bits")
    scale = np.abs(w).reshape(len(w), -1).max(1) / np.float32(127)
    scale = np.where(scale == 0, np.float32(1), scale)
    return np.rint(w / scale.reshape(-1, *[1] * (w.ndim - 1))).astype(np.int8), scale


def quantise_tensors(tensors: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Tensors of a weight file with matrices and convolutions of at least 4096 values in 8 bits.

    The rest becomes float16, scales stay float32. What already is 8-bit is kept as it is.
    """
    out: dict[str, npt.NDArray[Any]] = {}
    for name in sorted(tensors):
        value = tensors[name]
        if value.dtype.kind == "f" and value.ndim >= 2 and value.size >= MIN_VALUES:
            out[name], out[name + SCALE] = quantise_channels(value)
        else:
            keep = value.dtype.kind != "f" or name.endswith(SCALE)
            out[name] = value if keep else value.astype(np.float16)
    return out


def quantise_file(source: Path, target: Path) -> None:
    """Write the 8-bit twin of a weight file; the same input gives the same bytes.

    Raises WeightsError if the source cannot be read. The target is complete before it takes its name.
    """
    file = WeightFile.read(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".part")
    temporary.write_bytes(save(quantise_tensors(file.tensors), {"config": file.config}))
    temporary.replace(target)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line: quantise IN to OUT. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m meshwright.generator.quantise", description=__doc__)
    parser.add_argument("source", metavar="IN", type=Path)
    parser.add_argument("target", metavar="OUT", type=Path)
    options = parser.parse_args(argv)
    try:
        quantise_file(options.source, options.target)
    except MeshwrightError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
