"""``manage.py add_person NAME --role admin``: the first people of a newsroom."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import User
from articles.models.people import Role


class Command(BaseCommand):
    """Adds a person with one or more roles; asks for the password, or reads it from a pipe."""

    help = "Add a person: bin/manage add_person NAME --role admin [--role editor …]"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the sign-in name, the roles, and the name that is shown."""
        parser.add_argument("username")
        parser.add_argument("--role", action="append", choices=Role.values, required=True, dest="roles")
        parser.add_argument("--name", default="", help="the name that is shown (default: the sign-in name)")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the person, or say why not."""
        username = options["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise CommandError(f"There is a {username} already.")
        person = User(
            username=username, name=options["name"] or username, email=options["email"], roles=options["roles"]
        )
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, person)
            person.set_password(password)
            person.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        person.save()
        self.stdout.write(f"{person.name} can sign in as {username}.")
