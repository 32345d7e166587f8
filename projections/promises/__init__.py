"""Our promises, and how each was kept."""
