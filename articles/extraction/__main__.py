"""Run the engine over files: ``python -m articles.extraction FILE…`` writes a line of JSON for each article.

``python -m articles.extraction score GOLD.jsonl…`` says how right it is on annotated articles instead.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from articles.extraction import extract
from articles.extraction.lines import as_line, read_articles
from articles.extraction.score_report import add_arguments, score_report
from articles.extraction.types import Kind


def main() -> int:
    """Do what the command line says; a file that cannot be read ends the run with a message."""
    try:
        return score(sys.argv[2:]) if sys.argv[1:2] == ["score"] else extract_files()
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def score(words: list[str]) -> int:
    """Print how right the engine is on annotated articles."""
    parser = argparse.ArgumentParser(prog="python -m articles.extraction score", description=score.__doc__)
    add_arguments(parser)
    for line in score_report(vars(parser.parse_args(words))):
        print(line)
    return 0


def extract_files() -> int:
    """Print a line of JSON for every article of the files given."""
    parser = argparse.ArgumentParser(prog="python -m articles.extraction", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="text files, or .jsonl with {id, text, language} a line")
    parser.add_argument("--language", help="ISO 639-1 code of all articles; default: the file's own, else detected")
    parser.add_argument(
        "--without-kinds", default="", help=f"statements to leave out, of {', '.join(Kind)}; commas between them"
    )
    parser.add_argument(
        "--parts",
        choices=("joined", "apart"),
        help="whether quotations that share a cue are one statement; default: joined in English, apart elsewhere",
    )
    arguments = parser.parse_args()
    joined = None if arguments.parts is None else arguments.parts == "joined"
    left_out = frozenset(kind for kind in arguments.without_kinds.split(",") if kind)
    for path in arguments.files:
        for identifier, text, language in read_articles(path):
            found = extract(text, arguments.language or language)
            print(as_line(identifier, found, left_out, joined=joined))
    return 0


if __name__ == "__main__":
    sys.exit(main())
