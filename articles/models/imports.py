"""Imports: what an admin brought in at once, and what became of each piece."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.jobs import Job, JobQuerySet, State
from articles.models.people import User


class Way(models.TextChoices):
    """By which door it came."""

    PASTE = "paste", _("pasted text")
    FILES = "files", _("files")
    URLS = "urls", _("web addresses")
    REFETCH = "refetch", _("fetched again")
    FEED = "feed", _("feed")
    COMMAND = "command", _("command line")
    DEMO = "demo", _("demo")


class Outcome(models.TextChoices):
    """What became of one piece."""

    WAITING = "waiting", _("waiting")
    IMPORTED = "imported", _("imported")
    DUPLICATE = "duplicate", _("already here")
    CHANGED = "changed", _("a new text")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


class ImportQuerySet(models.QuerySet["Import"]):
    """Reads of imports."""

    def visible_to(self, user: User | AnonymousUser) -> ImportQuerySet:
        """Return all of them for admins and nothing for anybody else."""
        return self if isinstance(user, User) and user.is_admin else self.none()

    def with_counts(self) -> ImportQuerySet:
        """Add how many pieces each has, by outcome and by the article's status.

        A row of a table that waits to be imported is a piece like any other; a table whose columns nobody has chosen
        (``unmapped``) is one piece, which waits for a person and not for the worker.
        """

        def count(**condition: object) -> models.Count:
            return models.Count("items", filter=models.Q(**condition))

        is_table = models.Q(items__table__is_confirmed=True)
        left = models.F("items__table__row_count") - models.F("items__table__rows_done")
        return self.annotate(
            rows_left=models.functions.Coalesce(models.Sum(left, filter=is_table), 0),
            unmapped=count(items__table__is_confirmed=False),
            total=models.Count("items") - models.Count("items", filter=is_table) + models.F("rows_left"),
            refused=count(items__outcome=Outcome.REFUSED),
            duplicates=count(items__outcome=Outcome.DUPLICATE),
            unread=count(items__outcome=Outcome.WAITING, items__table__isnull=True) + models.F("rows_left"),
            extracting=count(items__outcome=Outcome.IMPORTED, items__article__status="extracting"),
            failed=count(items__outcome=Outcome.IMPORTED, items__article__status="failed"),
            put_off=count(items__outcome=Outcome.WAITING, items__refusal__gt="", items__due_at__gt=Now()),
            waiting=models.F("unread") + models.F("extracting"),
        )


class Import(models.Model):
    """One act of importing: a pasted text, many files at once, or what was new in a ``feed``.

    What a feed brings is imported in the name of who added it.
    """

    way = models.CharField(max_length=10, choices=Way.choices)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    feed = models.ForeignKey("articles.Feed", on_delete=models.PROTECT, null=True, blank=True, related_name="imports")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="import_newest")]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.way}"

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows its progress."""
        return reverse("import_detail", args=[self.pk])


class ImportItemQuerySet(JobQuerySet["ImportItem"]):
    """Job rows of pieces that a worker fetches or reads."""

    def visible_to(self, user: User | AnonymousUser) -> ImportItemQuerySet:
        """Return those of the imports that a person may see."""
        return self.filter(of__in=Import.objects.visible_to(user))

    def idle(self) -> ImportItemQuerySet:
        """Return those that no worker will take up now: refused, or put off until their next try."""
        put_off = models.Q(state=State.QUEUED, refusal__gt="", due_at__gt=Now())
        return self.filter(models.Q(outcome=Outcome.REFUSED) | put_off)

    def to_fetch(self) -> ImportItemQuerySet:
        """Return those that come from a web address; the others bring their bytes along."""
        return self.filter(url__gt="")

    def host_is_busy(self, item: ImportItem) -> bool:
        """Say whether FETCH_PER_HOST others of a piece's host are being fetched; call it in a transaction.

        Who asks for one host waits for each other until their transactions end.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"host {item.host}"])
        others = self.filter(state=State.RUNNING, host=item.host).exclude(pk=item.pk)
        return others.count() >= int(settings.FETCH_PER_HOST)

    def to_read(self) -> ImportItemQuerySet:
        """Return those that bring their bytes along."""
        return self.filter(url="")


class ImportItem(Job):
    """One piece of an import, in the order given, and the job of reading it.

    What waits has a ``url`` to fetch or a :class:`Payload` to read; with an ``article`` it is fetched again. ``about``
    is what was said of the piece when it was given (title, publisher, url, byline, published_at, language: strings),
    which goes before what the piece says of itself. ``refusal`` is a code of :mod:`articles.reading` or
    :mod:`articles.fetching` when it was refused; of one that waits, why its last try failed.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=500)
    url = models.TextField(blank=True)
    host = models.CharField(max_length=255, blank=True, help_text=_("Of the web address, for the cap of each host."))
    about = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="import_items")
    refusal = models.CharField(max_length=30, blank=True)
    refusal_detail = models.CharField(max_length=300, blank=True)
    notes = models.JSONField(default=list, help_text=_("What its reader left aside: pairs of a code and a count."))
    # A piece that is read in the request that brings it is never a job for a worker.
    state = models.CharField(max_length=10, choices=State.choices, default=State.DONE)

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.REFUSED, refusal__gt="")
                | (models.Q(outcome=Outcome.WAITING) & (models.Q(refusal="") | models.Q(attempt__gte=1)))
                | (
                    ~models.Q(outcome__in=[Outcome.REFUSED, Outcome.WAITING])
                    & models.Q(refusal="", article__isnull=False)
                ),
                name="import_item_has_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.WAITING, state__in=[State.QUEUED, State.RUNNING])
                | (~models.Q(outcome=Outcome.WAITING) & models.Q(state=State.DONE)),
                name="import_item_waits_or_is_done",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.RUNNING) | models.Q(lease_until__isnull=False),
                name="import_item_running_with_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="import_item_waiting",
            ),
            models.Index(fields=["host"], condition=models.Q(state="running"), name="import_item_running_by_host"),
            models.Index(fields=["of", "id"], name="import_item_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}"

    @property
    def is_put_off(self) -> bool:
        """Whether its last try failed for a passing reason and the next is yet to come."""
        return self.outcome == Outcome.WAITING and self.state == State.QUEUED and bool(self.refusal)


class Payload(models.Model):
    """The bytes of an uploaded file that waits to be read; gone once it is, and apart so that lists stay light."""

    item = models.OneToOneField(ImportItem, on_delete=models.CASCADE, related_name="payload", primary_key=True)
    data = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"bytes of item {self.item_id}"
