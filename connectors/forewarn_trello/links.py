"""Attachments that are links: to another card, to a pull request, to an issue. Pure."""

import re

from forewarn.model import Link
from forewarn_trello.payloads import Named

KIND = "attachment"
_UPLOAD = re.compile(r"https://(trello\.com/1/cards/|trello-attachments\.s3\.)")
_CARD = re.compile(r"(https://trello\.com/c/\w+)")


def link_of(attachment: Named) -> Link | None:
    """What an attachment points at; None for an uploaded file."""
    url = attachment.url or ""
    if not url.startswith(("https://", "http://")) or _UPLOAD.match(url):
        return None
    card = _CARD.match(url)  # its title stands behind, and changes
    return Link(KIND, card[1] if card else url)
