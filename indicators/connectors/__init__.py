"""Reading sources: bytes in, rows of text out. No database, no clock, no framework."""
