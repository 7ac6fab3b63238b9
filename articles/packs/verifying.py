"""Replaying a pack without the desk that wrote it: its digests, its quotations, and which verdict counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from articles.packs.archive import SUMS
from articles.packs.rows import FORMAT, FORMAT_VERSION

LARGEST_DATA = 200 * 1024 * 1024
"""Bytes of data.json that are read; the rows of the largest article are a tenth of that."""

CHUNK = 1024 * 1024

DECIDES = {"claim_decided", "verdict_stood_by", "return_taken_back"}
"""What lets the verdict that it names count, where one person checks the claim."""

SETTLES = {"second_review_settled", "second_review_waived", "verdict_retracted"}
"""What lets the verdict that it names count, or none when it names none, whoever checks the claim."""

OPENS = {"second_review_asked", "second_review_differed", "verdict_returned", "claim_opened_anew"}
"""What leaves the claim without a verdict that counts."""

ENDS_SECOND_REVIEW = {"second_review_waived"}

WHAT_IS_CHECKED = ("start", "end", "claimant", "stance")
"""What a correction must change for the claim to be another one, on which nothing was decided yet."""


@dataclass
class Report:
    """What was found: ``problems``, none when the pack replays; what was ``checked``, by kind; who counts."""

    problems: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)

    def expect(self, holds: bool, kind: str, problem: str) -> None:
        """Count one check, and note the problem where it does not hold."""
        self.checked[kind] = self.checked.get(kind, 0) + 1
        if not holds:
            self.problems.append(problem)


def verify_pack(path: Path) -> Report:
    """Check a pack and say what does not match; a file that is no pack is one problem."""
    report = Report()
    try:
        with ZipFile(path) as archive:
            digests = check_digests(archive, report)
            data = read_data(archive)
    except (OSError, BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        report.problems.append(f"This is no replication pack: {error}")
        return report
    if data.get("format") != FORMAT or data.get("format_version") != FORMAT_VERSION:
        report.problems.append("This is no replication pack of a version that can be read.")
        return report
    try:
        check_rows(data, digests, report)
    except (KeyError, TypeError, AttributeError) as error:
        report.problems.append(f"A row lacks what its kind has: {error!r}")
    return report


def check_digests(archive: ZipFile, report: Report) -> dict[str, str]:
    """Compute the digest of every file and compare it with the list; return the digests by path."""
    names = archive.namelist()
    report.expect(len(names) == len(set(names)), "names", "A file is in it twice.")
    for name in names:
        parts = PurePosixPath(name).parts
        report.expect(not name.startswith("/") and ".." not in parts, "names", f"{name} leads out of the pack.")
    listed = dict(_lines(archive.read(SUMS).decode("utf-8")))
    report.expect(set(listed) == set(names) - {SUMS}, "names", "The list of digests does not name every file once.")
    found = {name: _digest(archive, name) for name in names if name != SUMS}
    for name, digest in found.items():
        report.expect(listed.get(name) == digest, "digests", f"{name} is not what it was: its digest differs.")
    return found


def read_data(archive: ZipFile) -> dict[str, Any]:
    """Return the rows. Raises ValueError when they cannot be read."""
    with archive.open("data.json") as file:
        raw = file.read(LARGEST_DATA + 1)
    if len(raw) > LARGEST_DATA:
        raise ValueError("data.json is too large")
    data = json.loads(raw)
    if not isinstance(data, dict):
        raise ValueError("data.json holds no rows")
    return data


def check_rows(data: dict[str, Any], digests: dict[str, str], report: Report) -> None:
    """Check that texts, files and copies have their digests, quotations their places, and verdicts their order."""
    texts = {row["id"]: row for row in data["texts"]}
    for row in texts.values():
        digest = hashlib.sha256(row["text"].encode("utf-8")).hexdigest()
        report.expect(digest == row["sha256"], "texts", f"Version {row['number']} of the text has another digest.")
    for row in (*data["files"], *data["copies"], *data["article_copies"]):
        report.expect(digests.get(row["path"]) == row["sha256"], "files", f"{row['path']} is not the file of its row.")
    claims = {row["id"]: row for row in data["claims"]}
    for row in (*claims.values(), *data["verdicts"]):
        words = texts[row["article_text_id"]]["text"][row["start"] : row["end"]]
        report.expect(
            words == row["quotation"], "quotations", f"The text does not say “{row['quotation'][:80]}” there."
        )
    verdicts = {row["id"]: row for row in data["verdicts"]}
    for row in data["evidence"]:
        report.expect(row["verdict_id"] in verdicts, "evidence", f"Evidence {row['id']} is of no verdict in the pack.")
    for claim in claims.values():
        own = [row for row in verdicts.values() if row["claim_id"] == claim["id"]]
        check_current(claim, own, data["events"], report)


def check_current(
    claim: dict[str, Any], verdicts: list[dict[str, Any]], events: list[dict[str, Any]], report: Report
) -> None:
    """Replay a claim's decisions in their order, and compare the verdict that counts in the end with the row's."""
    numbers = [row["number"] for row in verdicts]
    report.expect(
        len(numbers) == len(set(numbers)), "verdicts", f"Claim {claim['public_id']}: a number is there twice."
    )
    current = replay_current(row for row in events if row["claim_id"] == claim["id"])
    stored = next((row["number"] for row in verdicts if row["id"] == claim["current_verdict_id"]), None)
    problem = f"Claim {claim['public_id']}: verdict {stored} is said to count, the record leads to {current}."
    report.expect(stored == current, "current verdicts", problem)
    answer = next((row["answer"] for row in verdicts if row["number"] == current), "open")
    report.current[claim["public_id"]] = answer


def replay_current(events: Iterable[dict[str, Any]]) -> int | None:
    """Return the number of the verdict that counts after these events; None where none does.

    One person's decision counts at once. Where two people check the claim, it counts when that is settled.
    """
    current, is_double = None, False
    for event in sorted(events, key=lambda row: row["id"]):
        verb, number = event["verb"], event["after"].get("verdict")
        is_double = verb == "second_review_asked" or (is_double and verb not in ENDS_SECOND_REVIEW)
        if verb in SETTLES or (verb in DECIDES and not is_double):
            current = number
        elif verb in OPENS or (verb == "claim_edited" and is_another(event["before"], event["after"])):
            current = None
    return current


def is_another(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether a correction made another claim of it, and did not only word it otherwise."""
    return any(before[name] != after[name] for name in WHAT_IS_CHECKED)


def _lines(sums: str) -> Iterable[tuple[str, str]]:
    for line in sums.splitlines():
        digest, _two, name = line.partition("  ")
        yield name, digest


def _digest(archive: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
