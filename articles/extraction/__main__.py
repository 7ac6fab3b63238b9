"""Run the engine over files: ``python -m articles.extraction FILE…`` writes a line of JSON for each article."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from articles.extraction import extract
from articles.extraction.lines import as_line, read_articles
from articles.extraction.types import Kind


def main() -> int:
    """Extract every article of the files given; a file that cannot be read ends the run with a message."""
    parser = argparse.ArgumentParser(prog="python -m articles.extraction", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="text files, or .jsonl with {id, text, language} a line")
    parser.add_argument("--language", help="ISO 639-1 code of all articles; default: the file's own, else detected")
    parser.add_argument(
        "--without-kinds", default="", help=f"statements to leave out, of {', '.join(Kind)}; commas between them"
    )
    arguments = parser.parse_args()
    left_out = frozenset(kind for kind in arguments.without_kinds.split(",") if kind)
    try:
        for path in arguments.files:
            for identifier, text, language in read_articles(path):
                print(as_line(identifier, extract(text, arguments.language or language), left_out))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
