"""What is said about a claim, as one person sees it: read in one query wherever it stands."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from articles.access import Action, allows
from articles.forms.comments import CommentEditForm, CommentForm
from articles.models import Claim, Comment, CommentThread, SecondReview, User


@dataclass
class Conversation:
    """The comments on a claim with its article read; ``count`` of them are visible, None where nobody has counted.

    ``form`` is for the next one, or for other words of the comment ``edited``.
    """

    claim: Claim
    user: User
    count: int | None = None
    form: CommentForm | CommentEditForm = field(default_factory=CommentForm.blank)
    edited: Comment | None = None
    is_shown: bool = False
    said: list[str] = field(default_factory=list)

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments that this person may see, the first first, with their authors."""
        if self.count == 0:
            return []
        visible = self.claim.comments.visible_to(self.user).select_related("author").order_by("pk")
        return list(visible.with_people(self.claim.article) if self.may_write else visible)

    @property
    def total(self) -> int:
        """How many there are to see."""
        return len(self.comments)

    @cached_property
    def may_write(self) -> bool:
        """Whether this person can say something, and not only read."""
        return allows(self.user, Action.COMMENT, self.claim.article)

    @cached_property
    def people(self) -> list[dict[str, str]]:
        """Who can be mentioned, without this person; they come with the comments, where there are any."""
        if self.comments:
            found = getattr(self.comments[0], "people", [])
        else:
            found = list(self.claim.article.audience().order_by("username").values("username", "name")[:40])
        return [one for one in found if one["username"] != self.user.username]

    @property
    def is_blind(self) -> bool:
        """Whether two people check the claim who do not see yet what others say about it."""
        review: SecondReview | None = getattr(self.claim, "second_review", None)
        return review is not None and review.hides_from(self.user)

    @property
    def is_hidden_from_others(self) -> bool:
        """Whether there are people who do not see yet what is written here."""
        review: SecondReview | None = getattr(self.claim, "second_review", None)
        return review is not None and review.is_blind

    @property
    def resolved(self) -> CommentThread | None:
        """Who resolved the comments and when, where they are and this person sees them."""
        thread: CommentThread | None = getattr(self.claim, "thread", None)
        return thread if thread and thread.resolved_at and not self.is_blind else None

    @property
    def asked_at(self) -> datetime | None:
        """Since when the claim waits for an editor, None where it does not."""
        thread: CommentThread | None = getattr(self.claim, "thread", None)
        return thread.asked_at if thread and not self.is_blind else None

    @property
    def is_open(self) -> bool:
        """Whether they are unfolded when the page comes."""
        return self.is_shown or (self.total > 0 and not self.resolved)

    @property
    def editable(self) -> set[int]:
        """The ids of the comments that this person may still reword."""
        own = (comment for comment in self.comments if comment.author_id == self.user.pk)
        return {comment.pk for comment in own if comment.is_fresh} if self.may_write else set()
