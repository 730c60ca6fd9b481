"""What keeps a promise to give a matter to others: "I'll forward it to the hoster"."""

from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language

_PASS = listed("""
    forward, pass it on, pass this on, pass that on, pass them on, contact, escalate, reach out, get in touch with,
    write to, raise it with, raise this with, перешлю, перешлем, передам, передадим, свяжусь, свяжемся
""")
"""What names such a promise."""
_TO_READER = listed(
    "to you, forward you, contact you, write to you, reach out to you, you a, you the, вам, тебе, с вами, с тобой"
)
_PASSED = listed("""
    forwarded, passed it on, passed this on, passed that on, passed them on, passed on, contacted, escalated,
    reached out, got in touch, been in touch, in touch with, written to, wrote to, emailed, raised it, raised this,
    переслал*, передал*, связал*, написал*
""")
_NOT = listed("""
    not, never, yet, haven't, hasn't, didn't, couldn't, can't, nobody, no one, i will, i'll, we will, we'll, will be,
    should, would, to be, if, once, when, unless, forgot*, не, еще, никто, если, когда, забы*
""")
"""What says beside it that it is still to come."""


def is_passing_on(promise: str, language: Language) -> bool:
    """Whether it promises to give a matter to others than those who read it."""
    return sentence_with(promise, _PASS, language) is not None and not sentence_with(promise, _TO_READER, language)


def tells_of_passing_on(text: str, language: Language) -> bool:
    """Whether it says that a matter was given to others."""
    told = (one for one in language.sentences(text) if sentence_with(one, _PASSED, language))
    return any(not sentence_with(one, _NOT, language) and not language.asks(one) for one in told)
