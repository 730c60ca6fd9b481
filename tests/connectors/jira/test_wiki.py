"""Jira's wiki text as people read it; the left sides are what Atlassian's own converter makes of documents."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.jira.test_changelog import POINTS, a_history, an_issue, an_item
from tests.connectors.jira.test_normalize import a_comment

from forewarn.model import Field
from forewarn_jira.normalize import ticket
from forewarn_jira.wiki import readable


def said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def node(kind: str, *content: dict[str, Any], **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def written_out(document: dict[str, Any], display: str = "block") -> str:
    return f"{{adf:display={display}}}\n{json.dumps(document)}\n{{adf}}"


QUESTION = node("paragraph", said("Is this "), said("still open?"))
TABLE = node("table", node("tableRow", node("tableCell", QUESTION, colspan=2)), node("tableRow", node("tableCell")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{color:#172b4d}Thanks, that looks great!{color}", "Thanks, that looks great!"),
        ("By {color:#172b4d}*Friday*{color}{color:#172b4d}.{color}", "By *Friday*."),
        ("{panel:bgColor=#deebff}\nWhen?\n{panel}", "\nWhen?\n"),
        ("{panel:title=To do|borderStyle=dashed}When?{panel}", "When?"),
        ("You get it by {{2026-03-12}}.", "You get it by 2026-03-12."),
        ("Run {{make 2026}}", "Run {{make 2026}}"),
        ("So:\n{{forewarn: dismiss because Una knows}}\n", "So:\nforewarn: dismiss because Una knows\n"),
        ("Write {{forewarn: explain}}", "Write {{forewarn: explain}}"),
        ("[https://a.example/A-7|https://a.example/A-7|smart-link] is live.", "https://a.example/A-7 is live."),
        ("[here|https://a.example/x] it is", "[here|https://a.example/x] it is"),
        ("{quote}When?{quote}\n\n[~accountid:5:ab]", "{quote}When?{quote}\n\n[~accountid:5:ab]"),
        ('Like so:\n\n!shot 1.png|width=573,alt="shot 1.png"!', "Like so:\n\nshot 1.png"),
        ("!https://a.example/x.png|thumbnail! [^Plan v2.pdf] [^a.pdf|x]", "https://a.example/x.png Plan v2.pdf a.pdf"),
        ("Hi!Tom.Hello!x and (!a.png!)", "Hi!Tom.Hello!x and (a.png)"),
        ("Use arr[^1], [^0-9.] or [^1]; see [^1. Offer.pdf]", "Use arr[^1], [^0-9.] or [^1]; see 1. Offer.pdf"),
        (
            f"One {{adf}}{{broken\n{{adf}}\n\n{written_out(QUESTION)}\n",
            "One {adf}{broken\n{adf}\n\nIs this still open?\n",
        ),
        ("Great! See a.png! Thanks!! [^]", "Great! See a.png! Thanks!! [^]"),
        (r"Write \{color:red} for red", r"Write \{color:red} for red"),
        (f"Thanks:\n\n{written_out(TABLE)}\n\nUna", "Thanks:\n\nIs this still open?\n\n\nUna"),
        (
            written_out(node("nestedExpand", node("codeBlock", said("a?")), node("blockquote", QUESTION))),
            "{code}a?{code}\n{quote}Is this still open?{quote}",
        ),
        (
            written_out(
                node(
                    "paragraph",
                    node("mention", id="5:ab"),
                    said(" by "),
                    node("date", timestamp="1773273600000"),
                    node("hardBreak"),
                    node("emoji", shortName=":ok:", text="👌"),
                    node("status", text="OPEN"),
                    node("inlineCard", url="https://a.example"),
                ),
                "inline",
            ),
            "[~accountid:5:ab] by 2026-03-12\n👌OPENhttps://a.example",
        ),
        (written_out(node("paragraph", node("date", timestamp=[]), node("date", timestamp="9" * 30), node("x"))), ""),
    ],
)
def test_what_only_decorates_is_left_out(text: str, expected: str) -> None:
    assert readable(text) == expected == readable(expected)


@pytest.mark.parametrize("text", ["{adf}", "{adf:display=block}{", "{adf}{]", '{adf}{"a": ' * 2_000, "{adf}{}" * 3])
def test_whatever_people_write_is_read(text: str) -> None:
    readable(text)


@given(st.text(alphabet='{}[]|:adfcolorpanel"\\ \n'))
def test_any_text_can_be_read(text: str) -> None:
    readable(text)


def test_what_no_database_can_hold_is_left_out() -> None:
    assert readable(r'{adf}{"type": "text", "text": "a\u0000b\ud800c"}{adf}') == "abc"


def test_comments_descriptions_and_fields_are_read_so() -> None:
    red = "{color:#ff5630}When?{color}"
    changes = [a_history(an_item("description", (None, "Now"), (None, red)))]
    fields = {"description": red, "customfield_10031": [red], "customfield_10032": {"value": red}}
    read = ticket(an_issue(**fields), changes, [a_comment(body=red)], POINTS)
    told = [event.new or event.text for event in read.history if event.field is Field.DESCRIPTION or event.text]
    assert [read.description, read.criteria, read.reason, *told] == ["When?"] * 5


def test_another_colour_is_no_change() -> None:
    item = an_item("description", (None, "{color:red}When?{color}"), (None, "{color:#172b4d}When?{color}"))
    assert not ticket(an_issue(), [a_history(item)], (), POINTS).history[1:]
