"""A theme's timeline, and the parts that its story is told in."""
