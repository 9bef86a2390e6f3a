"""Settings of the server that is measured: those of the project, and the twins of its pages."""

from policytracker.settings import *  # noqa: F403

ROOT_URLCONF = "bench.constant_pages"
