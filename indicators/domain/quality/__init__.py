"""Quality checks: is a release of figures published at once, or held for a human?"""
