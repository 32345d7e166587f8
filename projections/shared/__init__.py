"""What pages share: the projector, the shelves that tables are built from, and how facts are told."""
