"""The board, and how it is counted, narrowed and read as a list."""
