"""Entry point of the web servers (granian, gunicorn)."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policytracker.settings")
# A page that needs longer than this is a defect; ingestion and commands may take their time.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "10s")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

application = get_wsgi_application()

# Loaded now rather than with the first question; it is also what is exempt below.
_ = get_resolver().url_patterns
# What a worker loads stays until it ends. Without this the search for reference cycles would go
# through all of it again and again, in the middle of an answer.
gc.collect()
gc.freeze()
