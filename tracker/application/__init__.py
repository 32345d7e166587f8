"""Use cases: load, permit, decide, append."""
