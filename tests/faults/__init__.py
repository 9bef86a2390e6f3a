"""Tests of the ingestion under faults: see docs/reliability.md."""
