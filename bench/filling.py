"""Series by the ten thousand, made by the database: one of every indicator for every entity."""

from __future__ import annotations

from datetime import date

from django.db import connection

SOURCE = "bench"
SERIES = """
INSERT INTO indicators_entity (code, name_en, name_zh, kind, alpha3, alpha2, version_token)
SELECT 'E' || lpad(e::text, 4, '0'), 'E' || e, 'E' || e, 'region', '', '', 0
FROM generate_series(0, %(entities)s - 1) e;
INSERT INTO indicators_series (code, basis, frequency, entity_id, indicator_version_id, source_id,
                               unit_id)
SELECT i.code || ':' || e.code || ':level:M:bench', 'level', 'M', e.id, v.id, s.id, v.unit_id
FROM indicators_indicatorversion v JOIN indicators_indicator i ON i.id = v.indicator_id,
     indicators_entity e, indicators_source s
WHERE s.code = 'bench' ORDER BY i.code, e.code;
INSERT INTO indicators_release (number, source_id, state, title, published_on, published_on_basis,
                                reason, created_at, released_at, figures, version_token)
SELECT 1, s.id, 'published', '', %(first)s::date, 'stated', '', now(), now(), 0, 0
FROM indicators_source s WHERE s.code = 'bench';
"""


def fill(entities: int, first: date) -> None:
    """Entities, a monthly level series of each for every indicator, and release 1 of ``first``.

    The indicators and the source called ``bench`` must be there.
    """
    with connection.cursor() as cursor:
        cursor.execute(SERIES, {"entities": entities, "first": first})
