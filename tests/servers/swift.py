"""OpenStack Swift with its S3 interface on loopback: a real S3 server that installs from a package index."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import obstore
from obstore.store import S3Store

from .process import Missing, Server, free_port, listening

KEY, SECRET, REGION = "test:tester", "swift-secret-word", "us-east-1"
_PARTS = ("account", "container", "object")

_PIPELINE = (
    "catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth slo dlo versioned_writes symlink "
    "proxy-server"
)
_HASHES = "[swift-hash]\nswift_hash_path_suffix = of\nswift_hash_path_prefix = tests\n\n"
_POLICIES = "[storage-policy:0]\nname = one\ndefault = yes\n"
_STORAGE = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
workers = 0
[pipeline:main]
pipeline = {part}-server
[app:{part}-server]
use = egg:swift#{part}
"""
_PROXY = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {folder}
workers = 0
[pipeline:main]
pipeline = {pipeline}
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = {region}
check_bucket_owner = false
min_segment_size = 5242880
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = {secret} .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
[filter:symlink]
use = egg:swift#symlink
"""


class Swift(Server):
    """One proxy and one server each of accounts, containers and objects, in one process."""

    def __init__(self) -> None:
        if importlib.util.find_spec("swift") is None:
            raise Missing("swift is missing (pip install swift)")
        super().__init__(_place())
        ports = {part: free_port() for part in _PARTS}
        for part, port in ports.items():
            text = _HASHES + _STORAGE.format(part=part, port=port, folder=self.folder)
            (self.folder / f"{part}.conf").write_text(text)
        proxy = _PROXY.format(port=self.port, folder=self.folder, region=REGION, secret=SECRET, pipeline=_PIPELINE)
        (self.folder / "proxy.conf").write_text(proxy)
        (self.folder / "swift.conf").write_text(_HASHES + _POLICIES)
        (self.folder / "ports").write_text(" ".join(f"{part}={port}" for part, port in ports.items()))
        self._parts = [self.port, *ports.values()]
        self._buckets = 0

    @property
    def endpoint(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self, bucket: str) -> dict[str, str]:
        """The settings of a service that keeps its blobs in a bucket."""
        return {
            "blob_url": f"s3://{bucket}/blobs",
            "s3_endpoint": self.endpoint,
            "s3_region": REGION,
            "s3_access_key": KEY,
            "s3_secret_key": SECRET,
        }

    def bucket(self) -> str:
        """The name of a new empty bucket."""
        self._buckets += 1
        name = f"bucket-{self._buckets}"
        # Made by a put at its own address, which is signed like that of any object.
        store = S3Store(
            bucket=name,
            endpoint=self.endpoint,
            region=REGION,
            access_key_id=KEY,
            secret_access_key=SECRET,
            client_options={"allow_http": True},
        )
        httpx.put(obstore.sign(store, "PUT", "", timedelta(seconds=60))).raise_for_status()
        return name

    def command(self) -> Sequence[str]:
        return [
            sys.executable,
            "-P",
            str(Path(__file__).with_name("swift_process.py")),
            str(self.folder),
            str(self.port),
        ]

    def answers(self) -> bool:
        return all(listening(port) for port in self._parts)


def _place() -> str:
    """A folder for folders whose files can have attributes, in which Swift keeps what it knows of an object."""
    for place in (tempfile.gettempdir(), "/var/tmp", str(Path(__file__).parents[2])):
        with contextlib.suppress(OSError), tempfile.NamedTemporaryFile(dir=place) as probe:
            os.setxattr(probe.name, "user.probe", b"1")
            return place
    raise Missing("no folder here has file attributes (user.*), which swift needs (mount one, or set TMPDIR)")
