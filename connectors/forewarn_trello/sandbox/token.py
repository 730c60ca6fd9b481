"""The token of the sandbox's account, as Trello tells of it."""

from dataclasses import dataclass
from datetime import datetime

from werkzeug.wrappers import Request

from forewarn_trello.sandbox.answers import Refusal
from forewarn_trello.sandbox.shapes import Json, stamp


@dataclass(slots=True)
class Token:
    """May read and write everything for ever, until a test says otherwise."""

    value: str
    member: str
    expires: datetime | None = None
    writes: bool = True

    def answer(self, request: Request, token: str) -> Json:
        """What `/tokens/{token}` tells."""
        if token != self.value:
            raise Refusal("invalid token", 401)
        everything = {"idModel": "*", "read": True, "write": self.writes}
        return {
            "id": "5a0db0c5" * 3,
            "identifier": "forewarn",
            "idMember": self.member,
            "dateCreated": "2020-01-01T00:00:00.000Z",
            "dateExpires": stamp(self.expires) if self.expires else None,
            "permissions": [
                {**everything, "modelType": "Member", "idModel": self.member},
                {**everything, "modelType": "Board"},
                {**everything, "modelType": "Organization"},
            ],
        }
