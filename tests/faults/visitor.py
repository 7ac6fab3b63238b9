"""A browser's session over plain HTTP, for tests that count what was answered while things are killed."""

import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from http.cookiejar import CookieJar


@dataclass(frozen=True)
class Answer:
    """What the desk answered; status 0 when nothing came back."""

    status: int
    text: str
    url: str = ""

    @property
    def number(self) -> str:
        """The number in the address that the desk led to."""
        return self.url.rstrip("/").rsplit("/", 1)[-1]


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.get("/sign-in/")
        answer = self.post("/sign-in/", username=name, password=f"periksa-demo-{name}")
        assert answer.status == 200, answer
        assert "sign-in" not in answer.url, answer.text[:2000]

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._open(urllib.request.Request(self.address + path))

    def post(self, path: str, **values: object) -> Answer:
        """Send a form, with the token of this session, and follow where the desk sends."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **values}).encode()
        return self._open(urllib.request.Request(self.address + path, data=body))

    def upload(self, path: str, field: str, name: str, data: bytes) -> Answer:
        """Send a form with one file, and follow where the desk sends."""
        edge = uuid.uuid4().hex
        parts = [
            b'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + self.token.encode(),
            f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode() + data,
        ]
        body = b"".join(f"--{edge}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._open(urllib.request.Request(self.address + path, data=body, headers=headers))

    @property
    def token(self) -> str:
        """The token of this session, which every form has to send."""
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=20) as response:
                return Answer(response.status, response.read().decode(), response.url)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())
        except OSError:
            return Answer(0, "")

    def decide(self, claim: str, article: int, *, key: str, answer: str, reason: str) -> Answer:
        """Decide a claim as its page has it now."""
        page = self.get(f"/articles/{article}/?claim={claim}")
        version = re.search(r'name="version" value="(\d+)"', page.text)
        if page.status != 200 or not version:
            return Answer(page.status and 503, page.text)
        forms = {"evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0}
        values = {"version": version[1], "key": key, "said": "unclear", "answer": answer, "reason": reason}
        return self.post(f"/claims/{claim}/verdict/", **values, **forms)
