"""What would change if links closed or opened, or roads or services were added."""
