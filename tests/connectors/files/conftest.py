"""A folder of files, and the connector on it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forewarn.connect import Patience
from forewarn.model import Ticket
from forewarn_files.connector import FilesConnector
from forewarn_files.reader import FilesReader
from forewarn_files.speaker import FilesSpeaker

NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
TICKETS = "id,title,created\n1,Start page,2026-11-02T09:00Z\n"


class Folder:
    """Files of the container ACME, and what the connector makes of them."""

    def __init__(self, path: Path) -> None:
        self.path = path / "ACME"
        self.path.mkdir()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.path / f"{name}.csv").write_text(text, encoding="utf-8")

    def connect(self, *, client_visible: bool = True, **options: Any) -> FilesConnector:
        keys = FilesConnector.Options.model_validate({"path": self.path.parent, **options})
        patience = Patience(now=lambda: NOW)
        return FilesConnector("files", keys, client_visible=client_visible, environ={}, patience=patience)

    def reader(self, **options: Any) -> FilesReader:
        return self.connect(**options).reader()

    def speaker(self, *, client_visible: bool = True) -> FilesSpeaker:
        return self.connect(client_visible=client_visible).speaker()

    def tickets(self, **options: Any) -> dict[str, Ticket]:
        batches = self.reader(**options).read("ACME", None)
        return {ticket.id: ticket for batch in batches for ticket in batch.tickets}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """One ticket, nothing else."""
    made = Folder(tmp_path)
    made.write(tickets=TICKETS)
    return made
