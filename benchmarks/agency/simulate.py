"""One agency from beginning to end."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from measure import Score, every_rule, measure
from speaking import Listener, Talk

from forewarn.testing.agency import START, WEEKS, engagements

FIRST_WEEK = 6
"""Before it the projects have too little past for some checks."""


@dataclass(slots=True)
class Result:
    """What came of an agency, or of several."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    talks: list[Talk] = field(default_factory=list)
    busy: list[Talk] = field(default_factory=list)
    """Of the projects that are full of trouble."""
    projects: int = 0
    tickets: int = 0

    def add(self, other: "Result") -> None:
        """Count the other too."""
        for name, score in other.scores.items():
            self.scores[name].add(score)
        self.talks += other.talks
        self.busy += other.busy
        self.projects += other.projects
        self.tickets += other.tickets


def simulate(seed: int, projects: int = 3, alone: int = 5, weeks: int = WEEKS) -> Result:
    """Look at the agency of `seed` every working morning from the seventh week on."""
    rules = every_rule()
    start = datetime.combine(START + timedelta(weeks=FIRST_WEEK), time(6), UTC)
    end = datetime.combine(START + timedelta(weeks=weeks, days=-3), time(18), UTC)
    result = Result(scores={rule.id: Score() for rule in rules})
    for engagement in engagements(seed, projects=projects, alone=alone, weeks=weeks):
        listener = Listener(engagement, rules)
        for name, score in measure(engagement, rules, start, end, listener).items():
            score.errors = [f"{engagement.project.name} {engagement.story} {error}" for error in score.errors]
            result.scores[name].add(score)
        result.talks.append(listener.talk)
        if engagement.story == "busy":
            result.busy.append(listener.talk)
        result.projects += 1
        result.tickets += len(engagement.tickets)
    return result
