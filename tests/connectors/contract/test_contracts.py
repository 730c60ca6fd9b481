"""Each of our connectors keeps the contract that outsiders' connectors are held to."""

from datetime import datetime
from typing import ClassVar

from forewarn.connect.stage import Sandbox
from forewarn.model import Field, StatusCategory
from forewarn.testing.contract import (
    ConnectorContract,
    ExaminingContract,
    GroupingContract,
    ListingContract,
    ReadingContract,
    SpeakingContract,
    Terms,
)
from forewarn_github.connector import GitHubConnector
from forewarn_github.sandbox import GitHubSandbox
from forewarn_jira.connector import JiraConnector
from forewarn_jira.sandbox import JiraSandbox
from forewarn_trello.connector import TrelloConnector


class TestTrello(ConnectorContract):
    connector = TrelloConnector
    group = "guests"


class JiraTerms(Terms):
    connector = JiraConnector
    unguarded: ClassVar = {"team_visibility": None}


class TestJiraCloud(JiraTerms, ConnectorContract):
    """A site in the cloud."""


class TestJiraServer(
    JiraTerms, ReadingContract, ExaminingContract, ListingContract, GroupingContract, SpeakingContract
):
    def stage(self, now: datetime) -> Sandbox:
        return JiraSandbox(now, "server")


class TestJiraServiceManagement(ReadingContract, SpeakingContract):
    connector = JiraConnector
    unguarded: ClassVar = {"team_visibility": None, "service_management": False}

    def stage(self, now: datetime) -> Sandbox:
        return JiraSandbox(now, service_management=True)


class GitHubTerms(Terms):
    connector = GitHubConnector
    containers = ("acme/site", "acme/shop")
    nowhere = "acme/nowhere"
    group = "acme/staff"
    statuses: ClassVar = {
        "open": StatusCategory.TODO,
        "in progress": StatusCategory.DOING,
        "doing": StatusCategory.DOING,
        "closed": StatusCategory.DONE,
    }
    companions = frozenset({Field.LABELS})
    without: ClassVar = {Field.CHECKLIST: "a task list is part of the description"}


class TestGitHub(GitHubTerms, ConnectorContract):
    """The cloud."""


class TestGitHubEnterpriseServer(GitHubTerms, ReadingContract, ExaminingContract, GroupingContract):
    """One of some years ago."""

    def stage(self, now: datetime) -> Sandbox:
        sandbox = GitHubSandbox(now, prefix="/api/v3")
        sandbox.quirks.older = True
        return sandbox
