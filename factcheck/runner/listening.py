"""The socket on which the desk takes requests, and the question whether the desk is well."""

import http.client
import socket
from collections.abc import Mapping

from factcheck.processes.errors import StartError

WAITING_CONNECTIONS = 512


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; the web server gets it, so nothing can take the port in between.

    Raises :class:`StartError` naming the port when it is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING_CONNECTIONS)
    except PermissionError as error:
        raise StartError(f"Port {port} needs rights that you have not. Choose one from 1024 on: --port 8000") from error
    except OSError as error:
        another = port + 1 if port < 65535 else 8000
        if error.errno == 98 or "in use" in str(error):
            raise StartError(f"Port {port} of {host} is busy. Choose another: --port {another}") from error
        raise StartError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error


def ask_health(listener: socket.socket, environment: Mapping[str, str]) -> str:
    """Return what ``/healthz`` answers, ``ok`` or a word of what is not well; why, when it does not answer."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    name = environment["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    headers = {"Host": "localhost" if name == "*" else name}
    if environment.get("PUBLIC_URL", "").startswith("https://"):
        headers["X-Forwarded-Proto"] = "https"
    connection = http.client.HTTPConnection(reachable, port, timeout=3)
    try:
        connection.request("GET", "/healthz", headers=headers)
        answer = connection.getresponse()
        body = answer.read(200).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"no answer ({type(error).__name__})"
    finally:
        connection.close()
    return body if answer.status in {200, 503} else f"status {answer.status}"
