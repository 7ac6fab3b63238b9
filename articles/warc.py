"""A kept copy as a WARC file, which archives and their tools read. Source: ISO 28500:2017, WARC 1.1."""

import io
from http import HTTPStatus

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.models.captures import KeptAnswer

UNPACKED = {"content-encoding", "transfer-encoding", "content-length"}
"""Headers that spoke of the body before it was unpacked; kept under another name, as the web's archives do."""


def warc_of(capture: KeptAnswer) -> bytes:
    """Return a gzipped WARC 1.1 of a kept copy: what it is, what was asked, what was answered."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    date = capture.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    about = {"software": "Periksa", "format": "WARC File Format 1.1", "description": f"asked for: {capture.url}"}
    writer.write_record(writer.create_warcinfo_record("capture.warc.gz", about))
    headers = {"WARC-Date": date, "WARC-Payload-Digest": f"sha256:{capture.sha256_hex}"}
    response = writer.create_warc_record(
        capture.final_url,
        "response",
        payload=io.BytesIO(capture.body),
        length=capture.body_bytes,
        warc_headers_dict=headers,
        http_headers=StatusAndHeaders(_status(capture), _response_headers(capture), protocol="HTTP/1.1"),
    )
    path = "/" + capture.final_url.split("/", 3)[-1] if capture.final_url.count("/") > 2 else "/"
    request = writer.create_warc_record(
        capture.final_url,
        "request",
        warc_headers_dict={"WARC-Date": date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")},
        http_headers=StatusAndHeaders(f"GET {path} HTTP/1.1", _pairs(capture.request_headers), is_http_request=True),
    )
    writer.write_record(request)
    writer.write_record(response)
    return file.getvalue()


def _status(capture: KeptAnswer) -> str:
    known = capture.status in set(HTTPStatus)
    return f"{capture.status} {HTTPStatus(capture.status).phrase if known else ''}".strip()


def _response_headers(capture: KeptAnswer) -> list[tuple[str, str]]:
    pairs = [
        (f"X-Archive-Orig-{name}" if name.lower() in UNPACKED else name, value)
        for name, value in _pairs(capture.response_headers)
    ]
    return [*pairs, ("Content-Length", str(capture.body_bytes))]


def _pairs(headers: list[list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers]
