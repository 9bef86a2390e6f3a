"""Tables in, view shapes out, always as of a day."""
