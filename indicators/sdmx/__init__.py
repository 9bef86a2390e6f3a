"""SDMX messages. Writers come with the SDMX endpoints."""
