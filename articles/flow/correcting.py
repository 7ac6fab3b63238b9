"""What the engine got wrong, a person puts right: edit, split, merge, dismiss, take back, add.

Nothing is overwritten in silence: each correction is an event with what was and what is, and a claim that is replaced
stays in the record with what replaced it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.changing import lock_articles, refuse_flagged, require_hands_on, take_version
from articles.flow.choosing import ask_by_rules, begin_again, hand_on
from articles.flow.claimants import claimant_named
from articles.flow.errors import Conflict, NotAcceptable
from articles.flow.finishing import finish_if_decided, reopen_assignment
from articles.flow.matching import link_appearances, lock_with_copies
from articles.flow.quoting import find_quotation, refuse_twin
from articles.models import Article, ArticleText, Claim, Claimant, ClaimantName, ClaimLink, Event, User
from articles.models.claimants import claimant_key
from articles.models.claims import Mode, Origin, Stance, Standing
from articles.models.events import Verb
from articles.reading import clean_line, clean_text

CORRECTED = ("start", "end", "quotation", "mentions", "claim_text", "claimant", "stance", "mode", "current_verdict")
"""What a correction of a claim may change."""


@transaction.atomic
def add_claim(
    *,
    actor: User,
    article: Article,
    quotation: str,
    near: int | None = None,
    claimant: str = "",
    claim_text: str = "",
    stance: str = Stance.ASSERT,
) -> Claim:
    """Add a claim that the engine missed.

    Raises :class:`NotAcceptable` when the words do not stand in the text, or are a claim already.
    """
    article, matches = lock_with_copies(article.pk)
    access.require(actor, Action.CORRECT, article)
    version = ArticleText.objects.get(article=article, pk=article.current_text_id or 0)
    claim = Claim(article=article, article_text=version, origin=Origin.PERSON, stance=checked_stance(stance))
    claim.place(version.text, *find_quotation(version.text, clean_text(quotation), near=near))
    claim.claimant = chosen_claimant(claimant)
    claim.claim_text = clean_text(claim_text) or claim.quotation
    claim.mode = mode_of(version.text, claim)
    refuse_twin(claim)
    claim.save()
    link_appearances([claim], matches)
    Event.objects.record(Verb.CLAIM_ADDED, actor=actor, article=article, claim=claim, after=claim.snapshot())
    ask_by_rules(article)
    reopen_assignment(actor, article)
    return claim


def mode_of(text: str, claim: Claim) -> Mode:
    """Return how words that a person marked are attributed: quoted, reported, or the outlet's own."""
    if claim.claimant is None:
        return Mode.UNATTRIBUTED
    around = text[max(0, claim.start - 1) : claim.start] + text[claim.end : claim.end + 2]
    return Mode.DIRECT if any(mark in around for mark in "\"“”„«»'‘’") else Mode.INDIRECT


def checked_stance(stance: str) -> Stance:
    """Return a stance, or raise :class:`NotAcceptable`."""
    if stance not in Stance.values:
        raise NotAcceptable(_("Choose what the claimant holds about it."))
    return Stance(stance)


def chosen_claimant(name: str) -> Claimant | None:
    """Return the claimant that a person named, made when new; None for the outlet itself."""
    name = clean_line(name, 300)
    if not name:
        return None
    known = ClaimantName.objects.select_related("claimant").filter(key=claimant_key(name)).first()
    return known.claimant if known else claimant_named(name)


