"""The catalogue: read, checked, loaded."""
