"""The people of the newsroom and their roles."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.keys import USUAL_KEYS


class Role(models.TextChoices):
    """What a person does here; a person may have several."""

    ADMIN = "admin", _("admin")
    EDITOR = "editor", _("editor")
    JOURNALIST = "journalist", _("journalist")


class PeopleManager(UserManager["User"]):
    """Finds people by what they do."""

    def with_role(self, role: Role) -> models.QuerySet[User]:
        """Return the active people with a role, by name."""
        return self.filter(is_active=True, roles__contains=[role]).order_by("name", "username")


class User(AbstractUser):
    """A person who signs in. ``roles`` is a set: in a newsroom of two, one person is everything."""

    # One field for the name: many Indonesian names have one part.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, blank=True)
    is_demo = models.BooleanField(default=False, help_text=_("Came with the demo, with a published password."))

    key_choices = models.JSONField(
        default=dict, blank=True, help_text=_("Keys of the review that are not the usual ones.")
    )
    answers_save_at_once = models.BooleanField(default=True)

    objects: ClassVar[PeopleManager] = PeopleManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=[str(role) for role in Role.values]), name="user_roles_are_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def has_role(self, role: Role) -> bool:
        """Say whether the person is active and has this role."""
        return self.is_active and role.value in self.roles

    @property
    def keys(self) -> dict[str, str]:
        """The key of every command of the review."""
        return {command: self.key_choices.get(command, usual) for command, usual in USUAL_KEYS.items()}

    @property
    def is_journalist(self) -> bool:
        """Whether the person checks claims."""
        return self.has_role(Role.JOURNALIST)

    @property
    def is_editor(self) -> bool:
        """Whether the person assigns articles."""
        return self.has_role(Role.EDITOR)

    @property
    def is_admin(self) -> bool:
        """Whether the person imports articles."""
        return self.has_role(Role.ADMIN)
