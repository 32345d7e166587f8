"""We have not, and why."""
