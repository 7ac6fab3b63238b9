"""An article reviewed from its import to its last verdict, by the functions that the pages call."""

import json
import uuid
from typing import Any

from articles.flow import assigning, correcting, extracting, importing, reviewing
from articles.models import Article, Claim, Extraction, User
from articles.models.claims import Standing
from articles.models.verdicts import Answer
from tests.extraction.gold import ROOT


def seed(number: int) -> dict[str, Any]:
    """Return an article of the demo."""
    lines = (ROOT / "seeds" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    article: dict[str, Any] = json.loads(lines[number])
    return article


def extracted(admin: User, *, text: str, **values: Any) -> Article:
    """Import a text, let the worker's function read it, and return the article."""
    importing.import_text(actor=admin, text=text, **values)
    job = Extraction.objects.latest("pk")
    assert extracting.run_extraction(job.pk, worker="w")
    return Article.objects.get(pk=job.article_text.article_id)


def assigned(article: Article, editor: User, journalist: User) -> Article:
    """Give an article to a journalist, and return it as it is then."""
    assigning.assign_articles(actor=editor, articles=[article], assignee=journalist)
    article.refresh_from_db()
    return article


def claim_of(article: Article, words: str) -> Claim:
    """Return the one standing claim of an article with these words in its quotation."""
    return Claim.objects.with_all().get(article=article, standing=Standing.STANDS, quotation__contains=words)


def edit(actor: User, claim: Claim, **changes: str) -> Claim:
    """Correct a claim."""
    values = {
        "quotation": claim.quotation,
        "claimant": claim.claimant.name if claim.claimant else "",
        "claim_text": claim.claim_text,
        "stance": claim.stance,
    }
    return correcting.edit_claim(actor=actor, claim=claim, version=claim.version, **(values | changes))


def decide_all(actor: User, article: Article) -> None:
    """Decide every open claim of an article; with the last its review is finished."""
    for claim in Claim.objects.undecided().filter(article=article):
        reviewing.decide_claim(
            actor=actor,
            claim=claim,
            version=claim.version,
            answer=Answer.NOT_ENOUGH_EVIDENCE,
            reason="",
            key=uuid.uuid4(),
        )
