"""A ZIP that is written while it is read, and that is the same to the byte for the same contents."""

import hashlib
from collections.abc import Iterable, Iterator
from zipfile import ZIP_STORED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"
"""The name of the list of digests, in the form that ``sha256sum -c`` reads; always the last in the file."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the earliest that a ZIP can name. When something happened is in the rows."""


class _Outlet:
    """Takes what is written until somebody fetches it; it cannot be sought in, so that nothing is written twice."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written waits for :meth:`take`."""

    def take(self) -> list[bytes]:
        taken, self.waiting = self.waiting, []
        return taken


def stream_archive(entries: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield a ZIP of names and contents, in their order, with the digests of all of them at its end.

    Nothing is compressed: another version of a compressor would write other bytes for the same rows.
    """
    outlet, sums = _Outlet(), []
    with ZipFile(outlet, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, data in entries:
            archive.writestr(_entry(name), data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
            yield from outlet.take()
        archive.writestr(_entry(SUMS), "".join(sums))
    yield from outlet.take()


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, EARLIEST)
    info.create_system = 3  # Unix, whatever this runs on
    info.external_attr = 0o100644 << 16
    return info
