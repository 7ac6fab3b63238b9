"""Finds a Chromium for the browser tests, or gets one where that can be done without asking."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from factcheck.runner.surroundings import python, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHTS_OWN = """\
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
DOWNLOAD_SECONDS = 300
HOW_TO_GET_ONE = (
    "Install Chromium or Chrome, or run .venv/bin/playwright install chromium, or name one: CHROMIUM=/path bin/test"
)


def find_or_get_chromium(environment: Mapping[str, str]) -> str | None:
    """Return the program of a Chromium that starts, installing one if need be; None when none is to be had.

    ``CHROMIUM`` in the environment names one. Playwright's own download is tried first, then, as root on Debian or
    Ubuntu, the system's package.
    """
    found = find_chromium(environment)
    if found:
        return found
    say("No Chromium found; trying to get one for the browser tests …")
    if _succeeds([*python("-m", "playwright", "install", "chromium")], environment):
        return find_chromium(environment)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
        if _succeeds(["apt-get", "-qq", "update"], apt):
            _succeeds(["apt-get", "-qq", "install", "--yes", "--no-install-recommends", "chromium"], apt)
    return find_chromium(environment)


def find_chromium(environment: Mapping[str, str]) -> str | None:
    """Return the first Chromium of this machine that starts, or None."""
    named = environment.get("CHROMIUM")
    if named:
        return shutil.which(named)
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    candidates += [path for path in MACOS if Path(path).exists()]
    for program in candidates:
        # Ubuntu's chromium-browser without snap is a script that only says how to install it.
        if _succeeds([program, "--version"], environment):
            return program
    own = subprocess.run(python("-c", PLAYWRIGHTS_OWN), capture_output=True, text=True, check=False)
    path = own.stdout.strip()
    return path if own.returncode == 0 and Path(path).exists() else None


def _succeeds(command: list[str], environment: Mapping[str, str]) -> bool:
    try:
        done = subprocess.run(
            command, env=dict(environment), capture_output=True, timeout=DOWNLOAD_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
