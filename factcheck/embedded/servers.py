"""The embedded servers that a command needs, on the ports that they had before."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from factcheck.embedded.keys import read_or_make_keys
from factcheck.embedded.ports import choose_port
from factcheck.embedded.postgres import EmbeddedPostgres
from factcheck.embedded.state import State
from factcheck.embedded.valkey import EmbeddedValkey


class EmbeddedServers:
    """PostgreSQL and Valkey of one data folder, each only if the environment names none elsewhere."""

    def __init__(
        self,
        data: Path,
        state: State,
        environment: Mapping[str, str],
        report: Callable[[str], None],
        *,
        may_create_databases: bool = False,
    ) -> None:
        """Find programs and ports and note the ports in ``state``; starts nothing. Raises :class:`StartError`.

        The caller holds the data folder's lock.
        """
        make_data_folder(data)
        self.keys, are_new = read_or_make_keys(data)
        self.postgres: EmbeddedPostgres | None = None
        self.valkey: EmbeddedValkey | None = None
        if not environment.get("DATABASE_URL"):
            state.postgres_port = choose_port(state.postgres_port)
            self.postgres = EmbeddedPostgres(
                data, state.postgres_port, self.keys, are_keys_new=are_new, may_create_databases=may_create_databases
            )
        if not environment.get("REDIS_URL"):
            state.valkey_port = choose_port(state.valkey_port)
            self.valkey = EmbeddedValkey(data, state.valkey_port, self.keys, report)

    @property
    def needed(self) -> list[EmbeddedPostgres | EmbeddedValkey]:
        """The servers to start, in the order to start them."""
        return [server for server in (self.postgres, self.valkey) if server]

    def environment(self) -> dict[str, str]:
        """Return the variables under which the product finds these servers and signs its cookies."""
        found = {"SECRET_KEY": self.keys.secret_key}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found


def make_data_folder(data: Path) -> None:
    """Make the folder for all that Periksa keeps, its owner's alone, if it is not there."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)


def is_anything_embedded(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a server has to be started here, because the environment names none elsewhere."""
    return not (environment.get("DATABASE_URL") and environment.get("REDIS_URL"))
