"""The page frame: assets, colours, words, legend, escaping, slim geometry."""
