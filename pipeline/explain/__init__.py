"""How a number came about: from its score back to the rows of the files."""
