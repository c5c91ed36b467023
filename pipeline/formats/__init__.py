"""Files of any common format to raw tables; no word of our domain."""
