"""The built-in tables of the travel model, as files; a region may replace each by its own."""
