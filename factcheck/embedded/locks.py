"""Who may use a data folder: one starter of servers at a time, and the commands that use its servers."""

import fcntl
import os
from pathlib import Path


class Lock:
    """An advisory lock on a file; the kernel lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it and its folder; takes no lock yet."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def try_alone(self) -> bool:
        """Take the lock for this process alone; False at once if anybody holds it."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait_alone(self) -> None:
        """Wait until nobody else holds the lock and take it for this process alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def wait_shared(self) -> None:
        """Wait until nobody holds the lock alone and take it together with others."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def let_go(self) -> None:
        """Give the lock up; the file stays, since removing it would let two processes lock two files of one name."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def keep_over_exec(self) -> None:
        """Have the lock held by the program that takes this process's place."""
        os.set_inheritable(self.descriptor, True)
