"""Entry point of the web servers (granian, gunicorn)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policytracker.settings")
# A page that needs longer than this is a defect; ingestion and commands may take their time.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "10s")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
