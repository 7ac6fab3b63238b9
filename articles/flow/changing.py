"""What every change begins with: the article locked, the person allowed, the claim's version taken."""

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from articles import access
from articles.access import Action
from articles.flow.errors import Conflict, NotAcceptable
from articles.models import Article, Assignment, Claim, User
from articles.models.claims import Standing


def lock_articles(articles: Iterable[Article]) -> list[Article]:
    """Return the rows as they are now, locked in one order, so that two editors never wait for each other in a ring."""
    return list(Article.objects.select_for_update().filter(pk__in=[a.pk for a in articles]).order_by("pk"))


def require_hands_on(actor: User, action: Action, article: Article, claim: Claim) -> None:
    """Raise unless the person may do it to the claim's article; ask with the article locked.

    A journalist who had the article until a moment ago gets a :class:`Conflict`, so that the page can keep what they
    wrote; everybody else a denied permission.
    """
    if access.allows(actor, action, article):
        return
    if actor.is_journalist:
        had = Assignment.objects.filter(article=article, assignee=actor).order_by("-pk").first()
        if had and had.ended_at:
            raise Conflict(_("This article was given to somebody else meanwhile. Your words are still here."), claim)
    access.require(actor, action, article)


def refuse_flagged(claim: Claim) -> None:
    """Raise :class:`NotAcceptable` for a claim that a later text left behind, until somebody settles it."""
    if claim.text_state:
        raise NotAcceptable(_("The text changed under this claim. First say what becomes of it."))


def take_version(claim: Claim, version: int) -> Claim:
    """Count the claim's version up if it still is ``version``, and return the row as it was before, locked.

    Raises :class:`Conflict` with the claim as it stands now when it is not, or when it does not stand any more.
    """
    standing = Claim.objects.filter(pk=claim.pk, version=version, standing=Standing.STANDS)
    taken = standing.update(version=F("version") + 1)
    current = Claim.objects.with_all().select_related("article_text").get(pk=claim.pk)
    if taken:
        return current
    if current.standing != Standing.STANDS:
        raise Conflict(_("This is no longer a claim: somebody dismissed or replaced it meanwhile."), current)
    raise Conflict(
        _("Somebody changed this claim while you were working on it. Nothing of yours was saved yet."), current
    )