@transaction.atomic
def edit_claim(
    *,
    actor: User,
    claim: Claim,
    version: int,
    quotation: str,
    claimant: str,
    claim_text: str,
    stance: str,
) -> Claim:
    """Correct a claim's words, claimant, stance or own wording; return it as it is now.

    With other words, another claimant or stance it is open again.

    Raises :class:`Conflict` when it was changed since ``version``, :class:`NotAcceptable` when the words do not
    stand in the article.
    """
    current, article = begin(actor, claim, version)
    refuse_flagged(current)
    before = current.snapshot()
    text = current.article_text.text
    current.place(text, *find_quotation(text, clean_text(quotation), near=current.start))
    current.claimant = chosen_claimant(claimant)
    current.claim_text = clean_text(claim_text) or current.quotation
    current.mentions = mentions_within(current.mentions, current.quotation)
    current.stance = checked_stance(stance)
    current.mode = mode_of(text, current) if bool(current.claimant) != bool(before["claimant"]) else current.mode
    refuse_twin(current)
    if is_another(current, before):
        current.current_verdict = None  # what was decided was about other words; the verdict stays in the history
        begin_again(current)
    current.save(
        update_fields=CORRECTED,
    )
    if current.current_verdict is None:
        reopen_assignment(actor, article)
    record_change(Verb.CLAIM_EDITED, actor, article, current, before, current.snapshot())
    return current


def is_another(claim: Claim, before: dict[str, Any]) -> bool:
    """Say whether a correction changed what is to be checked, and not its wording alone."""
    now = claim.snapshot()
    return any(now[name] != before[name] for name in ("start", "end", "claimant", "stance"))


def begin(actor: User, claim: Claim, version: int) -> tuple[Claim, Article]:
    """Lock the article, count the claim's version up and return both; every correction starts here."""
    (article,) = lock_articles([claim.article])
    require_hands_on(actor, Action.CORRECT, article, claim)
    current = take_version(claim, version)
    current.article = article
    current.refresh_from_db(fields=["version"])
    return current, article


