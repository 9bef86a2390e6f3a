"""A page's figures described for search engines: schema.org ``Dataset`` as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from indicators.domain.periods import Period
from indicators.web.take.cite import SITE, Citation

MEDIA_TYPES = {
    "CSV": "text/csv",
    "JSON": "application/json",
    "Excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026",
            0x2028: "\\u2028", 0x2029: "\\u2029"}  # fmt: skip


def dataset(
    request: HttpRequest,
    citation: Citation,
    *,
    description: str,
    measured: str,
    unit: str,
    place: str,
    periods: Iterable[Period],
    lang: str,
) -> SafeString:
    """The text of a ``script`` of type ``application/ld+json``; it cannot end its element."""
    spans = sorted(periods)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": citation.title,
        # Search engines want 50 characters at least.
        "description": description if len(description) >= 50 else citation.text,
        "url": citation.permanent,
        "identifier": citation.permanent,
        "inLanguage": "zh-Hans" if lang.startswith("zh") else "en",
        "isAccessibleForFree": True,
        "version": str(citation.revision),
        "creator": {"@type": "Organization", "name": SITE},
        "citation": citation.text,
        "license": [
            {"@type": "CreativeWork", "name": text}
            for text in dict.fromkeys(one.licence for one in citation.sources if one.licence)
        ],
        "isBasedOn": [
            {"@type": "CreativeWork", "name": one.name.words(lang)}
            | ({"url": one.url} if one.url else {})
            for one in citation.sources
        ],
        "variableMeasured": {"@type": "PropertyValue", "name": measured}
        | ({"unitText": unit} if unit else {}),
        "spatialCoverage": {"@type": "Place", "name": place},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": MEDIA_TYPES[name],
                "contentUrl": request.build_absolute_uri(address),
            }
            for name, address in citation.links
        ],
    }
    if spans:
        last = max(one.last_day for one in spans)
        found["temporalCoverage"] = f"{spans[0].start.isoformat()}/{last.isoformat()}"
    text = json.dumps(found, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - JSON, signs of markup escaped
