"""Near duplicates and the claims they share: found by looking numbers up, suggested, and never merged.

A text's bands are committed before its neighbours are looked for: of two copies that two workers read at the same
moment, the one that commits later sees the other.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from rapidfuzz import fuzz, process

from articles.folding import fold
from articles.models import Article, ArticleMatch, ArticleText, Band, Claim, ClaimAppearance, Event, Fingerprint
from articles.models.events import Verb
from articles.shingles import bands_of, overlap, shingles_of

THRESHOLD = 0.5
"""From which overlap on two articles are copies. Source: docs/decisions/0009-near-duplicates.md: unrelated articles
share 0.01 and less, all wire copies that were made share more."""

PER_BAND = 20
"""How many texts of one band are looked at, the newest: the thousandth copy of a text costs no more than the tenth."""

COMPARED = 20
"""How many texts are compared word by word, those that share the most bands."""

NEARLY_THE_SAME = 92.0
"""From which likeness on, 0..100, two claims of copies are the same one where claimant, stance and numbers are, too."""

CANDIDATES = """
    SELECT found.article_text_id
    FROM unnest(%s::bigint[]) AS wanted(band)
    CROSS JOIN LATERAL (
        SELECT article_text_id FROM articles_band
        WHERE articles_band.band = wanted.band
        ORDER BY article_text_id DESC LIMIT %s
    ) AS found
    GROUP BY found.article_text_id
    ORDER BY count(*) DESC, found.article_text_id DESC
    LIMIT %s
