"""Bodies of requests for work: what to make, change or finish, and which files to write."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from meshwright.service.api.schemas import Body, Name, Seed, Text

Priority = Annotated[int, Field(ge=-10, le=10, description="among your own jobs")]
Format = Literal["glb", "gltf", "usdz", "obj", "stl", "ply", "3mf", "mjcf", "urdf"]
Steps = Annotated[int, Field(ge=1, le=200, description="of the sampler")]
Guidance = Annotated[float, Field(ge=0, le=30, description="weight of the words")]
Axis = Literal["x", "y", "z", "-x", "-y", "-z"]


class OutputOptions(Body):
    """Which files are written beside the GLB, which is always there, and how."""

    formats: Annotated[list[Format], Field(max_length=9)] | None = None
    texture_format: (
        Annotated[Literal["png", "webp", "jpeg", "ktx2"], Field(description="of the images in GLB and glTF")] | None
    ) = None
    collision: (
        Annotated[
            Literal["scene", "ucx", "godot", "none"],
            Field(description="hulls in GLB and glTF: in a scene of their own, as Unreal or Godot wants them, or none"),
        ]
        | None
    ) = None
    lod_files: (
        Annotated[bool, Field(strict=True, description="a file for each level in the other formats too")] | None
    ) = None


class FinishOptions(OutputOptions):
    """How an asset is finished; what is not given is the pipeline's default."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"texture_format": {"const": "ktx2"}}, "required": ["texture_format"]},
            "then": {"properties": {"texture_size": {"multipleOf": 4}}},
        }
    )

    polycount: Annotated[int, Field(ge=100, le=500_000)] | None = None
    topology: Literal["triangle", "quad"] | None = None
    texture_size: Annotated[int, Field(ge=64, le=4096)] | None = None
    lods: Annotated[int, Field(ge=1, le=8)] | None = None
    height: Annotated[float, Field(ge=0.001, le=1000, description="metres")] | None = None
    seed: Seed | None = None
    priority: Priority = 0
    project_id: (
        Annotated[Name, Field(description="where the results go; your personal project if not given")] | None
    ) = None

    @field_validator("texture_size")
    @classmethod
    def _fits_the_format(cls, size: int | None, info: ValidationInfo) -> int | None:
        if size is not None and size % 4 and info.data.get("texture_format") == "ktx2":
            raise ValueError("has to be a multiple of 4 for KTX2")
        return size


Picture = Annotated[
    str,
    Field(
        max_length=2000,
        pattern=r"^([a-z]+_[0-9a-z]{26}|https?://[!-~]+)$",
        description="an upload, or where the server allows it an http(s) address of a PNG, JPEG or WebP picture",
    ),
]


class GenerationBody(FinishOptions):
    """What to make."""

    prompt: Annotated[Text, Field(min_length=1, max_length=2000)]
    negative_prompt: Annotated[Text, Field(max_length=2000)] | None = None
    images: Annotated[list[Picture], Field(max_length=4)] = Field(default=[])
    count: Annotated[int, Field(ge=1, le=8)] = 1
    steps: Steps | None = None
    guidance: Guidance | None = None


class EditBody(OutputOptions):
    """What to change about an asset; makes its next version."""

    asset_id: Name
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    instruction: Annotated[Text, Field(min_length=1, max_length=2000)]
    category: (
        Annotated[
            Text,
            Field(
                min_length=1, max_length=40, description="what a finished mesh is, as `chest`, so that it is encoded"
            ),
        ]
        | None
    ) = None
    mask: (
        Annotated[Name, Field(description="upload: a picture over the UV page, white where the shape may change")]
        | None
    ) = None
    seed: Seed | None = None
    steps: Steps | None = None
    guidance: Guidance | None = None
    priority: Priority = 0


class FinishBody(FinishOptions):
    """A mesh to finish: an upload."""

    upload_id: Name
    density: (
        Annotated[float, Field(ge=0.01, le=30_000, description="kg/m³; by the file's materials if not given")] | None
    ) = None
    up: Annotated[Axis, Field(description="axis of the file that points up; y if not given")] | None = None
    front: Annotated[Axis, Field(description="axis that faces us, at right angles to `up`; z if not given")] | None = (
        Field(default=None, validate_default=True)
    )

    @field_validator("front")
    @classmethod
    def _crosses_up(cls, front: Axis | None, info: ValidationInfo) -> Axis | None:
        if (front or "z")[-1] == (info.data.get("up") or "y")[-1]:
            raise ValueError("lies along the up axis")
        return front
