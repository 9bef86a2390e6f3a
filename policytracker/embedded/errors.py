"""The one error of this package."""


class EmbeddedError(Exception):
    """Why the embedded run cannot go on, in words for the person at the terminal."""
