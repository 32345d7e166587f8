"""What makes the log provable. Pure: the standard library alone."""
