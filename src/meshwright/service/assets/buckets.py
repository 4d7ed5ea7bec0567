"""Where blobs are: a folder, or a bucket behind the S3 interface."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, S3Store

from meshwright.service.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

Place: TypeAlias = LocalStore | S3Store

_CLIENT: ClientConfig = {"connect_timeout": "5s", "timeout": "120s", "user_agent": "meshwright"}
_RETRIES: RetryConfig = {"max_retries": 4, "retry_timeout": timedelta(seconds=20)}


def open_place(settings: Settings) -> Place:
    """The folder (made if it is not there) or bucket of the settings; a bucket is not asked yet.

    What the settings leave empty comes from the usual variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    `AWS_REGION`, `AWS_ENDPOINT_URL`, or the machine's role.
    """
    parts = urlsplit(settings.blobs)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True)
    given: S3Config = {}
    if settings.s3_endpoint:
        given["endpoint"] = settings.s3_endpoint
    if settings.s3_region:
        given["region"] = settings.s3_region
    if settings.s3_access_key:
        given["access_key_id"] = settings.s3_access_key
        given["secret_access_key"] = settings.s3_secret_key
    client: ClientConfig = {**_CLIENT, "allow_http": settings.s3_endpoint.startswith("http://")}
    return S3Store(
        parts.netloc, prefix=parts.path.strip("/") or None, config=given, client_options=client, retry_config=_RETRIES
    )
