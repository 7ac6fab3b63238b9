"""A kept copy as a WARC file, which archives and their tools read. Source: ISO 28500:2017, WARC 1.1."""

import io
from http import HTTPStatus
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.models.captures import KeptAnswer

UNPACKED = {"content-encoding", "transfer-encoding", "content-length"}
"""Headers that spoke of the body before it was unpacked; kept under another name, as the web's archives do."""


def warc_of(capture: KeptAnswer) -> bytes:
    """Return a gzipped WARC 1.1 of a kept copy: what it is, and what was asked and answered, with each redirect."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    date = capture.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    about = {"software": "Periksa", "format": "WARC File Format 1.1", "description": f"asked for: {capture.url}"}
    writer.write_record(writer.create_warcinfo_record("capture.warc.gz", about))
    for hop in capture.hops:
        # The body of a redirect is not read, which the format has a name for.
        headers = {"WARC-Date": date, "WARC-Truncated": "unspecified"}
        answer = StatusAndHeaders(_status(hop["status"]), _unpacked(hop["response_headers"], 0), protocol="HTTP/1.1")
        _write_pair(writer, hop["url"], hop["request_headers"], headers, answer, b"")
    headers = {"WARC-Date": date, "WARC-Payload-Digest": f"sha256:{capture.sha256_hex}"}
    fields = _unpacked(capture.response_headers, capture.body_bytes)
    answer = StatusAndHeaders(_status(capture.status), fields, protocol="HTTP/1.1")
    _write_pair(writer, capture.final_url, capture.request_headers, headers, answer, capture.body)
    return file.getvalue()


def _write_pair(
    writer: Any, url: str, asked: list[list[str]], headers: dict[str, str], answer: StatusAndHeaders, body: bytes
) -> None:
    """Write what was asked for an address, and then what was answered."""
    response = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict=headers,
        http_headers=answer,
    )
    path = "/" + url.split("/", 3)[-1] if url.count("/") > 2 else "/"
    concurrent = {
        "WARC-Date": headers["WARC-Date"],
        "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
    }
    request = writer.create_warc_record(
        url,
        "request",
        warc_headers_dict=concurrent,
        http_headers=StatusAndHeaders(f"GET {path} HTTP/1.1", _pairs(asked), is_http_request=True),
    )
    writer.write_record(request)
    writer.write_record(response)


def _status(status: int) -> str:
    known = status in set(HTTPStatus)
    return f"{status} {HTTPStatus(status).phrase if known else ''}".strip()


def _unpacked(headers: list[list[str]], length: int) -> list[tuple[str, str]]:
    pairs = [(f"X-Archive-Orig-{name}" if name.lower() in UNPACKED else name, value) for name, value in _pairs(headers)]
    return [*pairs, ("Content-Length", str(length))]


def _pairs(headers: list[list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers]
