"""Which blobs are in use, kept by the database: nothing names a blob that has no row in `blobs`.

Storing is: pin the row (or make it), write the bytes, then insert what names the blob. Forgetting is one
transaction: delete the row, then the bytes. The foreign keys refuse the first step for a blob that anything
names, the pin keeps what is about to be named, and both sides need the row's lock, so whoever stores the same
bytes at that moment waits and then writes them afresh.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from meshwright.service.assets.blobs import BlobStore
from meshwright.service.db.database import Database
from meshwright.service.db.schema import blobs, files, job_inputs, jobs, uploads

PIN: Final = 3600.0
"""Seconds in which what was stored must be named; a longer job stores its results at its end."""


def pinning(database: Database) -> Callable[[str, int], None]:
    """What a blob store calls before it writes, so that what it writes can be named within an hour."""
    return lambda digest, size: pin(database, digest, size)


def pin(database: Database, digest: str, size: int) -> None:
    """Make sure that a blob's row stays for an hour; comes before the bytes are written."""
    until = time.time() + PIN
    longer = update(blobs).where(blobs.c.sha256 == digest).values(pinned_until=until, unused_at=None)
    while True:
        with database.write(alone=False) as connection:
            if connection.execute(longer).rowcount:
                return
        # Another may make the row in between, or forget it again: then look again.
        with contextlib.suppress(IntegrityError), database.write(alone=False) as connection:
            connection.execute(insert(blobs).values(sha256=digest, size=size, pinned_until=until))
            return


def forget_unused(database: Database, store: BlobStore, grace: float, stop: Callable[[], bool]) -> int:
    """Mark the blobs that nothing names, delete those that were marked `grace` seconds ago; returns how many.

    stop: asked between two blobs, whether to go on another time.
    """
    now = time.time()
    before = now - grace
    unpinned = max(now, before)
    count, last = 0, ""
    while True:
        query = select(blobs.c.sha256, blobs.c.unused_at).where(*_unused(unpinned), blobs.c.sha256 > last)
        with database.read() as connection:
            found = connection.execute(query.order_by(blobs.c.sha256).limit(100)).all()
        new = [row.sha256 for row in found if row.unused_at is None]
        if new:
            with database.write(alone=False) as connection:
                connection.execute(
                    update(blobs).where(blobs.c.sha256.in_(new), *_unused(unpinned)).values(unused_at=now)
                )
        for row in found:
            if stop():
                return count
            if (row.unused_at or now) <= before:
                count += _forget(database, store, row.sha256, unpinned)
        if not found:
            return count
        last = found[-1].sha256


def _forget(database: Database, store: BlobStore, digest: str, before: float) -> bool:
    # Named in this very moment: then the foreign key keeps it.
    with contextlib.suppress(IntegrityError), database.write(alone=False) as connection:
        gone = delete(blobs).where(blobs.c.sha256 == digest, *_unused(before))
        if connection.execute(gone).rowcount:
            # Before the commit: whoever stores the same bytes now waits for the row, and then writes them anew.
            store.delete(digest)
            return True
    return False


def _unused(before: float) -> tuple[Any, ...]:
    return (
        blobs.c.pinned_until < before,
        ~exists().where(files.c.sha256 == blobs.c.sha256),
        ~exists().where(uploads.c.sha256 == blobs.c.sha256),
        ~exists().where(job_inputs.c.sha256 == blobs.c.sha256),
        ~exists().where(jobs.c.preview == blobs.c.sha256),
    )


def read_by(connection: Connection, job_id: str, request: dict[str, object]) -> None:
    """Note what a job will read, in the transaction that submits it, so that it stays until the job is gone."""
    inputs = request.get("inputs") or {}
    assert isinstance(inputs, dict)
    digests = sorted({given["sha256"] for given in inputs.values()})
    if digests:
        connection.execute(insert(job_inputs), [{"job_id": job_id, "sha256": digest} for digest in digests])
