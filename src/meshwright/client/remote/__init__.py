"""Meshwright over HTTP: the same jobs done by a service. Needs `pip install 'meshwright[client]'`.

    from meshwright.client.remote import Remote

    with Remote("https://meshwright.example", api_key="mw_…") as remote:
        job = remote.generate("a weathered wooden treasure chest").wait()
        remote.download_version(remote.version(job.asset_id), "chest/")

`AsyncRemote` is the same with `await`. Errors are in `meshwright.client.remote.errors`, answers in `.models`.
"""

from __future__ import annotations

from meshwright.client.extras import require_client

require_client()

from meshwright.client.remote.asynchronous.client import AsyncRemote  # noqa: E402
from meshwright.client.remote.asynchronous.jobs import AsyncJobHandle  # noqa: E402
from meshwright.client.remote.blocking.client import Remote  # noqa: E402
from meshwright.client.remote.blocking.jobs import JobHandle  # noqa: E402

__all__ = ["AsyncJobHandle", "AsyncRemote", "JobHandle", "Remote"]
