"""The files that children write what they say into."""

from pathlib import Path

KEPT_LOGS = 3
LOG_BYTES = 5_000_000


def rotate(log: Path) -> None:
    """Move a log that has grown past 5 MB to ``.1``, the one before to ``.2``; three are kept."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    log.replace(log.with_name(f"{log.name}.1"))


def last_lines(log: Path, count: int = 10) -> str:
    """Return the last ``count`` lines of a log, indented; empty when there is none."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 20_000))
        lines = file.read().decode("utf-8", "replace").splitlines()
    return "\n".join(f"    {line[:300]}" for line in lines[-count:])
