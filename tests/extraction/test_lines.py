"""The command that runs the engine over files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.extraction.gold import ROOT

TEXT = "Budi mengatakan bahwa harga beras naik 3 persen pada Mei. Para pedagang di pasar itu belum menurunkan harga."


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    command = [sys.executable, "-m", "articles.extraction", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = run(str(path))
    line = json.loads(done.stdout)
    assert done.returncode == 0
    assert (line["id"], line["language"], line["links"]) == ("a.txt", "id", [])
    assert line["statements"][0]["claimant"] == "Budi"
    assert line["claims"][0]["text"] == "Harga beras naik 3 persen pada Mei."


def test_a_file_of_lines_and_kinds_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = ["Ann Lee urged that the road be closed.", "Ann Lee said that the road was closed."]
    path.write_text("\n".join(json.dumps({"id": str(i), "text": t}) for i, t in enumerate(texts)), encoding="utf-8")
    done = run("--language", "en", "--without-kinds", "directive,question", str(path))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], len(line["statements"])) for line in lines] == [("0", 0), ("1", 1)]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Budi"}\n{"id": 1}\n', encoding="utf-8")
    done = run("--language", "id", str(path))
    assert done.returncode == 1
    assert "a.jsonl, line 2" in done.stderr


def test_quotations_under_one_cue_are_one_statement_in_english(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('"The dam leaks," Ann Lee said. "The road is closed."', encoding="utf-8")
    joined, apart = (
        json.loads(run("--language", "en", *extra, str(path)).stdout)["statements"]
        for extra in ([], ["--parts", "apart"])
    )
    assert [one["content"] for one in joined] == [[{"start": 1, "end": 15}, {"start": 32, "end": 51}]]
    assert [one["content"]["start"] for one in apart] == [1, 32]
