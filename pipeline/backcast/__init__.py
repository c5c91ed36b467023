"""Past years as today's method sees them."""
