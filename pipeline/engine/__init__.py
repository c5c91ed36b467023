"""A small build engine that knows no geography."""
