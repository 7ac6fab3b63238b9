"""A real mail server on this machine for the tests: it keeps what it takes, and refuses or hangs when told to."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What came; ``answer`` is what the server says to a mail, after keeping it where the answer is a yes.

    ``silent_seconds`` is how long it keeps the mail and says nothing; ``has_come`` is set with the first.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"
        self.answer_to_address = "250 fine"
        self.silent_seconds = 0.0
        self.has_come = Event()
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take or refuse an address."""
        if self.answer_to_address.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_address

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take or refuse a mail."""
        if self.answer.startswith("2"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append(mail)  # type: ignore[arg-type]
        self.has_come.set()
        await asyncio.sleep(self.silent_seconds)
        return self.answer


@contextmanager
def mail_server() -> Generator[Mailbox]:
    """Run a mail server on a free port of this machine, and yield what it takes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    mailbox = Mailbox()
    mailbox.port = port
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def mute_server() -> Generator[int]:
    """Listen on a free port and never say a word; yield the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])
