"""The page that the benchmark prints."""

from collections.abc import Sequence
from statistics import median

from measure import PACK, Score, every_rule
from simulate import Result
from speaking import Talk

HEAD = """# How often it is right

<!-- Printed by `python benchmarks/agency --write`; do not edit. -->

Nobody can say of an agency's real tickets which of them deserved a word, so this is measured on made-up ones:
{seeds} agencies from a seeded generator (`forewarn.testing.agency`), {projects} projects with {tickets} tickets and
milestones on three kinds of tracker, in English and Russian, over thirteen weeks. Things go wrong on some of them, and
on others something happens that only looks like it. forewarn looks every working morning from the seventh week on, with
all {checks} checks of the pack `{pack}` switched on.

These agencies have more trouble than real ones, so that each check has cases to be judged by. In three of eight
projects ten tickets each have a story in six weeks, beside planned work to which nothing happens; each of the other
five has one story as a whole, of a fair that comes too soon or a client who falls silent. About half of all stories
end well: they only look like a fault. The stories take turns, so that none depends on a lucky seed.

What is true follows from what the generator decided: who meant what, and when. The sentences are drawn from grammars
that were written without a look at the language packs, so that what is misunderstood counts as a mistake. Even so these
are stories, told by people who know the checks: they show what a check does with a clear case and a near miss. How
often such cases occur in your agency they cannot show. A check with few cases has shown little.

A forecast is right where the date was missed in the end, and not blamed where it was silent: process/date-at-risk
speaks of a chance below a half, so that not all of its warnings can come true.

**Precision** is the share of findings that are right; **recall** the share of faults that were found while they lasted
over a morning. What is a matter of degree (work that takes longer than most and less than long) or follows from another
fault is not counted, unless it had become a plain fault while the finding still stood; the column says how many
findings that are. A dash means that nothing of the kind came up.

| check | on | precision | recall | right | wrong | missed | not counted |
|---|---|---|---|---|---|---|---|
"""

TALK = """
## How much it says

Under the pack as it is shipped, with internal comments on every tracker, and nobody who ever answers: the worst case.
What was there on the first morning is the baseline, of which nothing is said.

| | all projects | projects full of trouble |
|---|---|---|
"""


def page(result: Result, seeds: int) -> str:
    """The figures of `seeds` agencies as a page of the manual."""
    rules = every_rule()
    text = HEAD.format(
        seeds=seeds, projects=result.projects, tickets=f"{result.tickets:,}", checks=len(rules), pack=PACK
    )
    for rule in sorted(rules, key=lambda rule: rule.check.slug):
        text += _row(rule.check.slug, rule.enabled, result.scores[rule.id])
    text += TALK
    for name, figure in _FIGURES:
        text += f"| {name} | {figure(result.talks)} | {figure(result.busy)} |\n"
    return text


def _row(slug: str, enabled: bool, score: Score) -> str:
    figures = (score.right, score.wrong, score.missed, score.uncounted)
    shares = (_share(score.precision), _share(score.recall))
    name = f"[{slug}](checks/{slug}.md)"
    return f"| {name} | {'yes' if enabled else ''} | {' | '.join((*shares, *map(str, figures)))} |\n"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _per_day(talks: Sequence[Talk]) -> str:
    means = [sum(talk.days) / len(talk.days) for talk in talks]
    return f"{median(means):.2f}" if means else "–"


def _median_day(talks: Sequence[Talk]) -> str:
    return f"{median(median(talk.days) for talk in talks):g}" if talks else "–"


def _worst(talks: Sequence[Talk]) -> str:
    return f"{max(sum(talk.days) / len(talk.days) for talk in talks):.2f}" if talks else "–"


def _most(talks: Sequence[Talk]) -> str:
    return str(max(max(talk.days) for talk in talks)) if talks else "–"


def _per_ticket(talks: Sequence[Talk]) -> str:
    weeks = sum(talk.ticket_weeks for talk in talks)
    return f"{sum(sum(talk.days) for talk in talks) / weeks:.3f}" if weeks else "–"


_FIGURES = (
    ("comments a project hears on a day, on average: the median project", _per_day),
    ("comments on the median day of the median project", _median_day),
    ("comments a day in the project that hears the most", _worst),
    ("most comments in one project on one day", _most),
    ("comments per ticket and week", _per_ticket),
)
