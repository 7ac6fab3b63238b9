"""What a data folder's starter of servers tells other commands about itself, in ``state.json``."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from factcheck.embedded.keys import write_private


@dataclass
class State:
    """Who has the servers and how to reach them; ports and children are kept over a stop, for the next start.

    ``children`` maps a child's name to its pid and its start time (Unix seconds); ``environment`` is what a command
    that uses the servers needs; ``is_demo`` and ``is_loaded`` say whether the desk is a demonstration and filled.
    """

    owner: str = ""
    pid: int = 0
    address: str = ""
    is_ready: bool = False
    postgres_port: int | None = None
    valkey_port: int | None = None
    is_demo: bool | None = None
    is_loaded: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    children: dict[str, tuple[int, float]] = field(default_factory=dict)

    def write(self, data: Path) -> None:
        """Write this state into the data folder, all or nothing, for its owner alone (it holds passwords)."""
        write_private(data / "state.json", json.dumps(asdict(self), indent=1))

    def is_usable(self) -> bool:
        """Tell whether the starter lives and its servers answered when it last said so."""
        if not (self.is_ready and self.pid):
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # somebody else's, and alive
            return True
        return True


def read_state(data: Path) -> State:
    """Return the state in the data folder; an empty one when there is none or it cannot be read."""
    try:
        return State(**json.loads((data / "state.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return State()
