"""Arrays in, arrays out: geometry, graphs and statistics, with no word of our domain."""
