"""``manage.py import_articles PATH…``: files of every kind, tables, ZIPs and web addresses, from the command line."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from articles.fetching import Unfetched
from articles.flow import importing, importing_files
from articles.models import Import, User
from articles.models.imports import Outcome, Way
from articles.models.people import Role
from articles.reading import ARCHIVES, EXTENSIONS, FIELDS, TABLES, Mapped, clean_line
from articles.refusals import sentence_of

ENDINGS = {*EXTENSIONS, *TABLES, *ARCHIVES}
AGAIN = "What was imported stays. Run the same command again for the rest: nothing enters twice."


class Command(BaseCommand):
    """Imports files, folders of them, tables with an article a row, and web addresses."""

    help = (
        "Import articles from files, folders, tables (.csv, .tsv, .xlsx, .jsonl), ZIPs and web addresses; the worker "
        "extracts their claims. Exits with 1 when something was refused. Importing the same again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take paths, how tables are to be read, and who imports."""
        parser.add_argument("paths", nargs="*", metavar="PATH", help="a file or a folder; - is what is piped in")
        parser.add_argument(
            "--format",
            default="jsonl",
            choices=sorted(ending.removeprefix(".") for ending in ENDINGS),
            help="what is piped in (default: jsonl)",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help=f"which column of a table is what, if it is not guessed; FIELD is one of {', '.join(FIELDS)}, and "
            "without a HEADING it is in none; repeatable",
        )
        parser.add_argument("--url", action="append", default=[], metavar="URL", help="a web address; repeatable")
        parser.add_argument("--urls-file", type=Path, metavar="FILE", help="a file with a web address a line")
        parser.add_argument("--by", metavar="NAME", help="the admin who imports (default: the first)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import all of them; exit 1 when one was refused, 130 when stopped."""
        try:
            self.import_all(options)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database went away ({error}). {AGAIN}") from error
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. {AGAIN}", returncode=130) from None

    def import_all(self, options: dict[str, Any]) -> None:
        """Import what the options name. Raises CommandError when one was refused."""
        actor = the_admin(options["by"])
        paths = [Path(path) for path in options["paths"] if path != "-"]
        lists = [options["urls_file"]] if options["urls_file"] else []
        addresses = [*options["url"], *(line for path in existing(lists) for line in lines_of(path))]
        if not options["paths"] and not addresses:
            raise CommandError("Give files, folders or web addresses (--url, --urls-file).")
        files: list[importing_files.Openable] = [file for path in existing(paths) for file in files_of(path)]
        if "-" in options["paths"]:
            files.append(PipedIn(f"stdin.{options['format']}"))
        tables = importing_files.Tables(chosen_columns(options["column"]), self.tell_columns)
        imports = []
        if files:
            imports.append(importing_files.import_files(actor=actor, files=files, tables=tables))
        if addresses:
            imports.append(import_addresses(actor, addresses))
        refused = sum(self.report(done) for done in imports)
        if refused:
            raise CommandError(f"{refused} could not be imported; the others were.")

    def tell_columns(self, name: str, columns: Sequence[str], mapped: Mapped) -> None:
        """Print which column of a table is what."""
        found = ", ".join(f"{field} = {columns[place]}" for field, place in mapped.items())
        rest = ", ".join(column for place, column in enumerate(columns) if place not in mapped.values())
        self.stdout.write(f"{name}: {found or 'no column is known'}" + (f"; not imported: {rest}" if rest else ""))

    def report(self, done: Import) -> int:
        """Print what became of an import; return how many pieces were refused."""
        counts = {outcome: done.items.filter(outcome=outcome).count() for outcome in Outcome.values}
        self.stdout.write(
            f"{counts['imported']} imported, {counts['duplicate']} already here, {counts['refused']} refused"
            + (f", {waiting} to be fetched by the worker" if (waiting := counts[Outcome.WAITING]) else "")
        )
        for item in done.items.filter(outcome=Outcome.REFUSED).order_by("pk").iterator():
            self.stderr.write(f"{item.name}: {sentence_of(item)}")
        return counts[Outcome.REFUSED]


def the_admin(username: str | None) -> User:
    """Return the admin with a name, or the first one. Raises CommandError when there is none."""
    admins = User.objects.with_role(Role.ADMIN)
    admin = admins.filter(username=username).first() if username else admins.order_by("pk").first()
    if admin is None:
        raise CommandError("There is no such admin. Make one: bin/manage add_person NAME --role admin")
    return admin


def chosen_columns(options: Sequence[str]) -> dict[str, str]:
    """Return headings by field. Raises CommandError for a field that there is not."""
    chosen = {}
    for option in options:
        field, _equals, heading = option.partition("=")
        if field not in FIELDS:
            raise CommandError(f"--column {option}: write FIELD=HEADING; FIELD is one of {', '.join(FIELDS)}.")
        chosen[field] = heading
    return chosen


def existing(paths: list[Path]) -> list[Path]:
    """Return paths. Raises CommandError when one of them is not there."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise CommandError(f"There is no such file: {', '.join(missing)}")
    return paths


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file that have something in them."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip()]


def import_addresses(actor: User, addresses: list[str]) -> Import:
    """Import web addresses; the worker fetches them. Raises CommandError for one alone that cannot be fetched."""
    try:
        return importing.import_addresses(actor=actor, addresses=addresses, way=Way.COMMAND)
    except Unfetched as reason:
        raise CommandError(f"{addresses[0]}: {reason.message}") from None


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file on the disk, named as the person sees it."""

    path: Path
    name: str

    def open(self) -> BinaryIO:
        """Return it open for reading. Raises OSError."""
        return self.path.open("rb")


@dataclass(frozen=True, slots=True)
class PipedIn:
    """What is piped into the command."""

    name: str

    def open(self) -> BinaryIO:
        """Return the standard input."""
        return sys.stdin.buffer


def files_of(path: Path) -> Iterator[OnDisk]:
    """Yield a file itself, or the readable files of a folder, in the order of their names."""
    if not path.is_dir():
        yield OnDisk(path, clean_line(path.name, 500))
        return
    for file in sorted(path.rglob("*")):
        if file.suffix.lower() in ENDINGS and file.is_file():
            yield OnDisk(file, clean_line(str(file.relative_to(path)), 500))
