"""A real web server on 127.0.0.1 for tests of fetching, which can be as slow, endless or broken as a test needs.

It writes what a test gives it, byte by byte, so that nothing of a library corrects it.
"""

from __future__ import annotations

import contextlib
import gzip
import socketserver
import threading
from collections.abc import Callable, Generator, Iterable, Mapping

Answer = bytes | Callable[[], Iterable[bytes]]
"""What is written for a path: all at once, or piece by piece for as long as the other side listens."""

PARAGRAPHS = [
    "Dinas Perhubungan Kota Sukamaju menambah dua belas bus sekolah mulai Senin pekan depan.",
    "“Semua bus sudah diperiksa dan siap jalan sejak pekan lalu,” kata Kepala Dinas Perhubungan Bayu Prakoso.",
    "Bus itu melayani tiga jalur dari kelurahan di tepi sungai yang selama ini hanya dilewati angkutan kecil.",
    "Warga menyambutnya, tetapi ketua forum orang tua Wulan Sari mengatakan jadwal pagi masih terlalu jarang.",
    "Pemerintah kota berjanji meninjau jadwal itu setelah satu bulan dan menambah bus bila penumpangnya penuh.",
]


def answer(
    body: bytes | str = b"",
    *,
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a whole answer of HTTP, with its length."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"} | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + data


def redirect(to: str, status: str = "302 Found") -> bytes:
    """Return an answer that leads elsewhere."""
    return answer(b"", status=status, headers={"Location": to})


def zipped(body: bytes, encoding: str = "gzip") -> bytes:
    """Return an answer whose body is packed."""
    return answer(gzip.compress(body, 9), headers={"Content-Encoding": encoding})


def page(
    *paragraphs: str,
    title: str = "Sukamaju menambah bus sekolah",
    head: str = "",
    publisher: str = "Warta Sukamaju",
    byline: str = "Ratna Dewi",
) -> str:
    """Return the HTML of an article page with its menus and its footer."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    return f"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title} | {publisher}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{publisher}">
<meta name="author" content="{byline}"><meta property="article:published_time" content="2026-05-09T08:00:00+07:00">
{head}</head><body><nav><a href="/">Beranda</a> <a href="/ekonomi">Ekonomi</a></nav>
<article><h1>{title}</h1>{text}</article><footer>Hak cipta</footer></body></html>"""


class Website:
    """A site: its ``pages`` by path, what was ``asked`` of it, and where it listens."""

    def __init__(self, server: socketserver.ThreadingTCPServer) -> None:
        self.server = server
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.port = int(server.server_address[1])
        self.ended = threading.Event()

    @property
    def place(self) -> str:
        """Host and port, as an operator allows them."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.place}{path}"

    def pieces_of(self, path: str) -> Iterable[bytes]:
        """Return what is written for a path."""
        found = self.pages.get(path, answer("not here", status="404 Not Found"))
        return [found] if isinstance(found, bytes) else found()

    def slowly(self, pieces: Iterable[bytes], seconds: float) -> Iterable[bytes]:
        """Yield pieces with a pause after each, until the site is closed."""
        for piece in pieces:
            yield piece
            if self.ended.wait(seconds):
                return


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        site: Website = self.server.site  # type: ignore[attr-defined]
        asked = b""
        while b"\r\n\r\n" not in asked and not asked.startswith(b"\x16") and (more := self.request.recv(65_536)):
            asked += more
        if not asked:
            return
        if asked.startswith(b"\x16"):  # the hello of TLS, which this site does not speak
            self.request.sendall(answer(status="400 Bad Request"))
            return
        site.asked.append(asked.decode("iso-8859-1"))
        with contextlib.suppress(OSError):  # the other side has heard enough
            for piece in site.pieces_of(asked.decode("iso-8859-1").split(" ")[1]):
                self.request.sendall(piece)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 50


@contextlib.contextmanager
def website() -> Generator[Website]:
    """Serve a site until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        site = Website(server)
        server.site = site  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield site
        finally:
            site.ended.set()
            server.shutdown()
