"""Replication packs as downloads."""

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from articles.flow.changing import lock_articles
from articles.models import Article, Claim
from articles.packs.writing import write_pack
from articles.views.downloads import download
from articles.views.request import Request


@require_GET
def article_pack(request: Request, pk: int) -> HttpResponseBase:
    """Return the replication pack of an article, with what this person may see."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    return send_pack(request, article, None, f"periksa-article-{article.pk}.zip")


@require_GET
def claim_pack(request: Request, public_id: str) -> HttpResponseBase:
    """Return the replication pack of a claim, with what this person may see."""
    visible = Claim.objects.visible_to(request.user).select_related("article")
    claim = get_object_or_404(visible, public_id=public_id)
    return send_pack(request, claim.article, claim, f"periksa-claim-{claim.public_id}.zip")


def send_pack(request: Request, article: Article, claim: Claim | None, name: str) -> HttpResponseBase:
    """Return a pack, its rows read at one moment: with the article locked nobody changes one of them meanwhile."""
    with transaction.atomic():
        lock_articles([article])
        content = write_pack(request.user, article, claim)
    return download(content, name=name, content_type="application/zip")
