"""PostgreSQL, Valkey and the processes of the tracker, run on one machine by one command.

Nothing here is used in production; `docker-compose.yml` is.
"""
