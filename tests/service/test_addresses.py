"""Addresses of servers: what is refused is refused before anything connects, and no message tells a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshwright.errors import InputError
from meshwright.service.settings import Settings

from .server import Server

WORD = "hunter2-hunter2-hunter2-hunter2-x"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("database_url", f"mysql://me:{WORD}@host/db"),
        ("database_url", f"postgresql+asyncpg://me:{WORD}@host/db"),
        ("database_url", f"postgresql://me:{WORD}@host"),
        ("database_url", f"postgresql://me:{WORD}@host:port/db"),
        ("database_url", "sqlite://"),
        ("database_url", WORD),
        ("blob_url", "gs://bucket"),
        ("blob_url", "s3://B"),
        ("blob_url", f"s3://key:{WORD}@bucket"),
        ("blob_url", "file://elsewhere/folder"),
        ("blob_url", "s3://bucket?versioning=1"),
        ("s3_endpoint", f"http://me:{WORD}@host"),
        ("s3_endpoint", "ftp://host"),
        ("redis_url", f"http://:{WORD}@host"),
        ("redis_url", f"redis://:{WORD}@host/name"),
    ],
)
def test_what_is_not_supported_is_a_typed_error_without_the_address(field: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        Settings("data", **{field: value})
    assert refused.value.field == field
    assert refused.value.limit
    assert WORD not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_half_a_key_and_a_short_secret_are_refused() -> None:
    with pytest.raises(InputError, match="s3_secret_key"):
        Settings("data", blob_url="s3://bucket", s3_access_key="key")
    with pytest.raises(InputError, match="secret_key: is too short"):
        Settings("data", secret_key=("short",))


def test_secrets_are_not_shown_and_survive_the_way_to_a_worker() -> None:
    settings = Settings(
        "data",
        database_url=f"postgresql+psycopg://me:{WORD}@host/db",
        blob_url="s3://bucket/prefix",
        s3_access_key="key",
        s3_secret_key=WORD,
        redis_url=f"rediss://:{WORD}@host:6380/3",
        secret_key=(WORD, "the old one, until all have changed"),
    )
    assert WORD not in repr(settings)
    assert Settings.from_json(settings.to_json()) == settings


def test_values_come_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text(f"postgresql://me:{WORD}@host/db\n")
    monkeypatch.setenv("MESHWRIGHT_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert Settings.from_environment(data="data").url == f"postgresql://me:{WORD}@host/db"
    monkeypatch.setenv("MESHWRIGHT_DATABASE_URL", "sqlite:///other.db")
    with pytest.raises(InputError, match="DATABASE_URL_FILE: is given twice"):
        Settings.from_environment(data="data")
    monkeypatch.delenv("MESHWRIGHT_DATABASE_URL")
    monkeypatch.setenv("MESHWRIGHT_DATABASE_URL_FILE", str(tmp_path / "none"))
    with pytest.raises(InputError, match="cannot be read"):
        Settings.from_environment(data="data")


def test_servers_that_share_a_database_need_a_common_secret(postgres: object, tmp_path: Path) -> None:
    url = postgres.database()  # type: ignore[attr-defined]
    alone = Server(tmp_path / "data", "--workers", "0", database_url=url, secret_key="")
    with pytest.raises(AssertionError, match="error: secret_key: is needed where servers share a database"):
        alone.start()
    assert alone.process.returncode == 2
    postgres.drop(url)  # type: ignore[attr-defined]
