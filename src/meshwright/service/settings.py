"""Every choice an operator has, in one value that is checked once and handed to all processes."""

from __future__ import annotations

import dataclasses
import importlib.util
import ipaddress
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from meshwright.errors import InputError
from meshwright.service.accounts.quotas import Limits, Quotas
from meshwright.service.addresses import check_blobs, check_database, check_endpoint, check_redis

QUEUES = ("gpu", "cpu")
"""Queues of work, in the order in which a worker of both asks them."""
KINDS = ("generation", "edit", "finish")
SHORTEST_SECRET = 32
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


@dataclass(frozen=True)
class Settings:
    """Times in seconds, sizes in bytes.

    data: folder of everything that must survive.  host, port: where the API listens; port 0 picks a free one.
    database_url: `postgresql://...`; empty for SQLite in `data`.
    blob_url: `s3://BUCKET/PREFIX`; empty for a folder in `data`.
    s3_endpoint, s3_region, s3_access_key, s3_secret_key: empty for what the usual `AWS_*` variables say.
    secret_key: what signs access tokens and links, the same on all servers of a database, 32 or more characters;
    more than one while it is changed, the new one first. Empty for a file in `data`, which SQLite alone allows.
    redis_url: `redis://...`, where replicas share rate limits and wake each other; empty for each on its own.
    workers: processes that run one job each.  work: `module:function` that does a job's work.
    queues: what the workers of this process tree serve, `cpu`, `gpu` or both.  device: of their networks, `auto`,
    `cpu`, `cuda` or `cuda:N`.  weights: folder of their weights; empty for those installed.
    batch_size: generations that a worker of the GPU queue runs together.
    gpu_kinds: kinds of jobs that only workers of the GPU queue may run; generations and edits prefer them anyway.
    broker_url: an AMQP broker that tells workers of jobs, `amqp://...`; empty lets them ask the database.
    hints: messages that wait at the broker at a time, per worker of their queue.
    single_user: no login; refused unless `host` is a loopback address.
    registration: whether strangers may open accounts.
    cors_origins: web origins that may call the API from a browser.
    lease: how long a silent worker keeps its job.  max_attempts: runs of a job before it is a dead letter.
    backoff: wait after the first failure, doubled after each further one.
    job_seconds, job_memory: limits of one attempt, for the whole process tree of the child.
    queued_jobs: unfinished jobs that an account may have.  submissions: requests for jobs per minute.
    daily_jobs: jobs per account in 24 hours, 0 for no limit.  stored_bytes: of all files that an account has made.
    project_queued_jobs, project_daily_jobs, project_bytes: the same for a project.
    requests: per minute and account.  import_bytes: longest archive that can be imported.
    fetch_images: whether pictures may be named by their URL, which the server then fetches.
    public_url: where browsers reach this server, needed for signing in at an identity provider.
    oidc_issuer, oidc_client_id, oidc_client_secret: the identity provider (OpenID Connect); empty for none.
    keep_deleted, keep_jobs, keep_events, keep_uploads, keep_blobs: how long deleted things, finished jobs, their
    events, uploads, and files that nothing names (previews too) stay; 0 is for ever.
    sweep: time between two looks for what may go.
    login_failures: wrong passwords per address of an account in five minutes.
    webhook_private_addresses: whether webhooks may be plain HTTP and in private networks.
    webhook_backoff: wait after a delivery's first failure, times four after each further one, at most six hours.
    webhook_seconds: how long a delivery is tried.  webhook_disable_seconds: how long a webhook may fail throughout.
    """

    data: str
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = field(default="", repr=False)
    blob_url: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_access_key: str = field(default="", repr=False)
    s3_secret_key: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    secret_key: tuple[str, ...] = field(default=(), repr=False)
    workers: int = 1
    work: str = "meshwright.service.jobs.work:run"
    queues: tuple[str, ...] = ("cpu",)
    device: str = "auto"
    weights: str = ""
    batch_size: int = 8
    gpu_kinds: tuple[str, ...] = ()
    broker_url: str = field(default="", repr=False)
    hints: int = 2
    single_user: bool = False
    registration: bool = True
    cors_origins: tuple[str, ...] = ()
    lease: float = 30.0
    max_attempts: int = 4
    backoff: float = 2.0
    job_seconds: float = 900.0
    job_memory: int = 8 * 2**30
    queued_jobs: int = 1000
    submissions: int = 600
    login_failures: int = 10
    registrations: int = 20
    upload_bytes: int = 128 * 2**20
    stored_bytes: int = 20 * 2**30
    daily_jobs: int = 0
    project_queued_jobs: int = 5000
    project_daily_jobs: int = 0
    project_bytes: int = 100 * 2**30
    requests: int = 6000
    import_bytes: int = 4 * 2**30
    fetch_images: bool = False
    public_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    keep_deleted: float = 30 * 86400.0
    keep_jobs: float = 180 * 86400.0
    keep_events: float = 7 * 86400.0
    keep_uploads: float = 0.0
    keep_blobs: float = 86400.0
    sweep: float = 300.0
    image_pixels: int = 40_000_000
    access_seconds: int = 900
    refresh_seconds: int = 30 * 86400
    metrics_token: str = field(default="", repr=False)
    webhook_private_addresses: bool = False
    webhook_backoff: float = 5.0
    webhook_seconds: float = 3 * 86400.0
    webhook_disable_seconds: float = 5 * 86400.0

    def __post_init__(self) -> None:
        if self.single_user and not is_loopback(self.host):
            raise InputError("--single-user", f"cannot listen on {self.host}", "a loopback address")
        self._check_addresses()
        self._check_workers()
        self._check_retention()
        for name, least in (("workers", 0), ("max_attempts", 1), ("port", 0), ("batch_size", 1), ("hints", 1)):
            if getattr(self, name) < least:
                raise InputError(f"--{name.replace('_', '-')}", f"is {getattr(self, name)}", f"at least {least}")
        for name in ("lease", "job_seconds", "job_memory"):
            if getattr(self, name) <= 0:
                raise InputError(f"--{name.replace('_', '-')}", f"is {getattr(self, name)}", "above 0")

    def _check_addresses(self) -> None:
        check_database(self.url)
        check_blobs(self.blobs)
        if self.redis_url:
            check_redis(self.redis_url)
        if self.s3_endpoint:
            check_endpoint(self.s3_endpoint)
        if any(len(word) < SHORTEST_SECRET for word in self.secret_key):
            raise InputError("secret_key", "is too short", f"{SHORTEST_SECRET} or more characters")
        if bool(self.s3_access_key) != bool(self.s3_secret_key):
            raise InputError("s3_secret_key", "is needed with s3_access_key, and the other way round", "both or none")

    def _check_retention(self) -> None:
        for name in ("keep_deleted", "keep_jobs", "keep_events", "keep_uploads", "keep_blobs"):
            if getattr(self, name) < 0:
                raise InputError(name, f"is {getattr(self, name):g}", "0 (for ever) or more")
        if self.daily_jobs and 0 < self.keep_jobs < 86400:
            raise InputError("keep_jobs", "is too short to count the jobs of a day", "86400 or more")
        given = [bool(value) for value in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)]
        if any(given) and not (all(given) and self.public_url):
            raise InputError("oidc_issuer", "needs more", "with oidc_client_id, oidc_client_secret and public_url")
        for name in ("oidc_issuer", "public_url"):
            parts = urlsplit(getattr(self, name))
            safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
            if getattr(self, name) and not (safe and parts.hostname):
                raise InputError(name, "is not an address that can be trusted", "https://... (http on loopback)")

    def _check_workers(self) -> None:
        for name, known in (("queues", QUEUES), ("gpu_kinds", KINDS)):
            strange = [word for word in getattr(self, name) if word not in known]
            if strange or (name == "queues" and not self.queues):
                raise InputError(f"--{name.replace('_', '-')}", f"{strange!r} is not known", ", ".join(known))
        if self.weights and not Path(self.weights).is_dir():
            raise InputError("weights", "is not a folder", "an existing folder")
        if self.broker_url and self.broker_url.split(":", 1)[0] not in ("amqp", "amqps"):
            raise InputError("broker_url", "names a broker that is not supported", "amqp://... or amqps://...")
        if self.broker_url and importlib.util.find_spec("celery") is None:
            raise InputError("broker_url", "needs Celery", "pip install 'meshwright[distributed]'")

    @property
    def quotas(self) -> Quotas:
        """What accounts and projects may have, where nothing else is set for them."""
        return Quotas(
            Limits(self.stored_bytes, self.queued_jobs, self.daily_jobs),
            Limits(self.project_bytes, self.project_queued_jobs, self.project_daily_jobs),
        )

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data).resolve()

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.database_url or f"sqlite:///{self.folder / 'meshwright.db'}"

    @property
    def blobs(self) -> str:
        """Where the blobs are."""
        return self.blob_url or (self.folder / "blobs").as_uri()

    @property
    def scratch(self) -> Path:
        """Folder of what may be lost: half-received uploads and the work of running attempts."""
        return self.folder / "scratch"

    def to_json(self) -> str:
        """One line of JSON, from which `from_json` makes an equal value in another process."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, line: str | bytes) -> Settings:
        """The inverse of `to_json`."""
        return cls(**_typed(json.loads(line)))

    @classmethod
    def from_environment(cls, **given: Any) -> Settings:
        """Settings from `MESHWRIGHT_<NAME>` variables, overridden by what is given and not None.

        `MESHWRIGHT_<NAME>_FILE` names a file that holds the value instead, as secrets are often mounted.
        Raises `InputError` for a value of the wrong type, and a file that cannot be read.
        """
        values: dict[str, Any] = {}
        for known in dataclasses.fields(cls):
            text = _found(f"MESHWRIGHT_{known.name.upper()}")
            if text is not None:
                values[known.name] = _parse(known.name, str(known.type), text)
        values.update({name: value for name, value in given.items() if value is not None})
        return cls(**_typed(values))


def is_loopback(host: str) -> bool:
    """Whether an address or name can only be reached from this machine."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("cors_origins", "queues", "gpu_kinds", "secret_key"):
        if name in values:
            values[name] = tuple(values[name])
    if "data" in values:
        values["data"] = str(values["data"])
    return values


def _found(variable: str) -> str | None:
    path = os.environ.get(f"{variable}_FILE")
    if path is None:
        return os.environ.get(variable)
    if variable in os.environ:
        raise InputError(f"{variable}_FILE", "is given twice", f"{variable} or {variable}_FILE")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{variable}_FILE", "cannot be read", "a readable text file") from error


def _parse(name: str, kind: str, text: str) -> Any:
    variable = f"MESHWRIGHT_{name.upper()}"
    try:
        if kind == "bool":
            return {"1": True, "true": True, "0": False, "false": False}[text.lower()]
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
    except (KeyError, ValueError) as error:
        raise InputError(variable, f"is not of the type {kind}") from error
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
