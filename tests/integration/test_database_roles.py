"""The tests run with the rights of the application, also across transactional tests."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection


@pytest.mark.django_db
def test_statements_run_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user = current_user")
        assert cursor.fetchone() == (settings.DATABASE_APP_ROLE, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE auth_group CASCADE",
        "DROP TABLE auth_group",
        "ALTER TABLE auth_group DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_may_not_change_tables(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission|owner"):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_transactional_tests_leave_nothing_behind(turn: int) -> None:
    assert not Group.objects.exists()
    Group.objects.create(name="committed")


@pytest.mark.django_db
def test_the_owner_is_at_hand(as_owner: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user = current_user")
        assert cursor.fetchone() == (True,)
