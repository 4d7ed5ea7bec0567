"""Uploads, assets, versions, files."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import httpx

from meshwright.client.remote import policy
from meshwright.client.remote.asynchronous.runtime import sleep
from meshwright.client.remote.asynchronous.transport import AsyncTransport, describe, json_of, segment
from meshwright.client.remote.decode import decode
from meshwright.client.remote.errors import Unreachable
from meshwright.client.remote.files import CHUNK, check_target, complete, local_name, part_of, size_of, whole
from meshwright.client.remote.models import Asset, File, Upload, Version
from meshwright.errors import InputError


class AsyncAssets(AsyncTransport):
    """What has been made, and what it is made from."""

    async def upload(self, path: str | Path) -> Upload:
        """Send a mesh or an image. Raises `InputError` if there is no such file, `BadRequest` if it is refused."""
        source = Path(path)
        if not source.is_file():
            raise InputError(str(path), "is not a file", "an existing file")
        size = str(source.stat().st_size)

        async def content() -> AsyncIterator[bytes]:
            with source.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk

        # Twice is no harm: contents are stored once, and what no job uses is removed.
        response = await self.call(
            "POST",
            "/v1/uploads",
            query={"name": source.name},
            headers={"Content-Type": "application/octet-stream", "Content-Length": size},
            content=content,
            repeatable=True,
        )
        return decode(Upload, json_of(response))

    def assets(self, *, q: str | None = None, deleted: bool = False) -> AsyncIterator[Asset]:
        """Your assets, newest first.  q: part of the name.  deleted: those that can be restored instead."""
        return self.pages(Asset, "/v1/assets", q=q, deleted=True if deleted else None)

    async def asset(self, asset_id: str) -> Asset:
        """An asset."""
        return await self.get(Asset, f"/v1/assets/{segment(asset_id)}")

    async def delete_asset(self, asset_id: str) -> None:
        """Hide an asset and its versions until it is restored."""
        await self.call("DELETE", f"/v1/assets/{segment(asset_id)}")

    async def restore_asset(self, asset_id: str) -> Asset:
        """Bring back a deleted asset."""
        return await self.post(Asset, f"/v1/assets/{segment(asset_id)}/restore", repeatable=True)

    def versions(self, asset_id: str) -> AsyncIterator[Version]:
        """The versions of an asset, newest first."""
        return self.pages(Version, f"/v1/assets/{segment(asset_id)}/versions")

    async def version(self, asset_id: str, number: int | None = None) -> Version:
        """A version with its files; None is the newest."""
        if number is None:
            number = (await self.asset(asset_id)).latest
        return await self.get(Version, f"/v1/assets/{segment(asset_id)}/versions/{number}")

    async def revert(self, asset_id: str, version: int) -> Version:
        """Make an earlier version the latest again, as a new version."""
        return await self.post(Version, f"/v1/assets/{segment(asset_id)}/revert", {"version": version})

    async def download_version(
        self, version: Version, folder: str | Path, *, names: Iterable[str] | None = None, force: bool = False
    ) -> tuple[Path, ...]:
        """The files of a version under their own names; the folder is made.  names: only these."""
        target = Path(folder)
        wanted = version.files if names is None else tuple(f for f in version.files if f.name in set(names))
        target.mkdir(parents=True, exist_ok=True)
        for file in wanted:
            check_target(target / local_name(file.name), force=force)
        return tuple([await self.download(file, target / local_name(file.name), force=force) for file in wanted])

    async def download(self, file: File, target: str | Path, *, force: bool = False) -> Path:
        """A file, complete and with the right digest, or not at all; a lost connection is resumed.

        A download that was given up leaves a hidden part file beside the target, with which the next one goes on.
        Raises `InputError` for a target that cannot be written, `DamagedDownload`, `Unreachable`.
        """
        path = Path(target)
        check_target(path, force=force)
        part = part_of(path, file)
        attempt, end = 0, time.monotonic() + self.patience
        while not whole(part, file):
            have, lost = size_of(part), None
            try:
                await self._fetch(file, part, have)
            except httpx.TransportError as error:
                lost = error
            if whole(part, file):
                break
            if size_of(part) > have:
                attempt, end = 0, time.monotonic() + self.patience  # there is progress, so patience starts anew
            wait = policy.pause(attempt)
            if time.monotonic() + wait > end:
                why = describe(lost) if lost else "it sends less than it promised"
                raise Unreachable(f"{file.name} is incomplete: no more from {self.url}: {why}") from lost
            await sleep(wait)
            attempt += 1
        complete(part, path, file, force=force)
        return path

    async def _fetch(self, file: File, part: Path, have: int) -> None:
        """Append what can be had to the part file. Raises `httpx.TransportError`, and `ProblemError`s as they come."""
        # Bytes as they are stored: a compressed answer has other ranges.
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": f'"{file.sha256}"'}
        async with self.stream(file.url, headers) as response:
            if response.status_code < 400:
                with part.open("ab" if response.status_code == 206 else "wb") as stream:
                    async for chunk in response.aiter_bytes():
                        stream.write(chunk)
                return
        # Asked in the way that waits for a busy service and renews credentials, or raises.
        await self.call("GET", file.url, headers={"Range": "bytes=0-0"})
