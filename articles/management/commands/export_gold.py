"""``manage.py export_gold``: reviewed articles as annotated ones, a line of JSON each, for ``score_extraction``.

What people left standing is what an engine should find. What no person decides is exported as the engine found it (cue,
source, mode, kind, who relayed it), and what nobody knows is left out of the line, so that nothing is judged by it.
docs/extraction.md says what cannot be told from a reviewed article.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, Max, Prefetch, Q
from django.utils import timezone

from articles.models import Article, Claim, ClaimLink, Event
from articles.models.articles import ArticleQuerySet, Status
from articles.models.claims import Confirmation, Mode, Origin
from articles.models.events import Verb

ARTICLES_AT_ONCE = 20
"""Few, because a text may have megabytes."""

Edges = tuple[int, int]


class Command(BaseCommand):
    """Writes reviewed articles, the first finished first; whatever their number, a few are in memory."""

    help = "Write reviewed articles as annotated ones, a line of JSON each, to score the extraction engine on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which articles, and where to."""
        parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="finished on this day or later")
        parser.add_argument("--language", metavar="CODE", help="only articles in this language, such as id")
        parser.add_argument(
            "--all-reviewed", action="store_true", help="articles that were finished once and opened again as well"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lines."""
        articles = reviewed(options["since"], options["language"], again=options["all_reviewed"])
        lines = (json.dumps(line, ensure_ascii=False) for line in exported(articles))
        if not options["output"]:
            for line in lines:
                self.stdout.write(line)
            return
        try:
            with options["output"].open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
        except OSError as error:
            raise CommandError(str(error)) from error


def reviewed(since: date | None, language: str | None, *, again: bool) -> ArticleQuerySet:
    """Return the articles whose review is finished, with ``reviewed_at``; with ``again`` those opened again, too."""
    finished = Q(events__verb=Verb.REVIEW_FINISHED)
    articles = Article.objects.annotate(reviewed_at=Max("events__at", filter=finished)).filter(
        reviewed_at__isnull=False
    )
    if not again:
        articles = articles.filter(status=Status.DONE)
    if since:
        articles = articles.filter(reviewed_at__gte=timezone.make_aware(datetime.combine(since, time())))
    if language:
        articles = articles.filter(language=language)
    return articles.order_by("reviewed_at", "pk")


def exported(articles: ArticleQuerySet) -> Iterator[dict[str, Any]]:
    """Yield the line of each article."""
    standing = Claim.objects.standing().filter(article_text=F("article__current_text"))
    links = ClaimLink.objects.exclude(confirmation=Confirmation.SUGGESTED).order_by("pk")
    claims = (
        standing.select_related("claimant__merged_into", "extraction")
        .prefetch_related("replaces", Prefetch("links_out", queryset=links))
        .in_reading_order()
    )
    edits = Event.objects.filter(verb=Verb.CLAIM_EDITED)
    rows = articles.select_related("current_text").prefetch_related(
        Prefetch("claims", queryset=claims, to_attr="claims_left"), Prefetch("events", queryset=edits, to_attr="edits")
    )
    for article in rows.iterator(chunk_size=ARTICLES_AT_ONCE):
        yield article_line(article, getattr(article, "claims_left"), getattr(article, "edits"))  # noqa: B009 - to_attr


def article_line(article: Article, claims: list[Claim], edits: list[Event]) -> dict[str, Any]:
    """Return an article as it is annotated by its review."""
    changed = {name: changed_claims(edits, fields) for name, fields in CHANGES.items()}
    groups = grouped(claims)
    places = Counter(statement_of(group[0]) for group in groups)
    statements, unattributed = [], []
    for group in groups:
        first, is_shared = group[0], places[statement_of(group[0])] > 1
        is_changed = is_shared or has_moved(article, first) or any(claim.pk in changed["edges"] for claim in group)
        content = edges_of(group, is_changed=is_changed)
        if first.mode == Mode.UNATTRIBUTED:
            unattributed.append(as_span(content))
        else:
            is_named_anew = any(claim.pk in changed["claimant"] for claim in group)
            line = statement_line(first, content, is_named_anew=is_named_anew)
            # In a later text a cue and a source that were not found again are unknown, not missing.
            unknown = [part for part in ("cue", "source") if has_moved(article, first) and line.get(part) is None]
            statements.append({part: value for part, value in line.items() if part not in unknown})
    return {
        "id": str(article.pk),
        "annotated": "claims",
        "language": article.language,
        "publisher": article.publisher,
        "published_on": timezone.localdate(article.published_at).isoformat() if article.published_at else None,
        "title": article.title,
        "text": article.current_text.text if article.current_text else "",
        "statements": statements,
        "unattributed": unattributed,
        "links": list(link_lines(claims, Confirmation.CONFIRMED)),
        "rejected_links": list(link_lines(claims, Confirmation.REJECTED)),
    }


CHANGES = {"edges": ("start", "end"), "claimant": ("claimant",)}
"""What a person can have changed in a claim, by the names of its snapshot."""


def changed_claims(edits: Iterable[Event], fields: Iterable[str]) -> set[int]:
    """Return the claims in which a person has changed one of these fields."""
    fields = tuple(fields)
    changed = (edit for edit in edits if any(edit.before.get(name) != edit.after.get(name) for name in fields))
    return {edit.claim_id for edit in changed if edit.claim_id}


def statement_of(claim: Claim) -> tuple[int, int] | int:
    """Return the place of the statement that a claim was found in; the claim itself where that is not known."""
    start, end = claim.statement_start, claim.statement_end
    return claim.pk if start is None or end is None else (start, end)


def has_moved(article: Article, claim: Claim) -> bool:
    """Say whether a claim stands in a later version of the text than the one in which it was found."""
    is_first = article.current_text is not None and article.current_text.number == 1
    read = claim.extraction.article_text_id if claim.extraction else None
    return not is_first and read != claim.article_text_id


def grouped(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return the claims of each statement: those with its place that say the same of who says it, and how."""
    groups: dict[tuple[Any, ...], list[Claim]] = {}
    for claim in claims:
        key = (statement_of(claim), claim.cue_start, claim.claimant_id, claim.mode, claim.stance, claim.kind)
        groups.setdefault(key, []).append(claim)
    return list(groups.values())


def edges_of(group: list[Claim], *, is_changed: bool) -> Edges:
    """Return the content of a statement: as it was found, or from the first to the last word of its claims.

    The latter where a person changed one of them, or the text is another now: ``is_changed``.
    """
    starts, ends = [claim.start for claim in group], [claim.end for claim in group]
    found = statement_of(group[0])
    if not is_changed and not isinstance(found, int):
        starts.append(found[0])
        ends.append(found[1])
    return min(starts), max(ends)


def statement_line(claim: Claim, content: Edges, *, is_named_anew: bool) -> dict[str, Any]:
    """Return a statement by one of its claims; what nobody knows of it is left out."""
    claimant = claim.claimant.merged_into or claim.claimant if claim.claimant else None
    line: dict[str, Any] = {
        "content": as_span(content),
        "claimant": claimant.name if claimant else None,
        "mode": claim.mode,
        "stance": claim.stance,
    }
    if claim.origin == Origin.PERSON and not claim.replaces.all():
        return line  # a person marked its words, and neither its cue nor its source
    line["kind"] = claim.kind
    line["relayed_by"] = claim.relayed_by.split(", ") if claim.relayed_by else []
    line["cue"] = as_span((claim.cue_start, claim.cue_end))
    if not is_named_anew:
        line["source"] = as_span((claim.source_start, claim.source_end))
    return line


def as_span(edges: tuple[int | None, int | None]) -> dict[str, int] | None:
    """Return a place as it is written; None where there is none."""
    start, end = edges
    return None if start is None or end is None else {"start": start, "end": end}


def link_lines(claims: Iterable[Claim], confirmation: str) -> Iterator[dict[str, Any]]:
    """Yield the links between claims that stand, by what people said of them."""
    standing = {claim.pk: claim for claim in claims}
    for claim in standing.values():
        for link in claim.links_out.all():
            other = standing.get(link.to_claim_id)
            if other and link.confirmation == confirmation:
                ends = {"from": as_span((claim.start, claim.end)), "to": as_span((other.start, other.end))}
                yield ends | {"relation": link.relation}
