"""The log, on SQLite or PostgreSQL, behind the eventsourcing library's interfaces."""
