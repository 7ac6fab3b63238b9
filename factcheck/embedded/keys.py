"""The passwords and the secret key of one data folder, made once."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """What nobody but the owner of the data folder may read."""

    secret_key: str
    postgres_superuser: str
    postgres: str
    valkey: str


def read_or_make_keys(data: Path) -> tuple[Keys, bool]:
    """Return the keys in ``data``/keys.json and whether they were made just now; the file is its owner's alone."""
    path = data / "keys.json"
    try:
        return Keys(**json.loads(path.read_text())), False
    except (FileNotFoundError, ValueError, TypeError):  # not there, or not what it was: made anew
        keys = Keys(secrets.token_urlsafe(50), *(secrets.token_urlsafe(24) for _ in range(3)))
    write_private(path, json.dumps(asdict(keys), indent=1))
    return keys, True


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
