"""Every error that Meshwright raises on purpose.

MeshwrightError            failure inside the pipeline (exit code 1)
├── InputError             the caller's input is bad: names the field and the limit (exit code 2)
│   └── FileFormatError    a file is truncated, hostile or not what it claims to be
├── BudgetError            the topology cannot be kept at the asked polygon count
├── RepairError            a mesh has a defect that could not be repaired
├── StageTimeout           a stage ran past its time limit
├── StageCrash             a stage's worker process died or ran out of memory
├── PromiseBroken          the finished asset fails its own quality report
└── WeightsError           shipped weights are missing or do not fit the code
"""

from __future__ import annotations


class MeshwrightError(Exception):
    """Base of all deliberate failures; `str(error)` is one line for the user."""

    exit_code = 1


class InputError(MeshwrightError):
    """The caller's input is bad.

    field: the argument or file that is wrong, as the user wrote it (`--polycount`, `prompt`).
    limit: what would have been accepted, in words.
    """

    exit_code = 2

    def __init__(self, field: str, problem: str, limit: str = "") -> None:
        self.field = field
        self.problem = problem
        self.limit = limit
        super().__init__(f"{field}: {problem}" + (f" (limit: {limit})" if limit else ""))


class FileFormatError(InputError):
    """A file is truncated, hostile, or not what it claims to be."""


class BudgetError(MeshwrightError):
    """The topology cannot be kept at the asked polygon count."""


class RepairError(MeshwrightError):
    """A mesh has a defect that could not be repaired; `cause` is a short machine-readable name."""

    def __init__(self, cause: str, message: str) -> None:
        self.cause = cause
        super().__init__(message)


class StageTimeout(MeshwrightError):
    """A stage ran past its time limit and was ended."""


class StageCrash(MeshwrightError):
    """A stage's worker process died or ran out of memory."""


class PromiseBroken(MeshwrightError):
    """The finished asset fails its own quality report; `failures` lists the broken promises."""

    def __init__(self, failures: tuple[str, ...]) -> None:
        self.failures = failures
        super().__init__("asset breaks its promises: " + "; ".join(failures))


class WeightsError(MeshwrightError):
    """Shipped weights are missing, or their format does not fit this version of the code."""
