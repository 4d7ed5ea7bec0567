"""Zip archives: deterministic writing, and reading within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from meshwright.errors import FileFormatError
from meshwright.formats.gltf_container import read_limited
from meshwright.formats.limits import Limits

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOST_MEMBERS = 4096
_CHUNK = 1 << 20


def pack_zip(members: dict[str, bytes], *, compress: bool, align: int = 1) -> bytes:
    """A zip archive with fixed dates, so that the same members give the same bytes.

    align: each member's data starts at a multiple of this many bytes (64 for USDZ).
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
            info.external_attr = 0o644 << 16
            start = stream.tell() + 30 + len(name.encode())
            padding = -start % align
            if padding:
                # An extra field takes at least its own four bytes of header.
                padding += align if padding < 4 else 0
                info.extra = b"\x86\x19" + (padding - 4).to_bytes(2, "little") + b"\0" * (padding - 4)
            archive.writestr(info, data, compresslevel=6 if compress else None)
    return stream.getvalue()


class Archive:
    """A zip archive whose members are unpacked in memory, never above `limits.unpacked_bytes` in all."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.name = str(path)
        self._left = limits.unpacked_bytes
        self._limit = limits.unpacked_bytes
        data = read_limited(path, limits)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise FileFormatError(self.name, f"is not a sound archive ({error})") from error
        infos = self._zip.infolist()
        if len(infos) > _MOST_MEMBERS:
            raise FileFormatError(self.name, f"holds {len(infos)} files", f"at most {_MOST_MEMBERS}")
        claimed = sum(info.file_size for info in infos)
        if claimed > limits.unpacked_bytes:
            raise FileFormatError(self.name, f"unpacks to {claimed} bytes", f"at most {limits.unpacked_bytes}")
        self.members = tuple(info.filename for info in infos)

    def read(self, member: str) -> bytes:
        """One member. Raises `FileFormatError` if it is absent, broken, encrypted, or above the limit.

        The claimed size is not trusted: what really comes out is counted.
        """
        try:
            info = self._zip.getinfo(member)
            if info.flag_bits & 1:
                raise FileFormatError(self.name, f"{member!r} is encrypted")
            chunks: list[bytes] = []
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise FileFormatError(self.name, "unpacks to too many bytes", f"at most {self._limit}")
                    chunks.append(chunk)
            return b"".join(chunks)
        except KeyError as error:
            raise FileFormatError(self.name, f"has no member {member!r}") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise FileFormatError(self.name, f"{member!r} is broken ({error})") from error
