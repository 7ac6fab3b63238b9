"""What a person may do to an article, as its pages ask: each question once a page."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from articles.access import Action, allows
from articles.models import Article, User
from articles.models.articles import Status


@dataclass
class Powers:
    """What one person may do to one article, whichever of its claims is at hand."""

    article: Article
    user: User

    @cached_property
    def may_decide(self) -> bool:
        """Whether the verdict form is shown."""
        return allows(self.user, Action.DECIDE, self.article)

    @property
    def may_assign(self) -> bool:
        """Whether this person can give the article to somebody, and nobody has it."""
        return self.article.status == Status.READY and allows(self.user, Action.ASSIGN, self.article)

    @cached_property
    def may_correct(self) -> bool:
        """Whether claims can be corrected."""
        return allows(self.user, Action.CORRECT, self.article)

    @cached_property
    def may_correct_text(self) -> bool:
        """Whether the article can be given a new text."""
        return allows(self.user, Action.CORRECT_TEXT, self.article)

    @cached_property
    def may_confirm_match(self) -> bool:
        """Whether this person says which articles are copies."""
        return allows(self.user, Action.CONFIRM_MATCH, self.article)

    @cached_property
    def may_confirm_links(self) -> bool:
        """Whether suggested links can be confirmed or rejected."""
        return allows(self.user, Action.CONFIRM_LINK, self.article)

    @cached_property
    def may_inspect(self) -> bool:
        """Whether this person can see how the claims were found."""
        return allows(self.user, Action.INSPECT)

    @cached_property
    def may_retry(self) -> bool:
        """Whether a failed extraction can be asked for again."""
        return allows(self.user, Action.RETRY, self.article)
