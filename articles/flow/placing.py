"""Claims of an old text to their places in a new one; nothing that people did is lost, and nothing moves unrecorded.

What was not touched is carried over with its verdict. What was is flagged and stays where it stood, in the older text,
until a person says what becomes of it. Of what the engine finds in the new text only what is new becomes a claim.
"""

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, process

from articles.anchoring import ALIKE, LONGEST_COMPARED, Alignment, Fate, Place
from articles.models import Article, ArticleText, Claim, Event
from articles.models.claims import Standing, TextState
from articles.models.events import Verb
from articles.models.extractions import State

MOVED = (
    "article_text",
    "start",
    "end",
    "quotation",
    "cue_start",
    "cue_end",
    "source_start",
    "source_end",
    "statement_start",
    "statement_end",
    "text_state",
    "proposed_start",
    "proposed_end",
    "version",
)

Key = tuple[int, int, int | None, str]
"""What no two standing claims of one text share: start, end, claimant and stance."""

Span = tuple[int | None, int | None]
Move = tuple[Claim, dict[str, Any], dict[str, Any]]
"""A claim with what was and what is."""


def key_of(claim: Claim) -> Key:
    """Return what tells a claim from the others of its text."""
    return claim.start, claim.end, claim.claimant_id, claim.stance


def carry_claims(article: Article, version: ArticleText) -> list[Claim]:
    """Give each claim of a locked article its place in a new version, and return those that are flagged now.

    Call it in the transaction that makes the version current. Side effect: an event for each claim.
    """
    claims = Claim.objects.filter(article=article).exclude(standing=Standing.REPLACED)
    rows = list(claims.select_related("article_text").in_reading_order())
    alignments: dict[int, Alignment] = {}
    taken: set[Key] = set()
    carried, flagged = list[Move](), list[Move]()
    for claim in rows:
        old = claim.article_text
        if old.pk not in alignments:
            alignments[old.pk] = Alignment(old.text, version.text)
        before = claim.whereabouts()
        stands = anchor(claim, alignments[old.pk], version, taken)
        claim.version += 1
        (carried if stands else flagged).append((claim, before, claim.whereabouts()))
    Claim.objects.bulk_update(rows, MOVED, batch_size=200)
    Event.objects.record_moves(Verb.CLAIM_CARRIED, article=article, moves=carried)
    Event.objects.record_moves(Verb.CLAIM_LEFT_BEHIND, article=article, moves=flagged)
    return [claim for claim, _before, _after in flagged if claim.standing == Standing.STANDS]


def anchor(claim: Claim, alignment: Alignment, version: ArticleText, taken: set[Key]) -> bool:
    """Put an unsaved claim to its place in a version, or flag it; say whether it stands there.

    ``taken`` are the places that standing claims have in the version already; its own is added.
    """
    place = alignment.place(claim.start, claim.end)
    spans = attribution_at(claim, alignment, place)
    key = (place.start or 0, place.end or 0, claim.claimant_id, claim.stance)
    if place.fate == Fate.STANDS and spans and key not in taken:
        statement = claim.statement_start, claim.statement_end
        move(claim, version, place, spans, place_of(statement, claim, alignment, place) or (None, None))
        if claim.standing == Standing.STANDS:
            taken.add(key)
        return True
    # Where another claim has its place, its own words are gone: two that said the same became one.
    proposed = None if key in taken else place
    flag(claim, proposed.start if proposed else None, proposed.end if proposed else None)
    return False


def attribution_at(claim: Claim, alignment: Alignment, place: Place) -> tuple[Span, Span] | None:
    """Return where cue and speaker of a claim stand in the new text; None where one of them does not any more."""
    cue = place_of((claim.cue_start, claim.cue_end), claim, alignment, place)
    source = place_of((claim.source_start, claim.source_end), claim, alignment, place)
    return (cue, source) if cue and source else None


def attribution_left(claim: Claim, alignment: Alignment, place: Place) -> tuple[Span, Span]:
    """Return where cue and speaker of a claim stand in the new text, each for itself; no place for one that is gone."""
    cue = place_of((claim.cue_start, claim.cue_end), claim, alignment, place)
    source = place_of((claim.source_start, claim.source_end), claim, alignment, place)
    return cue or (None, None), source or (None, None)