def record_change(
    verb: Verb, actor: User, article: Article, claim: Claim, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Write one correction's event with what was and what is."""
    Event.objects.record(verb, actor=actor, article=article, claim=claim, before=before, after=after)


@transaction.atomic
def split_claim(*, actor: User, claim: Claim, version: int, parts: Sequence[str]) -> list[Claim]:
    """Replace a claim by its parts, which stand one after the other in its words; return them.

    The new claims are open: what was decided about the whole is not known of a part. Raises :class:`NotAcceptable`
    unless there are two parts or more and each stands in the claim's words, in order.
    """
    parts = [part for part in map(clean_text, parts) if part]
    if len(parts) < 2:
        raise NotAcceptable(_("Break the line where the first claim ends."))
    _locked, matches = lock_with_copies(claim.article_id)
    current, article = begin(actor, claim, version)
    refuse_flagged(current)
    pieces, position = [], 0
    for part in parts:
        start, end = find_quotation(current.quotation[position:], part, near=0)
        pieces.append((current.start + position + start, current.start + position + end))
        position += end
    new = [replacement(current, start, end) for start, end in pieces]
    replace(Verb.CLAIM_SPLIT, actor, article, [current], new)
    link_appearances(new, matches)
    return new


def replacement(claim: Claim, start: int, end: int) -> Claim:
    """Return an unsaved claim that takes over what is known of another, at another place of the same text."""
    new = Claim(
        article=claim.article,
        article_text=claim.article_text,
        claimant=claim.claimant,
        cue=claim.cue,
        cue_start=claim.cue_start,
        cue_end=claim.cue_end,
        statement_start=claim.statement_start,
        statement_end=claim.statement_end,
        source_start=claim.source_start,
        source_end=claim.source_end,
        relayed_by=claim.relayed_by,
        attribution_unclear=claim.attribution_unclear,
        mode=claim.mode,
        stance=claim.stance,
        kind=claim.kind,
        check_worthiness=claim.check_worthiness,
        check_worthiness_reasons=claim.check_worthiness_reasons,
        origin=Origin.PERSON,
    )
    new.place(claim.article_text.text, start, end)
    new.claim_text = new.quotation
    new.mentions = mentions_within(claim.mentions, new.quotation)
    return new


def mentions_within(mentions: list[dict[str, str]], quotation: str) -> list[dict[str, str]]:
    """Return the names, figures and dates that still stand in a claim's words."""
    return [mention for mention in mentions if mention["text"] in quotation]


def replace(verb: Verb, actor: User, article: Article, old: list[Claim], new: list[Claim]) -> list[Claim]:
    """Put new claims in the place of old ones, carry their links over, and write the events."""
    for claim in old:
        before = claim.snapshot()
        Claim.objects.filter(pk=claim.pk).update(standing=Standing.REPLACED)
        after = {"standing": Standing.REPLACED, "replaced_by": [c.public_id for c in new]}
        record_change(verb, actor, article, claim, before, after)
    for claim in new:
        refuse_twin(claim)
        claim.save()
        claim.replaces.set(old)
        after = claim.snapshot() | {"replaces": [c.public_id for c in old]}
        record_change(Verb.CLAIM_ADDED, actor, article, claim, {}, after)
    carry_links(old, new)
    hand_on(article, old, new)
    reopen_assignment(actor, article)
    return new


def carry_links(old: list[Claim], new: list[Claim]) -> None:
    """Copy the links of replaced claims to what replaces them, as suggestions."""
    replaced = {claim.pk for claim in old}
    links = ClaimLink.objects.filter(from_claim__in=replaced) | ClaimLink.objects.filter(to_claim__in=replaced)
    copies = []
    for link in links:
        sources = [c.pk for c in new] if link.from_claim_id in replaced else [link.from_claim_id]
        targets = [c.pk for c in new] if link.to_claim_id in replaced else [link.to_claim_id]
        values = {"relation": link.relation, "reason": link.reason, "note": link.note, "origin": link.origin}
        copies += [
            ClaimLink(from_claim_id=source, to_claim_id=target, **values)
            for source in sources
            for target in targets
            if source != target
        ]
    ClaimLink.objects.bulk_create(copies, ignore_conflicts=True)


@transaction.atomic
def merge_claims(*, actor: User, claim: Claim, version: int, other: Claim, other_version: int) -> Claim:
    """Replace two claims of one article by one that reaches from the first to the last word of both; return it.

    Raises :class:`Conflict` when one of them was changed or decided since its version, :class:`NotAcceptable` when they
    are not two claims of one text.
    """
    _locked, matches = lock_with_copies(claim.article_id)
    current, article = begin(actor, claim, version)
    if other.article_text_id != current.article_text_id or other.pk == current.pk:
        raise NotAcceptable(_("Choose another claim of this article."))
    second = take_version(other, other_version)
    refuse_flagged(current)
    refuse_flagged(second)
    new = replacement(current, min(current.start, second.start), max(current.end, second.end))
    replace(Verb.CLAIM_MERGED, actor, article, [current, second], [new])
    link_appearances([new], matches)
    return new


@transaction.atomic
def dismiss_claim(*, actor: User, claim: Claim, version: int) -> None:
    """Say that this is no claim. It stays in the record and can be taken back."""
    current, article = begin(actor, claim, version)
    before = current.snapshot()
    Claim.objects.filter(pk=current.pk).update(standing=Standing.DISMISSED)
    after = before | {"standing": Standing.DISMISSED}
    record_change(Verb.CLAIM_DISMISSED, actor, article, current, before, after)
    if current.is_open and Claim.objects.standing().filter(article=article).exists():
        finish_if_decided(actor, article)


@transaction.atomic
def restore_claim(*, actor: User, claim: Claim, version: int) -> None:
    """Take a dismissal back.

    Raises :class:`Conflict` when the claim is not dismissed any more, :class:`NotAcceptable` when another claim stands
    in its place.
    """
    (article,) = lock_articles([claim.article])
    require_hands_on(actor, Action.CORRECT, article, claim)
    refuse_twin(claim)
    dismissed = Claim.objects.filter(pk=claim.pk, version=version, standing=Standing.DISMISSED)
    if not dismissed.update(standing=Standing.STANDS, version=F("version") + 1):
        raise Conflict(_("This claim was changed meanwhile."), Claim.objects.with_all().get(pk=claim.pk))
    current = Claim.objects.with_all().get(pk=claim.pk)
    after = current.snapshot()
    before = after | {"standing": Standing.DISMISSED}
    record_change(Verb.CLAIM_RESTORED, actor, article, current, before, after)
    if current.is_open:
        reopen_assignment(actor, article)
