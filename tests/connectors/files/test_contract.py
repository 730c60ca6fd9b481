"""The folder of files keeps the contract of all connectors."""

from forewarn.testing.contract import ConnectorContract
from forewarn_files.connector import FilesConnector


class TestFiles(ConnectorContract):
    connector = FilesConnector
    always_guarded = "what we say stands in a file of ours that no client opens"
    no_network = "there is no network between us and a folder"
