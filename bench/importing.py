"""Measure importing: articles a second to "visible" and to "claims extracted", the memory, and the same once more.

usage: python bench/importing.py [--count 10000] [--workers 2] [--claims 200]

Runs beside an embedded PostgreSQL and Valkey of its own, in a folder that is removed afterwards. The articles are made
up: 2,000 characters of words that there are not, with people who say something among them. First a tenth of them is
imported while workers wait for it, then all of them without workers, then the same file again. Every import is a
process of its own that runs ``import_articles``; its start is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CHARACTERS = 2_000
FEW = 10
"""A tenth of the articles is imported as well, to compare the memory."""

SYLLABLES = [a + b for a in "bdgjklmnprstw" for b in "aiueo"]
PEOPLE = ["Bupati Tuti Handayani", "Kepala Dinas Bayu Prakoso", "Ketua Koperasi Wulan Sari", "Camat Jaka Permana"]
SAYS = [
    "“{words} sebanyak {number} unit,” kata {person}.",
    "{person} mengatakan bahwa {words} mencapai {number} persen.",
    "{person} membantah {words} sejak {number} hari lalu.",
]


def articles(count: int, *, seed: int = 20) -> Iterator[dict[str, str]]:
    """Yield articles of about 2,000 characters that are all different; the same ones for the same seed."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _word in range(6_000)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    for number in range(count):
        text, length = list[str](), 0
        while length < CHARACTERS:
            some = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(8, 20)))
            says = chance.choice(SAYS).format(words=some, person=chance.choice(PEOPLE), number=chance.randint(2, 900))
            text.append(f"{says} {some.capitalize()}.")
            length += len(text[-1])
        yield {
            "title": f"Kabar {seed}.{number}",
            "text": "\n\n".join(text),
            "url": f"https://warta.example/{seed}/{number}?utm_source=bench",
            "publisher": "Warta Contoh",
            "published_at": "2026-05-09T08:00:00+07:00",
            "language": "id",
        }


def write_articles(path: Path, count: int, *, seed: int) -> Path:
    """Write articles as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles(count, seed=seed):
            file.write(json.dumps(article) + "\n")
    return path


def row_counts() -> dict[str, int]:
    """Return how many rows there are of all that an import of something new makes."""
    from articles.models import Article, ArticleText, Event, Extraction, Fingerprint

    models = (Article, ArticleText, Fingerprint, Extraction, Event)
    return {model.__name__: model.objects.count() for model in models}


def claims_waiting() -> int:
    """Return how many texts wait for their claims."""
    from articles.models import Extraction

    return Extraction.objects.waiting().count()


def import_here(path: Path) -> None:
    """Import a file in this process and print what it took as JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from articles.management.commands import import_articles  # noqa: F401 - part of the start

    connection.ensure_connection()
    begun, used = time.perf_counter(), time.process_time()
    call_command("import_articles", str(path), stdout=sys.stderr)
    took = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - used}
    print(json.dumps(took | {"megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    """Return the most memory that this process has had at once; of Linux, 0 elsewhere."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def imported(path: Path) -> dict[str, float]:
    """Import a file in a process of its own; return seconds, seconds of the processor, and megabytes."""
    command = [sys.executable, "-P", __file__, "--file", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def workers(count: int, data: Path) -> Iterator[Callable[[], None]]:
    """Run a worker with some processes, and a sweeper, as ``bin/run`` does; yield what fails once one has ended."""
    from factcheck.runner.services import celery, sweeper

    programs = [celery("worker", ["extraction"], str(count), os.environ, data), sweeper(os.environ, data)]
    with (data / "bench.log").open("ab") as log:
        running = [subprocess.Popen(one.command, cwd=ROOT, stdout=log, stderr=log) for one in programs]

    def check_alive() -> None:
        if any(process.poll() is not None for process in running):
            raise SystemExit((data / "bench.log").read_text(encoding="utf-8")[-3000:])

    try:
        yield check_alive
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=60)


def to_claims(count: int, worker_count: int, data: Path) -> float:
    """Return in how many seconds workers find the claims of so many of the articles that wait."""
    with workers(worker_count, data) as check_alive:

        def wait_until_left(left: int) -> float:
            while claims_waiting() > left:
                check_alive()
                time.sleep(0.2)
            return time.perf_counter()

        left = claims_waiting() - 1
        begun = wait_until_left(left)  # the start of the workers is not counted
        return wait_until_left(left - count) - begun


def measure(count: int, worker_count: int, claims_of: int, data: Path) -> None:
    """Print the table."""
    import django

    django.setup()
    from django.core.management import call_command

    from articles.models import User

    call_command("migrate", verbosity=0)
    User.objects.create_user("bench", roles=["admin"])
    print(f"articles of {CHARACTERS:,} characters, {os.cpu_count()} processors")
    print(f"{'':44} {'articles':>9} {'seconds':>8} {'a second':>9} {'of it here':>10} {'memory':>7}")
    line(
        "visible, duplicates checked", count // FEW, imported(write_articles(data / "few.jsonl", count // FEW, seed=2))
    )
    many = write_articles(data / "many.jsonl", count, seed=3)
    first = imported(many)
    line("visible, duplicates checked", count, first)
    before = row_counts()
    second = imported(many)
    line("the same again", count, second)
    after = row_counts()
    times = first["seconds"] / second["seconds"]
    print(f"again: {times:.1f} times as fast; {'nothing changed' if before == after else f'CHANGED: {before} {after}'}")
    print(f"rows: {', '.join(f'{name} {number:,}' for name, number in after.items())}", flush=True)
    line(f"claims extracted ({worker_count} workers)", claims_of, {"seconds": to_claims(claims_of, worker_count, data)})


def line(what: str, count: int, took: dict[str, float]) -> None:
    """Print one row; ``processor`` is what of its seconds the importing process itself worked."""
    row = f"{what:44} {count:9,} {took['seconds']:8.2f} {count / took['seconds']:9,.0f}"
    print(row + (f" {took['processor']:9.2f}s {took['megabytes']:4,.0f} MB" if "processor" in took else ""), flush=True)


def beside_servers(arguments: list[str]) -> int:
    """Run this again beside servers of its own; return its exit status."""
    from factcheck.embedded.state import State
    from factcheck.runner.alongside import run_beside_own

    data = Path(tempfile.mkdtemp(prefix="periksa-bench-"))
    left_out = {"DATABASE_URL", "REDIS_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"DATA_DIR": str(data), "SECRET_KEY": data.name * 4, "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
    command = [sys.executable, "-P", __file__, "--inside", *arguments]
    return run_beside_own(command, data, environment, state=State(owner="bench"), is_throw_away=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--claims", type=int, default=200, help="of how many the claims are waited for")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options: Any = parser.parse_args()
    if options.file:
        import_here(options.file)
    elif options.inside:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end as well
        measure(options.count, options.workers, options.claims, Path(os.environ["DATA_DIR"]))
    else:
        sys.exit(beside_servers(sys.argv[1:]))


if __name__ == "__main__":
    main()
