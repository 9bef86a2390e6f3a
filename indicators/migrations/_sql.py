"""SQL of the first migration: the observation table, its guards, and the application's rights."""

OBSERVATION_TABLE = """
CREATE TABLE indicators_observation (
    series_id bigint NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    known_on date NOT NULL,
    release_number integer NOT NULL,
    value numeric,
    status varchar(8) NOT NULL DEFAULT 'A',
    bound varchar(11) NOT NULL DEFAULT 'exact',
    superseded_on date,
    CONSTRAINT observation_period_not_empty CHECK (period_end > period_start),
    CONSTRAINT observation_value_finite
        CHECK (value IS NULL OR value NOT IN ('NaN', 'Infinity', '-Infinity')),
    CONSTRAINT observation_status_known
        CHECK (status IN ('A', 'B', 'D', 'E', 'F', 'L', 'O', 'P', 'U')),
    CONSTRAINT observation_bound_known
        CHECK (bound IN ('exact', 'at_least', 'at_most', 'approximate')),
    CONSTRAINT observation_superseded_later CHECK (superseded_on >= known_on)
);

-- Covering indexes: a series of 100 points lies on 100 heap pages in the order of ingestion,
-- but on a few pages of these. The newest figure and the figure of a past day read only them.
CREATE UNIQUE INDEX observation_current ON indicators_observation
    (series_id, period_start, period_end)
    INCLUDE (known_on, release_number, value, status, bound)
    WHERE superseded_on IS NULL;
CREATE UNIQUE INDEX observation_history ON indicators_observation
    (series_id, period_start, period_end, known_on, release_number)
    INCLUDE (value, status, bound, superseded_on)
    WHERE superseded_on IS NOT NULL;

-- All vintages, in a form in which the planner can use both partial indexes. Whoever reads current
-- and superseded figures together reads from here; from the table it would be a sequential scan.
CREATE VIEW indicators_vintage AS
    SELECT * FROM indicators_observation WHERE superseded_on IS NULL
    UNION ALL
    SELECT * FROM indicators_observation WHERE superseded_on IS NOT NULL;

CREATE FUNCTION observation_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'observations are never deleted; publish a release that takes the figure back'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.superseded_on IS NOT NULL OR NEW.superseded_on IS NULL
       OR (NEW.series_id, NEW.period_start, NEW.period_end, NEW.known_on, NEW.release_number,
           NEW.status, NEW.bound)
          IS DISTINCT FROM
          (OLD.series_id, OLD.period_start, OLD.period_end, OLD.known_on, OLD.release_number,
           OLD.status, OLD.bound)
       OR NEW.value IS DISTINCT FROM OLD.value
    THEN
        RAISE EXCEPTION 'observations are never changed; publish a release with the new figure'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER observation_append_only BEFORE UPDATE OR DELETE ON indicators_observation
    FOR EACH ROW EXECUTE FUNCTION observation_append_only();
"""

# Observations carry no foreign keys, so their parents are guarded from this side.
OBSERVATION_PARENTS = """
CREATE FUNCTION series_keeps_observations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM indicators_observation WHERE series_id = OLD.id) THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'series % has observations and cannot be deleted', OLD.code
                USING ERRCODE = 'restrict_violation';
        END IF;
        RAISE EXCEPTION 'series % has observations: its dimensions and unit stay as they are', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER series_keeps_observations BEFORE DELETE ON indicators_series
    FOR EACH ROW EXECUTE FUNCTION series_keeps_observations();
CREATE TRIGGER series_keeps_dimensions
    BEFORE UPDATE OF id, indicator_version_id, entity_id, basis, frequency, source_id, unit_id
    ON indicators_series FOR EACH ROW
    WHEN ((OLD.id, OLD.indicator_version_id, OLD.entity_id, OLD.basis, OLD.frequency,
           OLD.source_id, OLD.unit_id)
          IS DISTINCT FROM
          (NEW.id, NEW.indicator_version_id, NEW.entity_id, NEW.basis, NEW.frequency,
           NEW.source_id, NEW.unit_id))
    EXECUTE FUNCTION series_keeps_observations();

CREATE FUNCTION release_keeps_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'release % is published: its number, day and source stay as they are', OLD.number
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER release_keeps_publication BEFORE UPDATE ON indicators_release
    FOR EACH ROW
    WHEN (OLD.number IS NOT NULL
          AND (OLD.number, OLD.published_on, OLD.source_id, OLD.id)
              IS DISTINCT FROM (NEW.number, NEW.published_on, NEW.source_id, NEW.id))
    EXECUTE FUNCTION release_keeps_publication();
CREATE TRIGGER release_is_kept BEFORE DELETE ON indicators_release
    FOR EACH ROW WHEN (OLD.number IS NOT NULL)
    EXECUTE FUNCTION release_keeps_publication();

INSERT INTO indicators_changecounter (id, value) VALUES (1, 0);
"""

OBSERVATION_DROP = """
DROP TRIGGER release_is_kept ON indicators_release;
DROP TRIGGER release_keeps_publication ON indicators_release;
DROP FUNCTION release_keeps_publication();
DROP TRIGGER series_keeps_dimensions ON indicators_series;
DROP TRIGGER series_keeps_observations ON indicators_series;
DROP FUNCTION series_keeps_observations();
"""

OBSERVATION_TABLE_DROP = """
DROP VIEW indicators_vintage;
DROP TABLE indicators_observation;
DROP FUNCTION observation_append_only();
"""

# What the application may do. It owns nothing, cannot TRUNCATE or ALTER, and of observations it
# may only append and set the day from which a later figure is known.
GRANTS = """
DO $grants$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') AND current_user <> '{role}' THEN
        EXECUTE 'GRANT USAGE ON SCHEMA public TO {role}';
        EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}';
        EXECUTE 'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}';
        EXECUTE 'ALTER DEFAULT PRIVILEGES IN SCHEMA public
                 GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}';
        EXECUTE 'ALTER DEFAULT PRIVILEGES IN SCHEMA public
                 GRANT USAGE, SELECT ON SEQUENCES TO {role}';
        EXECUTE 'REVOKE UPDATE, DELETE ON indicators_observation FROM {role}';
        EXECUTE 'GRANT UPDATE (superseded_on) ON indicators_observation TO {role}';
        EXECUTE 'REVOKE DELETE ON indicators_release, indicators_rawsnapshot,
                 indicators_statusevent, indicators_ingestionrun, indicators_rejectedrow,
                 indicators_observationnote FROM {role}';
        EXECUTE 'REVOKE UPDATE ON indicators_statusevent, indicators_rejectedrow,
                 indicators_rawsnapshot, indicators_observationnote FROM {role}';
        EXECUTE 'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}';
    END IF;
END $grants$;
"""

# Raw files that nothing rests on are removed after their time; their rows say when.
GRANT_REMOVAL = """
DO $grants$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') AND current_user <> '{role}' THEN
        EXECUTE 'GRANT UPDATE (removed_at, retrieved_at) ON indicators_rawsnapshot TO {role}';
        -- After a large file the application vacuums the table; before 17 there is no such right.
        IF current_setting('server_version_num')::integer >= 170000 THEN
            EXECUTE 'GRANT MAINTAIN ON indicators_observation TO {role}';
        END IF;
    END IF;
END $grants$;
"""
