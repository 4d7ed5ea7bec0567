# Made from ../asynchronous by scripts/make-blocking: change it there.
"""Orders for work: generations, edits, finishes; and the list of jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from meshwright.client.remote.blocking.assets import Assets
from meshwright.client.remote.blocking.jobs import JobHandle
from meshwright.client.remote.blocking.transport import given, segment
from meshwright.client.remote.errors import NotFound
from meshwright.client.remote.models import Job

Topology = Literal["triangle", "quad"]
TextureFormat = Literal["png", "webp", "jpeg", "ktx2"]
Collision = Literal["scene", "ucx", "godot", "none"]
Axis = Literal["x", "y", "z", "-x", "-y", "-z"]


class Orders(Assets):
    """Work for the service. Every order carries an idempotency key, so that a lost answer never makes two jobs."""

    def generate(
        self,
        prompt: str,
        *,
        negative: str | None = None,
        images: Sequence[str] = (),
        polycount: int | None = None,
        topology: Topology | None = None,
        texture_size: int | None = None,
        lods: int | None = None,
        height: float | None = None,
        seed: int | None = None,
        count: int | None = None,
        steps: int | None = None,
        guidance: float | None = None,
        formats: Sequence[str] | None = None,
        texture_format: TextureFormat | None = None,
        collision: Collision | None = None,
        lod_files: bool | None = None,
        priority: int | None = None,
        project: str | None = None,
        key: str | None = None,
    ) -> JobHandle:
        """Have assets made of words; arguments as `meshwright.Modeler.generate` has them.

        images: identifiers of uploads.  count: assets, of seeds `seed`, `seed` + 1, ...
        formats: what is written beside GLB (gltf, obj, usdz, stl, ply, 3mf, mjcf, urdf).
        texture_format, collision: of GLB and glTF.  lod_files: a file for each level in the other formats too.
        priority: -10 to 10 among your own jobs.
        project: where the assets belong; None is your own.
        key: `Idempotency-Key` of your own, with which the order happens once across programs; 48 hours.
        Raises `BadRequest` naming the field and limit, `TooMany` above your share of the queue.
        """
        body = {
            "prompt": prompt, "negative_prompt": negative or None, "images": list(images) or None,
            "polycount": polycount, "topology": topology, "texture_size": texture_size, "lods": lods,
            "height": height, "seed": seed, "count": count, "steps": steps, "guidance": guidance,
            "formats": _listed(formats), "texture_format": texture_format, "collision": collision,
            "lod_files": lod_files, "priority": priority, "project_id": project,
        }  # fmt: skip
        return self._submit("/v1/generations", body, key)

    def edit(
        self,
        asset_id: str,
        instruction: str,
        *,
        version: int | None = None,
        category: str | None = None,
        mask: str | None = None,
        seed: int | None = None,
        steps: int | None = None,
        guidance: float | None = None,
        formats: Sequence[str] | None = None,
        texture_format: TextureFormat | None = None,
        collision: Collision | None = None,
        lod_files: bool | None = None,
        priority: int | None = None,
        key: str | None = None,
    ) -> JobHandle:
        """Have an asset changed by an instruction; the result is its next version.

        version: the one to start from; None is the newest.
        category: what a mesh that was finished, not generated, is.
        mask: identifier of an uploaded picture over the UV page, white where the shape may change.
        Other arguments are those of `generate`.
        """
        body = {
            "asset_id": asset_id, "instruction": instruction, "version": version, "category": category,
            "mask": mask, "seed": seed, "steps": steps, "guidance": guidance, "formats": _listed(formats),
            "texture_format": texture_format, "collision": collision, "lod_files": lod_files, "priority": priority,
        }  # fmt: skip
        return self._submit("/v1/edits", body, key)

    def finish(
        self,
        upload_id: str,
        *,
        polycount: int | None = None,
        topology: Topology | None = None,
        texture_size: int | None = None,
        lods: int | None = None,
        height: float | None = None,
        density: float | None = None,
        up: Axis | None = None,
        front: Axis | None = None,
        seed: int | None = None,
        formats: Sequence[str] | None = None,
        texture_format: TextureFormat | None = None,
        collision: Collision | None = None,
        lod_files: bool | None = None,
        priority: int | None = None,
        project: str | None = None,
        key: str | None = None,
    ) -> JobHandle:
        """Have an uploaded mesh made game-ready; see `upload`.

        density: kg/m³.  up, front: axes of the file that point up and face us.  Others are those of `generate`.
        """
        body = {
            "upload_id": upload_id, "polycount": polycount, "topology": topology, "texture_size": texture_size,
            "lods": lods, "height": height, "density": density, "up": up, "front": front, "seed": seed,
            "formats": _listed(formats), "texture_format": texture_format, "collision": collision,
            "lod_files": lod_files, "priority": priority, "project_id": project,
        }  # fmt: skip
        return self._submit("/v1/finishes", body, key)

    def jobs(self, *, state: str | None = None, project: str | None = None) -> Iterator[Job]:
        """Your jobs, newest first; only those in a state, or of a project."""
        return self.pages(Job, "/v1/jobs", state=state, project_id=project)

    def job(self, job_id: str) -> Job:
        """A job as it is now."""
        return self.get(Job, f"/v1/jobs/{segment(job_id)}")

    def job_handle(self, job_id: str) -> JobHandle:
        """A handle on a job that was submitted earlier."""
        return JobHandle(self, self.job(job_id))

    def cancel_job(self, job_id: str) -> Job:
        """Stop a job; cancelling twice is no error. Raises `Conflict` if it has ended otherwise."""
        return self.post(Job, f"/v1/jobs/{segment(job_id)}/cancel", repeatable=True)

    def retry_job(self, job_id: str) -> Job:
        """Run a failed job again. Raises `Conflict` if it has not failed."""
        return self.post(Job, f"/v1/jobs/{segment(job_id)}/retry")

    def preview(self, job_id: str) -> bytes | None:
        """A GLB of roughly what a running job is making; None before there is one, and at the end."""
        try:
            return (self.call("GET", f"/v1/jobs/{segment(job_id)}/preview")).content
        except NotFound:
            self.job(job_id)  # which says so if it is the job that is not there
            return None

    def _submit(self, path: str, body: dict[str, Any], key: str | None) -> JobHandle:
        return JobHandle(self, self.order(Job, path, given(body), key))


def _listed(names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else list(names)
