"""Edge out: one file a page; layers in, HTML text out, no arithmetic of meaning."""
