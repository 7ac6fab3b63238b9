"""``bin/manage``: a management command in the product's own environment."""

import os
import sys

from factcheck.embedded.keys import read_or_make_keys
from factcheck.embedded.servers import is_anything_embedded, make_data_folder
from factcheck.embedded.state import read_state
from factcheck.runner.alongside import main_of_command, run_beside
from factcheck.runner.surroundings import data_folder, manage, read_environment


def run() -> int:
    """Run the management command in ``sys.argv`` and return its exit status."""
    environment = read_environment()
    data = data_folder(environment.get("DATA_DIR"))
    command = manage(*sys.argv[1:])
    if not is_anything_embedded(environment):
        make_data_folder(data)
        keys, _ = read_or_make_keys(data)
        environment = {"SECRET_KEY": keys.secret_key, **environment, "DATA_DIR": str(data)}
        os.execve(command[0], command, environment)  # noqa: S606 - no shell wanted
    environment.setdefault("DEMO", "0" if read_state(data).is_demo is False else "1")
    return run_beside(command, data, environment, owner="bin/manage")


if __name__ == "__main__":
    main_of_command(run)
