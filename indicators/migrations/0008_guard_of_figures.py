"""The guard of figures as a condition: a hundred thousand closed figures need no function each."""

from django.db import migrations

SPLIT = """
DROP TRIGGER observation_append_only ON indicators_observation;
CREATE TRIGGER observation_never_deleted BEFORE DELETE ON indicators_observation
    FOR EACH ROW EXECUTE FUNCTION observation_append_only();
CREATE TRIGGER observation_append_only BEFORE UPDATE ON indicators_observation
    FOR EACH ROW
    WHEN (OLD.superseded_on IS NOT NULL OR NEW.superseded_on IS NULL
          OR (NEW.series_id, NEW.period_start, NEW.period_end, NEW.known_on, NEW.release_number,
              NEW.status, NEW.bound)
             IS DISTINCT FROM
             (OLD.series_id, OLD.period_start, OLD.period_end, OLD.known_on, OLD.release_number,
              OLD.status, OLD.bound)
          OR NEW.value IS DISTINCT FROM OLD.value)
    EXECUTE FUNCTION observation_append_only();
"""
JOINED = """
DROP TRIGGER observation_never_deleted ON indicators_observation;
DROP TRIGGER observation_append_only ON indicators_observation;
CREATE TRIGGER observation_append_only BEFORE UPDATE OR DELETE ON indicators_observation
    FOR EACH ROW EXECUTE FUNCTION observation_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0007_stored_counts_and_days"),
    ]

    operations = [migrations.RunSQL(SPLIT, JOINED)]
