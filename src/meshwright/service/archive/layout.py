"""What is in a project's archive: a zip file whose entries are stored without compression.

    assets/<asset id>/asset.json     name, prompt, tags
    assets/<asset id>/<number>.json  a version: its parent, what it was made from, report, provenance, its files
    blobs/<sha256>                   every file once, under the digest of its bytes
    manifest.json                    what this is, and how many of everything there are; the last entry

Asset identifiers are those of the server that wrote the archive; another one gives new ones.
"""

from __future__ import annotations

import json
import math
import re
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

FORMAT: Final = "meshwright-project"
MANIFEST: Final = "manifest.json"
ENTRY: Final = re.compile(
    r"(?P<manifest>manifest\.json)"
    r"|assets/(?P<asset>asset_[0-9a-z]{26})/(?:(?P<head>asset\.json)|(?P<number>[1-9][0-9]{0,8})\.json)"
    r"|blobs/(?P<blob>[0-9a-f]{64})"
)
"""All names that an entry may have."""

# The same characters as the API takes.
_Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$")]
_Time = Annotated[float, Field(ge=0, le=253_402_300_799, allow_inf_nan=False)]
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


def _plain(name: str) -> str:
    if name in (".", "..") or re.search(r"[/\\]", name):
        raise ValueError("is not the name of a file")
    return name


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ArchivedFile(_Part):
    """A file of a version; its bytes are the entry `blobs/<sha256>`."""

    name: Annotated[_Text, Field(min_length=1, max_length=120), AfterValidator(_plain)]
    size: Annotated[int, Field(ge=0, le=2**53 - 1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ArchivedVersion(_Part):
    """A version; `parent` is an earlier one of the same asset. Seeds are in `request` and `provenance`."""

    number: _Number
    parent: _Number | None
    kind: Literal["generation", "edit", "finish", "revert"]
    request: dict[str, Any]
    report: dict[str, Any]
    provenance: dict[str, Any]
    created_at: _Time
    note: Annotated[_Text, Field(max_length=4000)] = ""
    rating: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)] | None = None
    files: Annotated[list[ArchivedFile], Field(max_length=1000)]


class ArchivedAsset(_Part):
    """An asset without its versions; `versions` is how many there are."""

    id: str
    name: Annotated[_Text, Field(max_length=200)]
    prompt: Annotated[_Text, Field(max_length=2000)] = ""
    tags: Annotated[list[Annotated[_Text, Field(min_length=1, max_length=40)]], Field(max_length=1000)] = []
    versions: _Number
    created_at: _Time
    updated_at: _Time


class Manifest(_Part):
    """What the archive is."""

    format: Literal["meshwright-project"] = "meshwright-project"
    version: Literal[1] = 1
    made_by: Annotated[_Text, Field(max_length=100)]
    project: Annotated[_Text, Field(max_length=200)]
    created_at: _Time
    assets: Annotated[int, Field(ge=0)]
    versions: Annotated[int, Field(ge=0)]
    blobs: Annotated[int, Field(ge=0)]


def parse_json(content: bytes) -> Any:
    """JSON that every database and every reader can hold. Raises `ValueError` for what only Python takes."""
    try:
        found = json.loads(content.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
        again = json.dumps(found, ensure_ascii=False).encode("utf-8")  # lone surrogates cannot be encoded
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    if b"\\u0000" in again:
        raise ValueError("holds a null character")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("holds a number that is too large")
    return number
