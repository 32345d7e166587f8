"""Keeping pages up to date: in the request, by a worker, and in a rebuild, with the one `catch_up` for all three."""