"""


def folded_digest(text: str) -> bytes:
    """Return the SHA-256, 32 bytes, of a text without its white space and shapes of marks."""
    return hashlib.sha256(fold(text).encode()).digest()


def note_fingerprint(version: ArticleText) -> None:
    """Store what the text is known again by; call it in the transaction that stores the text."""
    Fingerprint.objects.create(article_text=version, folded_sha256=folded_digest(version.text))


def same_texts(digests: Iterable[bytes]) -> dict[bytes, int]:
    """Return, by folded digest, the id of the first article that has, or had, such a text; in one query."""
    known = Fingerprint.objects.filter(folded_sha256__in=list(digests)).order_by("-article_text__article")
    return {bytes(digest): pk for digest, pk in known.values_list("folded_sha256", "article_text__article")}


def same_text(text: str) -> Article | None:
    """Return the article that has, or had, this text, white space and shapes of marks aside."""
    pk = next(iter(same_texts([folded_digest(text)]).values()), None)
    return None if pk is None else Article.objects.get(pk=pk)


def match_text(version: ArticleText) -> list[ArticleMatch]:
    """Find the articles that a text is a near duplicate of, and return the matches that are new.

    Doing it again, late, or beside another worker changes nothing. Side effects: the text's bands, the matches and
    their events are stored; durable, so that it must not be called in a transaction.
    """
    shingles = shingles_of(version.text)
    bands = bands_of(shingles)
    with transaction.atomic(durable=True):
        rows = [Band(band=band, article_text=version) for band in bands]
        Band.objects.bulk_create(rows, ignore_conflicts=True)
    shares = dict[int, float]()
    for other in neighbours_of(version, bands):
        share = overlap(shingles, shingles_of(other.text))
        if share >= THRESHOLD:
            shares[other.article_id] = max(share, shares.get(other.article_id, 0.0))
    with transaction.atomic(durable=True):
        # In one order, as whoever stores the claims of a copy locks them.
        ids = [version.article_id, *shares]
        list(Article.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        return [match for other_id, share in sorted(shares.items()) if (match := store_match(version, other_id, share))]


def neighbours_of(version: ArticleText, bands: Sequence[int]) -> list[ArticleText]:
    """Return the texts of other articles that share the most bands with these, by index lookups alone."""
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [list(bands), PER_BAND, COMPARED])
        found = [pk for (pk,) in cursor.fetchall()]
    return list(ArticleText.objects.filter(pk__in=found).exclude(article=version.article_id).order_by("pk"))


def store_match(version: ArticleText, other_id: int, similarity: float) -> ArticleMatch | None:
    """Store one match and its event, unless it is there; what a person said of it stands."""
    earlier, later = sorted((version.article_id, other_id))
    match, is_new = ArticleMatch.objects.get_or_create(
        earlier_id=earlier, later_id=later, defaults={"similarity": similarity}
    )
    if not is_new:
        return None
    after = {"article": other_id, "similarity": round(similarity, 3)}
    Event.objects.record(Verb.ARTICLE_MATCHED, actor=None, article=version.article, after=after)
    return match


def lock_with_copies(article_id: int) -> tuple[Article, list[ArticleMatch]]:
    """Return an article and its standing matches, with all of their articles locked in one order.

    Of two copies whose claims are stored at the same moment, the second sees the claims of the first: whichever of the
    two found the match has it before it stores anything, and locks both.
    """
    standing = ArticleMatch.objects.of(Article(pk=article_id)).standing()
    ids = {article_id} | {pk for pair in standing.values_list("earlier", "later") for pk in pair}
    rows = list(Article.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    # Asked again: while this one waited for its lock, a copy may have found it and stored its claims.
    return next(row for row in rows if row.pk == article_id), list(standing.order_by("pk"))


def link_appearances(claims: Sequence[Claim], matches: Iterable[ArticleMatch]) -> None:
    """Link new claims of a locked article to the same claims of its copies, in the transaction of the claims."""
    if not claims:
        return
    article_id = claims[0].article_id
    match_of = {match.later_id if match.earlier_id == article_id else match.earlier_id: match for match in matches}
    theirs = list(Claim.objects.standing().filter(article__in=match_of).order_by("pk"))
    rows = []
    for claim, other, similarity in shared(claims, theirs):
        for one, two in ((claim, other), (other, claim)):
            rows.append(ClaimAppearance(claim=one, other=two, match=match_of[other.article_id], similarity=similarity))
    ClaimAppearance.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def shared(claims: Sequence[Claim], theirs: Sequence[Claim]) -> Iterable[tuple[Claim, Claim, float]]:
    """Yield which claims are the same as which others, and how like, 0..1: of each other article at most one."""
    by_words = defaultdict[tuple[str, str], list[Claim]](list)
    for other in theirs:
        by_words[words_of(other), other.stance].append(other)
    rest = []
    for claim in claims:
        same = by_words.get((words_of(claim), claim.stance), [])
        first = {other.article_id: other for other in reversed(same)}
        yield from ((claim, other, 1.0) for other in first.values())
        rest += [(claim, set(first))]
    yield from nearly_shared(rest, theirs)


def nearly_shared(
    claims: Sequence[tuple[Claim, set[int]]], theirs: Sequence[Claim]
) -> Iterable[tuple[Claim, Claim, float]]:
    """Yield the claims that differ in a word or two, where claimant, stance and numbers are the same."""
    groups = defaultdict[tuple[int | None, str, tuple[str, ...]], list[Claim]](list)
    for other in theirs:
        if other.claimant_id:
            groups[other.claimant_id, other.stance, numbers_in(other)].append(other)
    for claim, found in claims:
        others = groups.get((claim.claimant_id, claim.stance, numbers_in(claim)), [])
        likely = process.extract(
            words_of(claim), [words_of(other) for other in others], scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME
        )
        for _words, likeness, index in likely:
            other = others[index]
            if other.article_id not in found:
                found.add(other.article_id)
                yield claim, other, likeness / 100


def words_of(claim: Claim) -> str:
    """Return a claim's quotation as it is compared."""
    return fold(claim.quotation).casefold()


def numbers_in(claim: Claim) -> tuple[str, ...]:
    """Return the numbers in a claim's words: claims that differ in one are two."""
    return tuple(re.findall(r"\d+", claim.quotation))
