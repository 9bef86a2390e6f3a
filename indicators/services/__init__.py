"""The only writers: one transaction each, told the time."""
