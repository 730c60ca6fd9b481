"""The entry point: what the core sees of a folder of files."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel

from forewarn.connect import Patience
from forewarn_files.config import FilesOptions
from forewarn_files.reader import FilesReader
from forewarn_files.speaker import FilesSpeaker

if TYPE_CHECKING:
    from forewarn_files.sandbox import FilesSandbox


class FilesConnector:
    """Folders of CSV files: exports, or tickets made up to try rules on. A container is a folder in `path`."""

    Options: ClassVar[type[BaseModel]] = FilesOptions

    def __init__(
        self,
        source: str,
        options: BaseModel,
        *,
        client_visible: bool,
        environ: Mapping[str, str],
        patience: Patience,
    ) -> None:
        assert isinstance(options, FilesOptions)
        self._source = source
        self._options = options
        self._patience = patience

    def reader(self) -> FilesReader:
        """A new reader."""
        return FilesReader(self._source, self._options)

    def speaker(self) -> FilesSpeaker:
        """A new speaker."""
        return FilesSpeaker(self._source, self._options, self._patience)

    @classmethod
    def sandbox(cls, now: datetime) -> "FilesSandbox":
        """A folder that lasts as long as it is used."""
        from forewarn_files.sandbox import FilesSandbox  # needed by demos and tests only

        return FilesSandbox(now)
