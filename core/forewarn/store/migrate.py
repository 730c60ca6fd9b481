"""Brings a database to the current schema with Alembic."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from forewarn.errors import StoreError
from forewarn.store.schema import metadata

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine, place: str) -> None:
    """Apply what is missing. Raises StoreError when the database was written by a newer forewarn."""
    scripts = _scripts()
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # else each table would stand by itself, and a crash leave half of them
        context = MigrationContext.configure(connection)
        current = context.get_current_revision()
        if current == scripts.get_current_head():
            return
        if current is None and not sa.inspect(connection).get_table_names():
            for statement in _creation(
                engine.dialect.name
            ):  # many times as fast as the migrations, which lead to the same
                connection.exec_driver_sql(statement)
            context.stamp(scripts, "head")
            return
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise StoreError(
                f"the database has schema {current}, which this version does not know",
                place=place,
                next_step="Update forewarn, or name another 'store' in the config.",
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@cache
def _creation(dialect: str) -> tuple[str, ...]:
    """What makes all tables in an empty database, in the words of a dialect."""
    statements: list[str] = []

    def note(statement: sa.schema.ExecutableDDLElement, *_: object, **__: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = sa.create_mock_engine(f"{dialect}://", note)
    metadata.create_all(engine, checkfirst=False)
    return tuple(statements)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
