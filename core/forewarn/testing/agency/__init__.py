"""A made-up agency with ground truth: what happens on its tickets, and where a check is right to speak up.

    for engagement in engagements(seed=7):
        engagement.project, engagement.tickets, engagement.truths

Sentences are drawn from grammars by what they mean, and the truth follows from who meant what and when: neither reads
the other's words, and nothing here asks `forewarn.facts` about a ticket.
"""

from forewarn.testing.agency.generate import START, WEEKS, engagements, generate
from forewarn.testing.agency.trackers import TRACKERS, shown, told
from forewarn.testing.agency.truth import Engagement, Truth

__all__ = ["START", "TRACKERS", "WEEKS", "Engagement", "Truth", "engagements", "generate", "shown", "told"]
