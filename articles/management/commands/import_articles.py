"""``manage.py import_articles PATH…``: files, JSON Lines and web addresses, from the command line."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.fetching import Unfetched
from articles.flow import importing
from articles.models import Import, User
from articles.models.imports import Outcome, Way
from articles.models.people import Role
from articles.reading import EXTENSIONS, Unreadable, megabytes
from articles.refusals import sentence_of


class Command(BaseCommand):
    """Imports files, folders of them, .jsonl files with an article a line, and web addresses."""

    help = "Import articles from files, folders, JSON Lines and web addresses; the worker extracts their claims."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take paths, and who imports."""
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--url", action="append", default=[], metavar="URL", help="a web address; repeatable")
        parser.add_argument("--urls-file", type=Path, metavar="FILE", help="a file with a web address a line")
        parser.add_argument("--by", metavar="NAME", help="the admin who imports (default: the first)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import all of them; exit 1 when one was refused."""
        actor = the_admin(options["by"])
        paths: list[Path] = options["paths"]
        lists = [options["urls_file"]] if options["urls_file"] else []
        addresses = [*options["url"], *(line for path in existing(lists) for line in lines_of(path))]
        if not paths and not addresses:
            raise CommandError("Give files, folders or web addresses (--url, --urls-file).")
        existing(paths)
        lines = [path for path in paths if path.suffix == ".jsonl"]
        files = [file for path in paths if path not in lines for file in files_of(path)]
        imports = [import_lines(actor, path) for path in lines]
        if files:
            imports.append(import_files(actor, files))
        if addresses:
            imports.append(import_addresses(actor, addresses))
        refused = sum(self.report(done) for done in imports)
        if refused:
            raise CommandError(f"{refused} could not be imported; the others were.")

    def report(self, done: Import) -> int:
        """Print what became of an import; return how many pieces were refused."""
        counts = {outcome: done.items.filter(outcome=outcome).count() for outcome in Outcome.values}
        self.stdout.write(
            f"{counts['imported']} imported, {counts['duplicate']} already here, {counts['refused']} refused"
            + (f", {waiting} to be fetched by the worker" if (waiting := counts[Outcome.WAITING]) else "")
        )
        for item in done.items.filter(outcome=Outcome.REFUSED).iterator():
            self.stderr.write(f"{item.name}: {sentence_of(item)}")
        return counts[Outcome.REFUSED]


def the_admin(username: str | None) -> User:
    """Return the admin with a name, or the first one. Raises CommandError when there is none."""
    admins = User.objects.with_role(Role.ADMIN)
    admin = admins.filter(username=username).first() if username else admins.order_by("pk").first()
    if admin is None:
        raise CommandError("There is no such admin. Make one: bin/manage add_person NAME --role admin")
    return admin


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


def files_of(path: Path) -> list[Path]:
    """Return a file itself, or the readable files of a folder, in the order of their names."""
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix.lower() in EXTENSIONS and file.is_file())
    return [path]


def import_lines(actor: User, path: Path) -> Import:
    """Import one .jsonl file, a line at a time."""
    # A byte that is no UTF-8 becomes a lone surrogate, and the line that has one is refused by itself.
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        return importing.import_lines(actor=actor, lines=lines, name=path.name)


def import_files(actor: User, paths: list[Path]) -> Import:
    """Import files one after the other; each is opened only when its turn comes."""
    return importing.import_files(actor=actor, files=[OpenedLater(path) for path in paths], way=Way.COMMAND)


class OpenedLater:
    """A file on the disk that looks like an uploaded one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name: str | None = path.name
        self.size: int | None = None  # looked at when it is read: until then it may change, or go

    def read(self) -> bytes:
        """Return all of it; raise :class:`Unreadable` when the disk does not give it."""
        try:
            if (size := self.path.stat().st_size) > settings.IMPORT_MAX_BYTES:
                raise Unreadable("too_large", megabytes(size))
            return self.path.read_bytes()
        except OSError as error:
            raise Unreadable("bad_value", error.strerror or type(error).__name__) from error
