"""The REST API: reads the query strictly, asks selectors, shapes what they give."""
