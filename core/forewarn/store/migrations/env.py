"""Alembic's entry: runs on the connection that `forewarn.store.migrate` hands over."""

from alembic import context

from forewarn.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
