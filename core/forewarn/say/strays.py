"""Comments of ours that the store does not know, as after a lost database or an answer that came too late."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from forewarn.connect import Posted, Speaker
from forewarn.errors import TrackerError
from forewarn.say.once import marker_of
from forewarn.say.render import Voice, folded_body
from forewarn.store import REPLY, Said, State, Store


def strays(store: Store, speaker: Speaker, intent: Said) -> list[Posted]:
    """Those at the place of an intent, for the same eyes, oldest first; replies to commands are none. What was said on
    another ticket and stands here now came with a ticket that got another id, as on GitHub when it is transferred.

    Raises TrackerError.
    """
    here = [comment for comment in store.said.all() if comment.ticket.place == intent.ticket.place]
    known = {comment.marker for comment in here if comment.state is not State.LAPSED}
    posted = speaker.find(intent.ticket)
    unknown = (one for one in posted if one.marker not in known and not one.marker.startswith(REPLY))
    return sorted((one for one in unknown if one.audience is intent.audience), key=lambda one: one.at)


def fold(
    store: Store, speaker: Speaker, kept: Said, others: Iterable[Posted], how: Voice, now: datetime
) -> Iterator[tuple[Said, TrackerError]]:
    """Let each of `others` point to the comment that stands; yields those that could not be edited.

    They are found again with the next new comment at the place.
    """
    body = folded_body(kept.url, how)
    for one in others:
        twice = one.marker == kept.marker  # a request that was carried out twice
        marker = marker_of(one.marker, one.id) if twice else one.marker
        folded = replace(
            kept,
            marker=marker,
            state=State.SUPERSEDED,
            comment=one.id,
            url=one.url,
            intended_at=one.at,
            said_at=one.at,
            parts=(),
            body=body,
            changed_at=now,
        )
        try:
            speaker.edit(kept.ticket, one.id, body, marker=marker, audience=kept.audience)
        except TrackerError as error:
            yield folded, error
        else:
            store.said.put(folded)
