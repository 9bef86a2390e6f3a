"""What a provider says when it does not answer with data, in XML, JSON or plain words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indicators.connectors.base import ConnectorError, StatusError
from indicators.connectors.json_text import read_json

NO_RESULTS = "100"
# Codes of SDMX for an answer that would be too large, or is given later.
_TOO_LARGE = frozenset({"130", "413", "416", "510"})
_LONGEST = 200
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CODE = re.compile(r"<(?:\w+:)?ErrorMessage\b[^>]{0,500}?\bcode\s*=\s*[\"']([^\"'<>]{1,40})")
_FAULT = re.compile(r"<(?:\w+:)?faultcode[^>]{0,200}>\s*([^<]{1,40}?)\s*<")
_WORDS = re.compile(r"<(?:\w+:)?(?:Text|faultstring)\b[^>]{0,500}>([^<]{1,2000})<")
_NOTHING = re.compile(r"no ?(?:results|records|data)|norecordsfound|noresults", re.I)


@dataclass(frozen=True, slots=True)
class Reason:
    """Code and words of a provider; either may be empty, not both."""

    code: str
    words: str

    @property
    def no_results(self) -> bool:
        """Whether the query is right, and there is nothing that it asks for."""
        return self.code == NO_RESULTS or bool(not self.code and _NOTHING.search(self.words))

    @property
    def too_large(self) -> bool:
        """Whether a smaller query would be answered."""
        return self.code in _TOO_LARGE

    def __str__(self) -> str:
        return f"“{self.words}” ({self.code})" if self.code and self.words else (
            f"“{self.words}”" if self.words else f"the code {self.code}"
        )  # fmt: skip


def short(text: object) -> str:
    """Words of others on one line, at most 200 characters."""
    return " ".join(str(text).split())[:_LONGEST]


def reason_of(body: bytes) -> Reason | None:
    """Why the provider refuses, from the beginning of its answer; ``None`` if it does not say."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:8192]
    if start[:1] in (b"{", b"["):
        try:
            return reason_of_json(read_json(start))
        except ConnectorError:
            # Cut off, or no JSON at all: its first words are better than none.
            return _reason("", start.decode("utf-8", "replace"))
    text = start.decode("utf-8", "replace")
    if text.startswith("<"):
        code = _CODE.search(text) or _FAULT.search(text)
        words = "; ".join(dict.fromkeys(short(one) for one in _WORDS.findall(text)))
        if code or words:
            return _reason(code[1] if code else "", words)
        if "<html" in text.lower():
            title = re.search(r"<title[^>]{0,200}>([^<]{0,500})", text, re.I)
            return _reason("", title[1] if title else "")
        return _reason("", _TAG.sub(" ", text))
    return _reason("", text)


def reason_of_json(document: object) -> Reason | None:
    """The reason in SDMX-JSON (``errors``) or in the form of Eurostat (``error``, ``warning``)."""
    if not isinstance(document, Mapping):
        return None
    for name in ("errors", "error", "warning", "warnings", "message", "Message"):
        for one in _entries(document.get(name)):
            if isinstance(one, Mapping):
                code = next((str(one[key]) for key in ("id", "code", "status") if one.get(key)), "")
                found = _reason(code, " ".join(_texts(one)))
            else:
                found = _reason("", str(one))
            if found:
                return found
    return None


def _entries(one: object) -> list[object]:
    return [entry for entry in (one if isinstance(one, list) else [one]) if entry]


def _texts(one: Mapping[str, object]) -> Iterator[str]:
    for key in ("label", "title", "detail", "message", "text"):
        value = one.get(key)
        if isinstance(value, Mapping):
            value = next(iter(value.values()), "")
        if isinstance(value, str) and value:
            yield value


def _reason(code: str, words: str) -> Reason | None:
    code, words = short(code)[:40], short(words)
    return Reason(code, words) if code or words else None


def refused(reason: Reason, *, permanent: bool = True) -> ConnectorError:
    """The error for an answer that says why there are no data."""
    if reason.too_large:
        return ConnectorError(
            "The provider did not send the data, but says {reason}. The answer would have to be "
            "fetched later from another place, which is not done; right is a smaller query: fewer "
            "series, or from a later period on.",
            code="query_too_large",
            reason=str(reason),
            permanent=permanent,
        )
    if reason.no_results:
        return ConnectorError(
            "The provider has nothing for this query: it says {reason}. Check the key and the "
            "periods in the address.",
            code="no_results",
            reason=str(reason),
            permanent=permanent,
        )
    return ConnectorError(
        "The provider refuses: it says {reason}. Check the address of this source.",
        code="provider_error",
        reason=str(reason),
        permanent=permanent,
    )


def explained(error: StatusError) -> StatusError:
    """The same error with the words of the provider, and what to do about it."""
    reason = reason_of(error.body)
    # 404 and 403 may carry a code of SDMX that says more; otherwise the status itself counts.
    large = error.status in (413, 416) or (reason is not None and reason.too_large)
    nothing = error.status == 404 and reason is not None and reason.no_results
    if reason is None and not large:
        return error
    code, advice = "provider_error", "Check the address of this source."
    if large:
        code = "query_too_large"
        advice = "Right is a smaller query: fewer series, or from a later period on."
    elif nothing:
        code, advice = "no_results", "Check the key and the periods in the address."
    elif error.status == 406:
        advice = "Set `format` to one that this provider has."
    elif not error.permanent:
        advice = "It is tried again later."
    return StatusError(
        "{url} answered with status {status} and says {reason}. {advice}",
        status=error.status,
        body=error.body,
        code=code,
        permanent=error.permanent,
        retry_after=error.retry_after,
        url=error.params.get("url", "The provider"),
        reason=str(reason) if reason else "nothing",
        advice=advice,
    )
