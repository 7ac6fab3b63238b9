"""What can keep an embedded server from starting."""


class EmbeddedError(Exception):
    """A server cannot be started; the message says why and what a person can do."""
