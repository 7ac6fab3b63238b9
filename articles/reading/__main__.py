"""The child's side: ``python -m articles.reading`` reads files from its input, one by one, and answers in JSON.

A request is a line of JSON and then the bytes; an answer is a line with its length and then the JSON. Nothing of Django
is set up here and nothing of the desk is known but how to read.
"""

import importlib
import json
import os
import resource
import select
import sys
from pathlib import Path
from typing import Any, BinaryIO

from articles.reading.pieces import Piece
from articles.reading.refusals import Unreadable

READERS = {
    "html": "articles.reading.pages:read_page",
    "markdown": "articles.reading.markdown:read_markdown",
    "docx": "articles.reading.word:read_docx",
    "odt": "articles.reading.word:read_odt",
    "pdf": "articles.reading.pdf:read_pdf",
    "email": "articles.reading.mail:read_mail",
    "workbook": "articles.reading.workbooks:read_workbook",
    "feed": "articles.reading.syndication:parse_feed",
}
"""Where the reader of each kind is; it is imported when the first file of its kind comes."""

IDLE_SECONDS = 60
"""How long the process waits for a further file: it holds 67 to 95 MB, which a small machine wants back."""

MAX_FILES = 500
MAX_KEPT_BYTES = 500_000_000
"""After so many files, or once it has been so large, a fresh process is the surer one."""

MAX_ANSWER_BYTES = 100 * 1024 * 1024


def main() -> None:
    """Answer until nobody asks any more."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    for name, most in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0)):
        resource.setrlimit(getattr(resource, name), (most, most))
    for _file in range(MAX_FILES):
        if not select.select([requests], [], [], IDLE_SECONDS)[0] or not (line := requests.readline()):
            return
        answer = json.dumps(answer_to(json.loads(line), requests)).encode()
        if len(answer) > MAX_ANSWER_BYTES:
            answer = json.dumps({"refusal": "too_heavy", "detail": ""}).encode()
        answers.write(b"%d\n" % len(answer) + answer)
        answers.flush()
        if most_bytes("VmHWM") > MAX_KEPT_BYTES:
            return


def answer_to(request: dict[str, Any], requests: BinaryIO) -> dict[str, Any]:
    """Return what a reader makes of the bytes that follow a request, or why it could not."""
    data = requests.read(request["bytes"])
    module, name = READERS[request["kind"]].split(":")
    read = getattr(importlib.import_module(module), name)
    limit(request["cpu_seconds"], request["memory_bytes"])
    try:
        result = read(data, **request["options"])
        return {"result": result.as_values() if isinstance(result, Piece) else result}
    except Unreadable as refused:
        return {"refusal": refused.code, "detail": refused.detail}
    except MemoryError:
        return {"refusal": "too_heavy", "detail": ""}
    except RecursionError:
        return {"refusal": "too_deep", "detail": ""}
    except Exception as error:
        # A parser of somebody else met what it was not made for: the file is at fault, and the others go on. One that
        # gets no more memory says so in many ways.
        code = "too_heavy" if most_bytes("VmPeak") > 0.9 * request["memory_bytes"] else "broken"
        return {"refusal": code, "detail": type(error).__name__}


def most_bytes(name: str) -> int:
    """Return the most memory this process has had, ``VmPeak`` in address space or ``VmHWM`` resident; 0 if not told.

    Not ``ru_maxrss``: Linux keeps that over exec, so that a child starts with the size of its parent.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux, and no limit of address space either
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(f"{name}:")), 0)


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Set what this process may take until the next file: seconds from now, and memory in all."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    if sys.platform == "linux":  # elsewhere the system takes the number and lets the memory grow
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