def place_of(span: Span, claim: Claim, alignment: Alignment, place: Place) -> Span | None:
    """Return where words that belong to a claim stand in the new text; None where they do not any more."""
    start, end = span
    if start is None or end is None:
        return None, None
    return moved_along(claim, (start, end), alignment, place) or alignment.exact(start, end)


def moved_along(claim: Claim, span: tuple[int, int], alignment: Alignment, place: Place) -> tuple[int, int] | None:
    """Return where words stand that kept their distance from the claim's own; None where others stand there."""
    if place.start is None:
        return None
    start, end = (at - claim.start + place.start for at in span)
    return (start, end) if start >= 0 and alignment.new[start:end] == alignment.old[slice(*span)] else None


def move(claim: Claim, version: ArticleText, place: Place, attribution: tuple[Span, Span], statement: Span) -> None:
    """Put an unsaved claim to a place of a version with its cue and speaker, and take its flag away."""
    claim.article_text = version
    claim.place(version.text, place.start or 0, place.end or 0)
    (claim.cue_start, claim.cue_end), (claim.source_start, claim.source_end) = attribution
    claim.statement_start, claim.statement_end = statement
    claim.text_state, claim.proposed_start, claim.proposed_end = "", None, None


def flag(claim: Claim, start: int | None, end: int | None) -> None:
    """Say of an unsaved claim that its words changed to those of a place, or are gone where there is none."""
    claim.text_state = TextState.GONE if start is None or end is None else TextState.CHANGED
    claim.proposed_start, claim.proposed_end = start, end


def sort_found(version: ArticleText, found: Sequence[Claim]) -> list[Claim | None]:
    """Return for each unsaved claim that the engine found in a version what stands for it, in the same order.

    That is itself where it is new; a claim that is there already, which it is or whose changed words it is; or None
    where nothing was touched: what people left standing there is what stands. Side effect: changed claims are proposed
    the place of the found one. Call it with the article locked.
    """
    base = last_read(version)
    if base is None:
        return list(found)
    alignment = Alignment(base.text, version.text)
    there = Claim.objects.filter(article=version.article_id).exclude(standing=Standing.REPLACED)
    known = {key_of(claim): claim for claim in there.filter(article_text=version)}
    touched = [claim for claim in found if key_of(claim) not in known and is_touched(claim, alignment)]
    renewed = renewals(list(there.flagged().select_related("article_text")), touched)
    new = {id(claim) for claim in touched}
    return [
        renewed.get(id(claim)) or known.get(key_of(claim)) or (claim if id(claim) in new else None) for claim in found
    ]


def last_read(version: ArticleText) -> ArticleText | None:
    """Return the newest older version whose claims were found, or None."""
    older = ArticleText.objects.filter(article=version.article_id, number__lt=version.number)
    return older.filter(extractions__state=State.DONE).order_by("-number").first()


def is_touched(claim: Claim, alignment: Alignment) -> bool:
    """Say whether a claim of the new text has words, or a cue or speaker, that are not in the old text like this."""
    spans = [(claim.start, claim.end), (claim.cue_start, claim.cue_end), (claim.source_start, claim.source_end)]
    return any(alignment.touches_a_gap(start, end) for start, end in spans if start is not None and end is not None)


def renewals(flagged: Sequence[Claim], found: Sequence[Claim]) -> dict[int, Claim]:
    """Return which found claims are the new words of flagged ones, by ``id()``, and propose them to these.

    Each flagged claim takes at most one, the one most like it; the most alike pairs first.
    """
    words = [[claim.quotation[:LONGEST_COMPARED] for claim in claims] for claims in (flagged, found)]
    likeness = process.cdist(*words, scorer=fuzz.ratio, score_cutoff=ALIKE)
    pairs = sorted(zip(*likeness.nonzero(), strict=True), key=lambda pair: (-likeness[pair], pair))
    taken, renewed = set[int](), dict[int, Claim]()
    for one, other in pairs:
        old, new = flagged[one], found[other]
        if old.pk not in taken and id(new) not in renewed:
            flag(old, new.start, new.end)
            taken.add(old.pk)
            renewed[id(new)] = old
    Claim.objects.bulk_update(renewed.values(), ["text_state", "proposed_start", "proposed_end"], batch_size=200)
    return renewed
