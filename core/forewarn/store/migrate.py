"""Brings a database to the current schema with Alembic."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from forewarn.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine, place: str) -> None:
    """Apply what is missing. Raises StoreError when the database was written by a newer forewarn."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == scripts.get_current_head():
            return
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise StoreError(
                f"the database has schema {current}, which this version does not know",
                place=place,
                next_step="Update forewarn, or name another 'store' in the config.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
