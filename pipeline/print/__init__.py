"""Map sheets on A4 and A3: what the pages show, on paper, and readable in grey."""
