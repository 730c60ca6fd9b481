"""The objects of Trello as they look on the wire."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Ids:
    """Ids as MongoDB makes them: the second in eight hex digits, then something that grows."""

    def __init__(self) -> None:
        self._count = 0

    def at(self, instant: datetime) -> str:
        """A new id of that second."""
        self._count += 1
        return f"{int(instant.timestamp()):08x}5a0db0c5{self._count:08x}"


def stamp(instant: datetime) -> str:
    """Trello's way to write an instant: UTC with milliseconds."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def member_id(name: str) -> str:
    """An id that is the same in every sandbox; one that already looks like an id is kept."""
    return name if is_id(name) else hashlib.sha256(name.encode()).hexdigest()[:24]


def is_id(text: str) -> bool:
    """Whether `text` could be the id of an object."""
    return re.fullmatch(r"[0-9a-f]{24}", text) is not None


def short_link(identifier: str) -> str:
    """Eight letters and digits, always the same for an id."""
    return "".join(_ALPHABET[byte % 62] for byte in hashlib.sha256(identifier.encode()).digest()[:8])


def board(identifier: str, link: str, name: str) -> Json:
    """A board without anything on it."""
    return {
        "id": identifier,
        "name": name,
        "desc": "",
        "descData": None,
        "closed": False,
        "idOrganization": None,
        "idEnterprise": None,
        "pinned": False,
        "shortLink": link,
        "url": f"https://trello.com/b/{link}/board",
        "shortUrl": f"https://trello.com/b/{link}",
        "prefs": {"permissionLevel": "private", "comments": "members", "isTemplate": False},
        "labelNames": {"green": "", "yellow": "", "orange": "", "red": ""},
        "dateLastActivity": None,
    }


def column(identifier: str, board_id: str, name: str, pos: int) -> Json:
    """A list."""
    return {
        "id": identifier,
        "name": name,
        "closed": False,
        "pos": pos,
        "softLimit": None,
        "idBoard": board_id,
        "subscribed": False,
    }


def card(identifier: str, board_id: str, list_id: str, name: str, number: int) -> Json:
    """A card with nothing on it."""
    link = short_link(identifier)
    return {
        "id": identifier,
        "checkItemStates": [],
        "closed": False,
        "dateLastActivity": None,
        "desc": "",
        "descData": None,
        "due": None,
        "dueComplete": False,
        "dueReminder": None,
        "start": None,
        "email": None,
        "idBoard": board_id,
        "idList": list_id,
        "idMembers": [],
        "idMembersVoted": [],
        "idShort": number,
        "idAttachmentCover": None,
        "idLabels": [],
        "idChecklists": [],
        "labels": [],
        "manualCoverAttachment": False,
        "name": name,
        "pos": number * 65_535,
        "shortLink": link,
        "shortUrl": f"https://trello.com/c/{link}",
        "url": f"https://trello.com/c/{link}/{number}-card",
        "subscribed": False,
        "cover": {"idAttachment": None, "color": None, "size": "normal", "brightness": "light"},
        "isTemplate": False,
        "cardRole": None,
        "idMemberCreator": None,
        "badges": {"votes": 0, "comments": 0, "attachments": 0, "description": False, "dueComplete": False},
    }


def custom_field(identifier: str, board_id: str, name: str, kind: str) -> Json:
    """A field that people added to a board."""
    return {
        "id": identifier,
        "idModel": board_id,
        "modelType": "board",
        "fieldGroup": identifier,
        "display": {"cardFront": True},
        "name": name,
        "pos": 16_384,
        "type": kind,
    }


def field_item(identifier: str, owner: Json, field: Json, value: Json | None) -> Json:
    """What stands in a custom field of a card."""
    return {
        "id": identifier,
        "value": value,
        "idCustomField": field["id"],
        "idModel": owner["id"],
        "modelType": "card",
    }


def checklist(identifier: str, owner: Json) -> Json:
    """An empty checklist of a card."""
    return {
        "id": identifier,
        "name": "Checklist",
        "idBoard": owner["idBoard"],
        "idCard": owner["id"],
        "pos": 16_384,
        "checkItems": [],
    }


def check_item(identifier: str, owner: Json, text: str) -> Json:
    """A line of a checklist, not ticked."""
    return {
        "id": identifier,
        "idChecklist": owner["id"],
        "name": text,
        "nameData": None,
        "state": "incomplete",
        "pos": (len(owner["checkItems"]) + 1) * 16_384,
        "due": None,
        "dueReminder": None,
        "idMember": None,
    }


def member(identifier: str, username: str, name: str) -> Json:
    """A person as actions and boards show them."""
    return {
        "id": identifier,
        "username": username,
        "activityBlocked": False,
        "avatarHash": None,
        "avatarUrl": None,
        "fullName": name,
        "idMemberReferrer": None,
        "initials": "".join(word[0] for word in name.split())[:2].upper(),
        "nonPublic": {},
        "nonPublicAvailable": True,
    }


def attachment(identifier: str, name: str, instant: datetime) -> Json:
    """Something attached to a card."""
    return {
        "id": identifier,
        "bytes": None,
        "date": stamp(instant),
        "edgeColor": None,
        "isUpload": "://" not in name,
        "mimeType": "",
        "name": name,
        "previews": [],
        "url": name if "://" in name else f"https://trello-attachments.s3.amazonaws.com/{identifier}/{name}",
        "pos": 16_384,
    }


def brief(one: Json, *keys: str) -> Json:
    """The few keys by which an action refers to an object."""
    return {key: one[key] for key in ("id", "name", *keys)}
