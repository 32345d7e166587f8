"""Keeping the log: signing what it holds, verifying it, backing it up, and bringing it back."""
