"""Projects: what people share, who they are, and the whole of it as one archive."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from meshwright.client.remote.asynchronous.transport import AsyncTransport, describe, refusal, segment
from meshwright.client.remote.decode import decode
from meshwright.client.remote.errors import Unreachable
from meshwright.client.remote.files import check_target, existing
from meshwright.client.remote.models_accounts import ImportAnswer, Member, Project, ProjectDetail


class AsyncProjects(AsyncTransport):
    """Everything is in a project; what names none is in your personal one."""

    async def create_project(self, name: str) -> Project:
        """Make a project, of which you are the admin."""
        return await self.post(Project, "/v1/projects", {"name": name})

    def projects(self, *, deleted: bool = False) -> AsyncIterator[Project]:
        """The projects that you are in; with `deleted`, those that can be restored."""
        return self.pages(Project, "/v1/projects", deleted=True if deleted else None)

    async def project(self, project_id: str) -> ProjectDetail:
        """A project with what it has and what it may have."""
        return await self.get(ProjectDetail, f"/v1/projects/{segment(project_id)}")

    async def rename_project(self, project_id: str, name: str) -> Project:
        """Give a project another name."""
        return await self.patch(Project, f"/v1/projects/{segment(project_id)}", {"name": name})

    async def delete_project(self, project_id: str) -> None:
        """Hide a project and all that is in it until it is restored."""
        await self.call("DELETE", f"/v1/projects/{segment(project_id)}")

    async def restore_project(self, project_id: str) -> Project:
        """Bring back a deleted project."""
        return await self.post(Project, f"/v1/projects/{segment(project_id)}/restore", repeatable=True)

    def members(self, project_id: str) -> AsyncIterator[Member]:
        """Who is in a project."""
        return self.pages(Member, f"/v1/projects/{segment(project_id)}/members")

    async def add_member(self, project_id: str, email: str, role: str = "member") -> Member:
        """Let an account in.  role: `viewer` reads, `member` creates and changes, `admin` also manages."""
        return await self.post(Member, f"/v1/projects/{segment(project_id)}/members", {"email": email, "role": role})

    async def change_member(self, project_id: str, account_id: str, role: str) -> Member:
        """Give a member another role."""
        path = f"/v1/projects/{segment(project_id)}/members/{segment(account_id)}"
        return await self.patch(Member, path, {"role": role})

    async def remove_member(self, project_id: str, account_id: str) -> None:
        """Show a member out, or leave."""
        await self.call("DELETE", f"/v1/projects/{segment(project_id)}/members/{segment(account_id)}")

    async def export_project(self, project_id: str, target: str | Path, *, force: bool = False) -> Path:
        """Write all assets of a project with their versions and files into one zip file.

        Raises `InputError` for a target that cannot be written, `Unreachable` if the archive does not come whole;
        then there is no file.
        """
        path = Path(target)
        check_target(path, force=force)
        part = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
        try:
            # Made as it is sent, so there is nothing to resume.
            async with self.stream(f"/v1/projects/{segment(project_id)}/export", {}) as response:
                if response.status_code >= 400:
                    raise refusal(response)
                with part.open("wb") as stream:
                    async for chunk in response.aiter_bytes():
                        stream.write(chunk)
            check_target(path, force=force)
            part.replace(path)
        except httpx.TransportError as error:
            raise Unreachable(f"the archive is incomplete: {describe(error)}") from error
        finally:
            part.unlink(missing_ok=True)
        return path

    async def import_project(self, archive: str | Path, *, project: str | None = None) -> ImportAnswer:
        """Add what an archive of `export_project` holds to a project, as new assets: all of it or nothing."""
        source = existing(archive)
        sent = await self.send_file("/v1/imports", source, "application/zip", {"project_id": project})
        return decode(ImportAnswer, sent)
