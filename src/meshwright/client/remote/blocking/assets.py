# Made from ../asynchronous by scripts/make-blocking: change it there.
"""Uploads, assets, versions, files."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from meshwright.client.remote import policy
from meshwright.client.remote.blocking.runtime import sleep
from meshwright.client.remote.blocking.transport import Transport, describe, given, segment
from meshwright.client.remote.decode import decode
from meshwright.client.remote.errors import Unreachable
from meshwright.client.remote.files import check_target, complete, existing, local_name, part_of, size_of, whole
from meshwright.client.remote.models import Asset, File, Link, Node, Upload, Version


class Assets(Transport):
    """What has been made, and what it is made from."""

    def upload(self, path: str | Path, *, project: str | None = None) -> Upload:
        """Send a mesh or an image. Raises `InputError` if there is no such file, `BadRequest` if it is refused."""
        source = existing(path)
        # Twice is no harm: contents are stored once, and what no job uses is removed.
        query = {"name": source.name, "project_id": project}
        sent = self.send_file("/v1/uploads", source, "application/octet-stream", query, repeatable=True)
        return decode(Upload, sent)

    def uploaded(self, upload_id: str) -> Upload:
        """What is known of an upload."""
        return self.get(Upload, f"/v1/uploads/{segment(upload_id)}")

    def assets(
        self,
        *,
        q: str | None = None,
        tags: Sequence[str] = (),
        project: str | None = None,
        deleted: bool = False,
    ) -> Iterator[Asset]:
        """Assets that you can read, newest first.

        q: part of the name or the prompt.  tags: those that have all of them.  deleted: those that can be restored.
        """
        asked = {"tag": list(tags) or None, "deleted": True if deleted else None, "project_id": project}
        return self.pages(Asset, "/v1/assets", q=q, **asked)

    def asset(self, asset_id: str) -> Asset:
        """An asset."""
        return self.get(Asset, f"/v1/assets/{segment(asset_id)}")

    def delete_asset(self, asset_id: str) -> None:
        """Hide an asset and its versions until it is restored."""
        self.call("DELETE", f"/v1/assets/{segment(asset_id)}")

    def restore_asset(self, asset_id: str) -> Asset:
        """Bring back a deleted asset."""
        return self.post(Asset, f"/v1/assets/{segment(asset_id)}/restore", repeatable=True)

    def versions(self, asset_id: str) -> Iterator[Version]:
        """The versions of an asset, newest first."""
        return self.pages(Version, f"/v1/assets/{segment(asset_id)}/versions")

    def version(self, asset_id: str, number: int | None = None) -> Version:
        """A version with its files; None is the newest."""
        if number is None:
            number = (self.asset(asset_id)).latest
        return self.get(Version, f"/v1/assets/{segment(asset_id)}/versions/{number}")

    def revert(self, asset_id: str, version: int) -> Version:
        """Make an earlier version the latest again, as a new version."""
        return self.post(Version, f"/v1/assets/{segment(asset_id)}/revert", {"version": version})

    def change_asset(self, asset_id: str, *, name: str | None = None, tags: Sequence[str] | None = None) -> Asset:
        """Rename an asset, or replace its tags; None leaves as it is."""
        body = given({"name": name, "tags": None if tags is None else list(tags)})
        return self.patch(Asset, f"/v1/assets/{segment(asset_id)}", body)

    def annotate(self, asset_id: str, version: int, *, note: str | None = None, rating: int | None = None) -> Version:
        """Say something of a version; None leaves as it is.  note: "" clears it.  rating: 1 to 5, 0 clears it."""
        body: dict[str, Any] = given({"note": note, "rating": rating})
        if rating == 0:
            body["rating"] = None
        return self.patch(Version, f"/v1/assets/{segment(asset_id)}/versions/{version}", body)

    def graph(self, asset_id: str) -> Iterator[Node]:
        """How the versions of an asset came from each other, newest first: each names its parent."""
        return self.pages(Node, f"/v1/assets/{segment(asset_id)}/graph")

    def link(self, asset_id: str, version: int, name: str, *, expires_in: int = 3600) -> Link:
        """A URL of a file that needs no credentials, for `expires_in` seconds."""
        path = f"/v1/assets/{segment(asset_id)}/versions/{version}/files/{segment(name)}/links"
        made = self.post(Link, path, {"expires_in": expires_in})
        return Link(urljoin(f"{self.url}/", made.url), made.expires_at)

    def download_version(
        self, version: Version, folder: str | Path, *, names: Iterable[str] | None = None, force: bool = False
    ) -> tuple[Path, ...]:
        """The files of a version under their own names; the folder is made.  names: only these."""
        target = Path(folder)
        wanted = version.files if names is None else tuple(f for f in version.files if f.name in set(names))
        target.mkdir(parents=True, exist_ok=True)
        for file in wanted:
            check_target(target / local_name(file.name), force=force)
        return tuple([self.download(file, target / local_name(file.name), force=force) for file in wanted])

    def download(self, file: File, target: str | Path, *, force: bool = False) -> Path:
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
                self._fetch(file, part, have)
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
            sleep(wait)
            attempt += 1
        complete(part, path, file, force=force)
        return path

    def _fetch(self, file: File, part: Path, have: int) -> None:
        """Append what can be had to the part file. Raises `httpx.TransportError`, and `ProblemError`s as they come."""
        # Bytes as they are stored: a compressed answer has other ranges.
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": f'"{file.sha256}"'}
        with self.stream(file.url, headers) as response:
            if response.status_code < 400:
                with part.open("ab" if response.status_code == 206 else "wb") as stream:
                    for chunk in response.iter_bytes():
                        stream.write(chunk)
                return
        # Asked in the way that waits for a busy service and renews credentials, or raises.
        self.call("GET", file.url, headers={"Range": "bytes=0-0"})
