"""SDMX-ML data messages, read without building a tree: memory does not grow with the file."""

import re
from collections.abc import Iterator

from lxml import etree

from indicators.connectors.base import ConnectorError
from indicators.connectors.sdmx.answers import short
from indicators.connectors.sdmx.found import Found
from indicators.connectors.sdmx.handler import Handler

_PIECE = 1 << 16
_PROLOG = 1 << 16
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
# Encodings in which a “<” cannot be written in another way than the checks look for.
_ENCODINGS = frozenset({
    "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1",
    "iso-8859-2", "iso-8859-9", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252",
    "windows-1254", "gb18030", "gbk", "gb2312", "big5", "shift_jis", "euc-jp", "euc-kr",
})  # fmt: skip
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html\b", re.I)


def read(content: bytes, measure: str) -> Iterator[Found]:
    """The observations, numbered from 1. Raises ConnectorError for what is no data message.

    No entity is resolved, no DTD or other file is read, and a document with a DOCTYPE is refused.
    """
    _check_prolog(content)
    handler = Handler(measure)
    parser = etree.XMLParser(
        target=handler,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for start in range(0, len(content), _PIECE):
            parser.feed(content[start : start + _PIECE])
            yield from handler.take()
        parser.close()
    except etree.LxmlError as error:
        # Not chained: what the parser says may be as long as the document.
        raise ConnectorError(
            "The XML cannot be read: {detail}. Right is a complete SDMX-ML message.",
            code="broken_xml",
            detail=short(getattr(error, "msg", "") or error),
        ) from None
    yield from handler.take()


def _check_prolog(content: bytes) -> None:
    head = content[:_PROLOG].replace(b"\0", b"")
    if _WEB_PAGE.search(head[:4096]):
        title = re.search(rb"<title[^>]{0,200}>([^<]{0,500})", head, re.I)
        words = short(title[1].decode("utf-8", "replace")) if title else ""
        raise ConnectorError(
            "The answer is a web page{title}, not an SDMX message. Right is the address of a data "
            "query.",
            code="not_sdmx",
            title=f" titled “{words}”" if words else "",
        )
    if b"<!DOCTYPE" in head:
        Handler("").doctype("", None, None)
    declared = _ENCODING.search(head[:400])
    encoding = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise ConnectorError(
            "The XML is declared as {encoding}, which is not read. Right is UTF-8.",
            code="unknown_encoding",
            encoding=encoding,
        )
