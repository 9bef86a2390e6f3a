"""SDMX data messages of any provider: CSV, XML (SDMX-ML) and JSON."""
