"""Alembic's entry: run the migrations on the connection that the program hands over, in its transaction."""

from alembic import context

from tracker.eventstore.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=False)
with context.begin_transaction():
    context.run_migrations()
