"""The product's own processes: what each is started with and how it is ended. None of them is a server's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from factcheck.processes.children import Program
from factcheck.runner.surroundings import ROOT, manage, python

NICENESS = 15  # of what may wait, so that pages stay quick on a small machine
# In the order in which they end: who takes requests first, the servers last.
ENDING_ORDER = (("web",), ("worker", "fetcher", "sweeper", "beat"), ("valkey",), ("postgres",))


def web(environment: Mapping[str, str], data: Path, socket: int) -> Program:
    """Return the web server, which takes its connections from the listening ``socket`` (a file descriptor).

    The runner keeps the socket open, so while the server restarts connections wait instead of being refused.
    """
    options = [
        f"--bind=fd://{socket}",
        "--no-control-socket",  # by default one is opened in the user's home
        "--worker-class=gthread",
        f"--workers={environment.get('WEB_WORKERS') or 2}",
        f"--threads={environment.get('WEB_THREADS') or 4}",
        "--timeout=30",
        "--graceful-timeout=5",
        "--max-requests=2000",
        "--max-requests-jitter=200",
    ]
    command = python("-m", "gunicorn", *options, "factcheck.wsgi:application")
    return Program("web", command, environment, data / "log" / "web.log", ROOT, stop_seconds=6, pass_fds=(socket,))


def worker(environment: Mapping[str, str], data: Path) -> Program:
    """Return the worker; what it has not finished when it is ended is taken over after the next start."""
    return celery("worker", ["extraction", "reading"], environment.get("WORKER_CONCURRENCY") or "2", environment, data)


def fetcher(environment: Mapping[str, str], data: Path) -> Program:
    """Return the worker that fetches web addresses and feeds: a slow site keeps nothing but other fetches waiting."""
    return celery("fetcher", ["fetching", "feeds"], environment.get("FETCH_CONCURRENCY") or "4", environment, data)


def celery(name: str, queues: list[str], concurrency: str, environment: Mapping[str, str], data: Path) -> Program:
    """Return a Celery worker of some of the queues."""
    options = [
        f"--queues={','.join(queues)}",
        f"--concurrency={concurrency}",
        f"--hostname={name}@%h",
        "--heartbeat-interval=5",
        "--without-gossip",
        "--without-mingle",
        f"--loglevel={environment.get('LOG_LEVEL') or 'INFO'}",
    ]
    command = python("-m", "celery", "-A", "factcheck", "worker", *options)
    return Program(name, command, environment, data / "log" / f"{name}.log", ROOT, nice=NICENESS)


def sweeper(environment: Mapping[str, str], data: Path) -> Program:
    """Return the loop that rings again for work whose bell was lost."""
    return Program("sweeper", manage("sweep"), environment, data / "log" / "sweeper.log", ROOT, nice=NICENESS)


def beat(environment: Mapping[str, str], data: Path) -> Program:
    """Return the clock of periodic work. It keeps no schedule on the disk: what is due is a row of the database.

    A process of its own: inside a worker (`worker -B`) it outlives the worker's death.
    """
    options = ["--scheduler=celery.beat:Scheduler", f"--loglevel={environment.get('LOG_LEVEL') or 'INFO'}"]
    command = python("-m", "celery", "-A", "factcheck", "beat", *options)
    return Program("beat", command, environment, data / "log" / "beat.log", ROOT, nice=NICENESS)


def in_turn(name: str, commands: Sequence[Sequence[str]], environment: Mapping[str, str], log: Path) -> Program:
    """Return management commands, run one after the other, that have to succeed before the services start."""
    words = [word for command in commands for word in ("--", *command)]
    return Program(name, python("-m", "factcheck.runner.in_turn", *words), environment, log, ROOT, stop_seconds=3)
