"""What a flow function raises beside a denied permission."""

from articles.models import Claim


class NotAcceptable(Exception):
    """What was given is understood and not acceptable; ``message`` is a sentence in the person's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Conflict(Exception):
    """What the change rests on has changed meanwhile; nothing was saved.

    ``message`` is a sentence in the person's language; ``claim`` is the claim as it stands now, where there is one.
    """

    def __init__(self, message: str, claim: Claim | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.claim = claim
