"""Makes a large archive: articles with claims, claimants and verdicts in a made-up language; a seed always the same.

``bin/manage shell -c "from bench.seeding import seed; seed(100_000)"`` writes 100,000 articles with 1,000,000 claims
into the desk's database, by COPY, some minutes' worth. Never into a newsroom's own.

Of the words, ``umum`` is in half of the articles, ``jarang`` in one of a hundred, ``langka`` with an article's number
(``langka7``) in one.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from django.db import connection, transaction

from articles.models import Article, ArticleText, Claim, Claimant, ClaimantName, Event, Extraction, User, Verdict
from articles.models.claimants import claimant_key
from articles.models.claims import PUBLIC_ID_ALPHABET
from articles.models.copying import copy_rows, next_ids
from articles.models.events import Verb
from articles.models.jobs import State
from articles.models.newsroom import Answer

CLAIMS_OF_AN_ARTICLE = 10
CLAIMANTS = 2_000
AT_ONCE = 1_000
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
SYLLABLES = [a + b for a in "bdgjklmnprstw" for b in "aiueo"]
PUBLISHERS = [f"Warta {name}" for name in ("Pagi", "Siang", "Sore", "Kota", "Desa", "Utara", "Selatan", "Nusa")]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An article before it is stored: its text is its sentences, each a claim."""

    title: str
    sentences: list[str]

    @property
    def text(self) -> str:
        """The whole text."""
        return " ".join(self.sentences)


def made_up(seed: int) -> Iterator[MadeUp]:
    """Yield articles without end."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _word in range(6_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    for number in count():
        sentences = [" ".join(chance.choices(words, weights, k=14)) + "." for _claim in range(CLAIMS_OF_AN_ARTICLE)]
        sentences[0] = (
            f"{'umum ' if number % 2 else ''}{'' if number % 100 else 'jarang '}langka{number} {sentences[0]}"
        )
        yield MadeUp(" ".join(chance.choices(words[50:], k=5)), sentences)


def seed(articles: int, *, seed: int = 1) -> None:
    """Store as many articles with all that belongs to them; half of the claims decided, half of the articles done."""
    chance, people = random.Random(seed), makers()
    claimants = make_claimants(chance)
    archive = islice(made_up(seed), articles)
    for start in range(0, articles, AT_ONCE):
        with transaction.atomic():
            store(list(islice(archive, AT_ONCE)), start, chance, people, claimants)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def makers() -> tuple[User, User]:
    """Return an admin who imports and a journalist who decides, made when there are none."""
    admin, _made = User.objects.get_or_create(username="bench-admin", defaults={"roles": ["admin", "editor"]})
    journalist, _made = User.objects.get_or_create(username="bench-journalist", defaults={"roles": ["journalist"]})
    return admin, journalist


def make_claimants(chance: random.Random) -> list[int]:
    """Store the claimants and return their ids, the ones that speak most often first."""
    names = [
        f"{'Bu' if number % 2 else 'Pak'} {''.join(chance.choices(SYLLABLES, k=3)).title()} {number}"
        for number in range(CLAIMANTS)
    ]
    known = dict(ClaimantName.objects.filter(name__in=names).values_list("name", "claimant"))
    missing = [name for name in names if name not in known]
    pks = next_ids(Claimant, len(missing))
    copy_rows(Claimant(kind="person"), ("id", "name"), zip(pks, missing, strict=True))
    named = zip(pks, missing, map(claimant_key, missing), strict=True)
    copy_rows(ClaimantName(), ("claimant_id", "name", "key"), named)
    known |= dict(zip(missing, pks, strict=True))
    return [known[name] for name in names]


def store(
    found: list[MadeUp], start: int, chance: random.Random, people: tuple[User, User], claimants: list[int]
) -> None:
    """Write some articles with their texts, runs, claims, verdicts and events."""
    admin, journalist = people
    pks, text_pks, run_pks = (next_ids(model, len(found)) for model in (Article, ArticleText, Extraction))
    days = [BEGAN + timedelta(minutes=30 * (start + place)) for place in range(len(found))]
    rows = (
        (pk, text, one.title, chance.choice(PUBLISHERS), day, "done" if number % 2 else "ready")
        for number, (pk, text, one, day) in enumerate(zip(pks, text_pks, found, days, strict=True))
    )
    columns = ("id", "current_text_id", "title", "publisher", "published_at", "status")
    copy_rows(Article(imported_by=admin, language="id"), columns, rows)
    texts = (
        (text, pk, one.text, ArticleText.digest(one.text)) for text, pk, one in zip(text_pks, pks, found, strict=True)
    )
    copy_rows(ArticleText(number=1, created_by=admin), ("id", "article_id", "text", "sha256"), texts)
    runs = zip(run_pks, text_pks, strict=True)
    values = {"state": State.DONE, "engine": "bench", "engine_version": "1", "claim_count": CLAIMS_OF_AN_ARTICLE}
    copy_rows(Extraction(**values), ("id", "article_text_id"), runs)
    came = ((pk, {"text": 1, "title": one.title}) for pk, one in zip(pks, found, strict=True))
    copy_rows(Event(verb=Verb.ARTICLE_IMPORTED, actor=admin), ("article_id", "after"), came)
    store_claims(found, list(zip(pks, text_pks, run_pks, strict=True)), chance, journalist, claimants)


def store_claims(
    found: list[MadeUp], ids: list[tuple[int, int, int]], chance: random.Random, author: User, claimants: list[int]
) -> None:
    """Write every sentence as a claim, and for half of them a verdict."""
    claim_pks = iter(next_ids(Claim, len(found) * CLAIMS_OF_AN_ARTICLE))
    verdict_pks = iter(next_ids(Verdict, len(found) * CLAIMS_OF_AN_ARTICLE))
    claims, verdicts, decided = [], [], []
    for one, (article, text, run) in zip(found, ids, strict=True):
        start = 0
        for place, sentence in enumerate(one.sentences):
            pk, end = next(claim_pks), start + len(sentence)
            verdict = next(verdict_pks) if place % 2 else None
            who = claimants[min(int(chance.expovariate(0.01)), len(claimants) - 1)]
            name = "".join(chance.choices(PUBLIC_ID_ALPHABET, k=12))
            worth = round(chance.random(), 2)
            claims.append((pk, name, article, text, run, start, end, sentence, who, worth))
            if verdict:
                answer, reason = chance.choice(Answer.values), " ".join(sentence.split()[-4:])
                key = uuid.UUID(int=chance.getrandbits(128), version=4)
                verdicts.append((verdict, pk, answer, reason, text, start, end, sentence, key))
                decided.append((article, pk, {"answer": answer}))
            start = end + 1
    columns = ("id", "public_id", "article_id", "article_text_id", "extraction_id", "start", "end", "quotation")
    columns += ("claimant_id", "check_worthiness")
    copy_rows(Claim(mode="indirect", origin="engine", cue="kata"), columns, claims)
    columns = ("id", "claim_id", "answer", "reason", "article_text_id", "start", "end", "quotation", "key")
    copy_rows(Verdict(number=1, author=author, said="said"), columns, verdicts)
    copy_rows(Event(verb=Verb.CLAIM_DECIDED, actor=author), ("article_id", "claim_id", "after"), decided)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_claim SET current_verdict_id = verdict.id FROM articles_verdict verdict "
            "WHERE verdict.claim_id = articles_claim.id AND verdict.id = ANY(%s)",
            [[row[0] for row in verdicts]],
        )
