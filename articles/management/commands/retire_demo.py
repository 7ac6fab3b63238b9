"""``manage.py retire_demo``: the demo people can sign in no longer; what they did stays in the record."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import User


class Command(BaseCommand):
    """Deactivates the demo people and makes their passwords unusable."""

    help = "Deactivate the demo people. What they did stays in the record."

    def handle(self, *args: Any, **options: Any) -> None:
        """Deactivate them."""
        people = User.objects.filter(is_demo=True, is_active=True)
        for person in people:
            person.is_active = False
            person.set_unusable_password()
            person.save(update_fields=["is_active", "password"])
        self.stdout.write(f"{len(people)} people of the demo can no longer sign in.")
