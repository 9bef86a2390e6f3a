"""Ingestion: from a source to published figures, or to a run that says why not."""
