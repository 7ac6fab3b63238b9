"""The claim at hand: which comes next, what was decided on it, and why a person only reads."""

from collections.abc import Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from articles.comparing import Piece, compare_words
from articles.models import Article, Assignment, Claim, Evidence, User, Verdict
from articles.models.articles import Status
from articles.models.assignments import Part


def why_read_only(article: Article, assignments: Sequence[Assignment]) -> str:
    """Return why somebody who does not have an article cannot decide its claims, in a sentence."""
    checking = [assignment for assignment in assignments if assignment.part == Part.CHECK]
    names = ", ".join(dict.fromkeys(str(assignment.assignee) for assignment in checking))
    if article.status == Status.READY:
        return _("Nobody checks this article yet. An editor has to assign it first.")
    if article.status == Status.DONE:
        return _("The review is finished. Checked by %(names)s.") % {"names": names}
    return _("%(names)s checks this article. You can read along.") % {"names": names}


def left_behind(claim: Claim, article: Article) -> tuple[tuple[Piece, ...], tuple[Piece, ...]] | None:
    """Return the words of a flagged claim before and now, with what differs marked; None where there is no text."""
    if article.current_text is None:
        return None
    start, end = claim.proposed_start, claim.proposed_end
    return compare_words(claim.quotation, article.current_text.text[start:end] if start is not None else "")


def next_open(claims: list[Claim], after: Claim | None) -> Claim | None:
    """Return the next of some open claims behind ``after`` in reading order, going round; never ``after``."""
    is_open = [claim for claim in claims if after is None or claim.pk != after.pk]
    if after is None:
        return is_open[0] if is_open else None
    place = (after.start, after.end, after.pk)
    behind = [claim for claim in is_open if (claim.start, claim.end, claim.pk) > place]
    return next(iter(behind or is_open), None)


def verdicts_of(claim: Claim, user: User) -> list[Verdict]:
    """Return a claim's verdicts that a person may see, with their authors and evidence, the first first."""
    evidence = Prefetch("evidence", queryset=Evidence.objects.shown())
    visible = claim.verdicts.visible_to(user)
    return list(visible.select_related("author", "retraction").prefetch_related(evidence).order_by("number"))
