#!/bin/sh
# Makes the two roles and the database on a PostgreSQL server of your own; safe to repeat.
#
#   OWNER_PASSWORD=... APP_PASSWORD=... deploy/postgres-roles.sh [psql's connection arguments]
#
# Run it as a superuser (it asks psql, so PGHOST, PGPORT, PGUSER ... count). The image of PostgreSQL
# in docker-compose.yml runs it when its volume is new.
set -eu

: "${OWNER_PASSWORD:?the password of policytracker_owner, who migrates}"
: "${APP_PASSWORD:?the password of policytracker_app, as whom the tracker runs}"
# In the image of PostgreSQL the superuser is not always called postgres.
[ -z "${POSTGRES_USER:-}" ] || export PGUSER="$POSTGRES_USER"

psql "$@" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres \
  --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
SELECT 'CREATE ROLE policytracker_app' WHERE NOT EXISTS (
    SELECT FROM pg_roles WHERE rolname = 'policytracker_app') \gexec
SELECT 'CREATE ROLE policytracker_owner' WHERE NOT EXISTS (
    SELECT FROM pg_roles WHERE rolname = 'policytracker_owner') \gexec
-- Neither is a superuser. The owner makes test databases, and may act as the application.
ALTER ROLE policytracker_app LOGIN PASSWORD :'app_password';
ALTER ROLE policytracker_owner LOGIN CREATEDB CREATEROLE PASSWORD :'owner_password';
GRANT policytracker_app TO policytracker_owner;
SELECT 'CREATE DATABASE policytracker OWNER policytracker_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'policytracker') \gexec
SQL
