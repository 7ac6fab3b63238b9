"""Becomes another program whose life is tied to the process that started it.

Started by :mod:`factcheck.processes.children` as ``python -I -S enter.py OPTIONS COMMAND…``; OPTIONS is a JSON object:
``parent`` (its pid), ``signal`` (sent to the program when the parent dies, Linux only), ``nice`` (0..19), and for a
program that refuses to run as root ``as_nobody`` (``namespace`` or ``account``). A process of its own rather than a
``preexec_fn``, which is not safe beside threads. The standard library alone: it starts in 20 ms.
"""

import ctypes
import json
import os
import pwd
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # Source: linux/prctl.h
CLONE_NEWUSER = 0x10000000  # Source: linux/sched.h
NOBODY = 65534


def main() -> None:
    """Tie this process to its parent, take on what the options say and run the command in its place."""
    options: dict[str, Any] = json.loads(sys.argv[1])
    command = sys.argv[2:]
    os.nice(int(options["nice"]))
    if options["as_nobody"] == "namespace":
        enter_user_namespace()
    elif options["as_nobody"] == "account":
        become_nobody()
    die_with_parent(int(options["parent"]), int(options["signal"]))
    os.execvp(command[0], command)  # noqa: S606 - no shell wanted


def enter_user_namespace() -> None:
    """Become "nobody" in a user namespace of our own, where files that are root's outside belong to this user.

    Raises OSError where the kernel or a container forbids user namespaces.
    """
    user, group = os.geteuid(), os.getegid()
    _call("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1")


def become_nobody() -> None:
    """Give up root for the account "nobody". Raises KeyError where there is none."""
    account = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def die_with_parent(parent: int, signal_number: int) -> None:
    """Have the kernel send ``signal_number`` when ``parent`` dies; exit now if it has died already.

    Linux only; elsewhere :mod:`factcheck.processes.watchdog` does it alone. The last step before the program, as a
    change of user clears it.
    """
    if sys.platform == "linux":
        _call("prctl", PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The process that started this one has ended.")


def _call(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*(ctypes.c_ulong(argument) for argument in arguments)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
