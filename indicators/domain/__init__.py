"""The rules: periods, numbers, units, statements, verdicts, outlooks. Pure Python."""
