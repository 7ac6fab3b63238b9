"""What a person is told when something cannot be started."""


class StartError(Exception):
    """A server or a part of the desk cannot be started; the message says why and what a person can do."""
