"""Charts as pure functions: data in, drawing or figure out."""
