"""What the world gives to tables in metres: one file a source."""
