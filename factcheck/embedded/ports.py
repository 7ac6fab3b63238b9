"""Ports on the loopback address for servers that only this machine's own processes talk to."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below what Linux (32768–60999) and macOS (49152–65535) give to outgoing connections: a server that restarts must not
# find its port taken by one. Above every well-known port of the servers themselves.
FIRST, LAST = 20_000, 32_000


def choose_port(preferred: int | None = None) -> int:
    """Return a port that is free now, ``preferred`` if it is. Raises OSError when a thousand tries find none."""
    for port in [preferred, *random.sample(range(FIRST, LAST), 1000)]:  # not a secret
        if port and is_free(port):
            return port
    raise OSError("no free port between 20000 and 32000")


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
