"""The options of ``bin/run`` and what follows from them."""

import argparse
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.embedded.state import State
from factcheck.processes.errors import StartError
from factcheck.runner.surroundings import data_folder

HERE_ALONE = "localhost,127.0.0.1,[::1]"
TRUE_WORDS = ("true", "on", "ok", "y", "yes", "1")  # as the settings read them


@dataclass(frozen=True)
class Options:
    """Where the desk listens, where it keeps its data, and whether the demo is refused."""

    host: str
    port: int
    data: Path
    without_demo: bool

    @property
    def is_here_alone(self) -> bool:
        """Tell whether only this machine can reach the desk."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def address(self, port: int) -> str:
        """Return the address to open in a browser; ``port`` is the one really listened on."""
        host = "localhost" if self.is_here_alone else self.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def refuse_the_unsafe(self, state: State, environment: Mapping[str, str]) -> None:
        """Raise :class:`StartError` when other machines could reach a demo, or under names that nobody has said."""
        if not self.is_here_alone and self.is_demo(state, environment):
            raise StartError(
                f"--host {self.host} lets other machines in, and everybody knows the demo's passwords: add --no-demo."
            )
        self.allowed_hosts(environment)

    def is_demo(self, state: State, environment: Mapping[str, str]) -> bool:
        """Tell whether this is a demonstration: as asked for, else as at the first start, else on embedded servers."""
        if self.without_demo:
            return False
        if environment.get("DEMO"):
            return environment["DEMO"].lower() in TRUE_WORDS
        return not environment.get("DATABASE_URL") if state.is_demo is None else state.is_demo

    def allowed_hosts(self, environment: Mapping[str, str]) -> str:
        """Return the host names under which the desk answers. Raises :class:`StartError` when they cannot be known."""
        named = environment.get("ALLOWED_HOSTS")
        if named:
            return named
        if self.is_here_alone:
            return HERE_ALONE
        if self.host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
            raise StartError(
                f"--host {self.host} is every address of this machine. Say under which names people may come, "
                "for example: ALLOWED_HOSTS=desk.example.org bin/run …"
            )
        return f"{self.host},{HERE_ALONE}"


def read_options(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Return the options in ``arguments``; ends the program with a line when they make no sense."""
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Starts Periksa; Ctrl-C ends it.", epilog="docs/running.md"
    )
    parser.add_argument("--port", type=int, default=8000, help="where to listen (8000; 0 takes a free one)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine alone)")
    parser.add_argument("--data", metavar="DIR", help="folder for all that is kept (var)")
    parser.add_argument("--no-demo", action="store_true", help="start without the demo's articles and people")
    chosen = parser.parse_args(arguments)
    if not 0 <= chosen.port <= 65535:
        parser.error("--port must be between 0 and 65535")
    return Options(chosen.host, chosen.port, data_folder(chosen.data or environment.get("DATA_DIR")), chosen.no_demo)
