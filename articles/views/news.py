"""What an open page asks every few seconds: who else is here, and what has changed."""

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.flow.joining import Gathering, look_in
from articles.models import Article, Claim, Presence, SecondReview, User
from articles.views.desk import Desk, open_desk
from articles.views.request import Request


class NewsForm(forms.Form):
    """What the page shows: the claim at hand and its version, the newest event, and who was there."""

    claim = forms.CharField(required=False, max_length=12)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    events = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    people = forms.CharField(required=False, max_length=12)


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody else who has the article open; ``number`` is their claim's, 0 for none."""

    presence: Presence
    number: int


@require_POST
def article_news(request: Request, pk: int) -> HttpResponse:
    """Note that the person is here, and answer with what changed since their page was drawn; 204 where nothing did.

    The answer never holds what a person types into. It is a POST because it writes who is here.
    """
    form = NewsForm(request.POST)
    page = form.cleaned_data if form.is_valid() else {}
    gathering = look_in(actor=request.user, article_id=pk, claim=page.get("claim") or "")
    if gathering is None:
        raise Http404(_("There is no such article."))
    is_new = gathering.newest_event != page.get("events")
    if not is_new and gathering.people_mark == page.get("people"):
        return HttpResponse(status=204)
    desk = desk_for_news(pk, request.user, page.get("claim") or "", is_new=is_new)
    values = {
        "desk": desk,
        "article": desk.article,
        "gathering": gathering,
        "companions": companions_of(desk, gathering),
        "is_new": is_new,
        "has_moved": has_moved(gathering, page.get("version"), request.user),
    }
    return render(request, "articles/news.html", values)


def desk_for_news(article_id: int, user: User, claim: str, *, is_new: bool) -> Desk:
    """Read what the answer shows; where only people moved, that is the claims' places and nothing else."""
    if is_new:
        desk = open_desk(Article.objects.select_related("current_text").get(pk=article_id), user, claim=claim)
        desk.chosen = desk.chosen if claim else None
        return desk
    article = Article.objects.get(pk=article_id)
    places = Claim.objects.standing().filter(article=article).only("public_id", "start", "end").in_reading_order()
    desk = Desk(article, user, list(places), [])
    desk.chosen = next((one for one in desk.claims if one.public_id == claim), None)
    return desk


def has_moved(gathering: Gathering, version: int | None, user: User) -> bool:
    """Say whether the claim at hand is another than the page shows; never that the other of two has answered."""
    if gathering.claim_id is None or gathering.claim_version == version:
        return False
    return not SecondReview.objects.hiding_from(user).filter(claim=gathering.claim_id).exists()


def companions_of(desk: Desk, gathering: Gathering) -> list[Companion]:
    """Return the others with the numbers of their claims."""
    numbers = {claim.pk: number for number, claim in enumerate(desk.claims, start=1)}
    return [Companion(one, numbers.get(one.claim_id or 0, 0)) for one in gathering.others]
