"""Only the author's own words are read, sentence by sentence."""

import pytest

from forewarn.language import Language, language_for

CASES = {
    "sentences end at stops followed by a space": ("One. Two! Three? four", ("One.", "Two!", "Three?", "four")),
    "an abbreviation ends no sentence": ("Use e.g. the old one. Fine.", ("Use e.g. the old one.", "Fine.")),
    "a version ends no sentence": ("We run 2.4.1 here.", ("We run 2.4.1 here.",)),
    "what somebody is quoted with stays in one piece": (
        'She wrote: "When is it done? We wait." I rang her.',
        ('She wrote: "When is it done? We wait."', "I rang her."),
    ),
    "a quotation mark of any kind ends a sentence": ("He said “no.” I left.", ("He said “no.”", "I left.")),
    "a quote within a sentence does not end it": (
        "Is the “Why us?” page done yet? I wait.",
        ("Is the “Why us?” page done yet?", "I wait."),
    ),
    "a month's dot ends no sentence before a day": ("By Dec. 3 we know. Fine.", ("By Dec. 3 we know.", "Fine.")),
    "another does": ("It's for Jan. Is that ok?", ("It's for Jan.", "Is that ok?")),
    "inches with a space quote nothing": (
        'The 27 " one. Any news? A 24 " one.',
        ('The 27 " one.', "Any news?", 'A 24 " one.'),
    ),
    "inches quote nothing": ('The 27" one. Any news? The 24" one.', ('The 27" one.', "Any news?", 'The 24" one.')),
    "an address ends no sentence": (
        "See https://example.org/a.b?c=d for it.",
        ("See https://example.org/a.b?c=d for it.",),
    ),
    "a fenced block is left out": ("Look:\n```\nany news?\n```\nFine.", ("Look:", "Fine.")),
    "a fence that is never closed takes the rest": ("Look:\n```\nany news?", ("Look:",)),
    "a Jira code block is left out": ("A {code:title=x.py}any news?{code} B", ("A", "B")),
    "a Jira noformat block is left out": ("A\n{noformat}\nany news?\n{noformat}\nB", ("A", "B")),
    "a Jira quote is left out": ("{quote}any news?{quote}\nNo.", ("No.",)),
    "bq. quotes one line": ("bq. any news?\nNo.", ("No.",)),
    "a quoted line is left out": ("> any news?\n>> more\nNo.", ("No.",)),
    "a quote after a block on the same line is left out": ("{code}x{code}> any news?\nNo.", ("No.",)),
    "an HTML remark is left out": ("Yes. <!-- any news? -->", ("Yes.",)),
    "an HTML quote is left out": ("<blockquote>any news?</blockquote>No.", ("No.",)),
    "a signature after two dashes is left out": ("Yes.\n-- \nAnna\nAny news? Ask me.", ("Yes.",)),
    "a farewell and a name are left out": ("Yes.\n\nKind regards,\nAnna Example\n+49 30 123", ("Yes.",)),
    "a farewell in the middle of a text stays": (
        "Best wishes,\nto you all and here is what we did in the past week.",
        ("Best wishes, to you all and here is what we did in the past week.",),
    ),
    "a comment of nothing but thanks stays": ("Thanks,\nAnna", ("Thanks,",)),
    "thanks before a request stay": ("Thanks,\ncan you send it?", ("Thanks, can you send it?",)),
    "a mail below an answer is left out": ("No.\n\nOn Tue, 3 Mar 2026 at 10:12, Anna wrote:\nAny news?", ("No.",)),
    "so it is where the line break before it got lost": (
        "Works.On Mar 3, 2026, at 10:12 AM, Anna ***@***.***> wrote:Anna left a comment (shop#4)\nAny news?",
        ("Works.",),
    ),
    "what somebody wrote one day is the author's to tell": (
        "It fails. On Monday Anna <anna@example.org> wrote: it works. Who is right?",
        ("It fails.", "On Monday Anna <anna@example.org> wrote: it works.", "Who is right?"),
    ),
    "a mail below a line across is left out": (
        "Got it. Thanks!\n________________________________\nFrom: Anna Example\nSent: 3 March\n\nDid you get it?",
        ("Got it.", "Thanks!"),
    ),
    "what stands below a mere line across is read": (
        "Thanks!\n____________________________________\nAny news on the map?\n\n---\n***\nBye.",
        ("Thanks!", "Any news on the map?", "Bye."),
    ),
    "an answer below what it quotes is read": (
        "On Tue, 3 Mar 2026 at 10:12, Anna wrote:\n> By Tuesday.\n> Anna\n\nIt's Wednesday. Where is it?",
        ("It's Wednesday.", "Where is it?"),
    ),
    "so it is below a quote of the tracker's own": (
        "On Tue, 3 Mar 2026 at 10:12, Anna wrote:\n{quote}By Tuesday.{quote}\nIt's Wednesday.",
        ("It's Wednesday.",),
    ),
    "so are answers between": (
        "On Tue, 3 Mar 2026 at 10:12, Anna wrote:\n> Which one?\nThe left one.\n>\n> And when?\nOn Monday.",
        ("The left one.", "On Monday."),
    ),
    "a mail that is quoted below an answer is left out": (
        "No.\n\nSent from my phone\n\n> On Tue, 3 Mar 2026 at 10:12, Anna wrote:\n>\n> Any news?",
        ("No.",),
    ),
    "a postscript is no signature": (
        "Yes.\n\nBest regards\nAnna\n\nP.S. The map is wrong.",
        ("Yes.", "Best regards", "Anna", "P.S.", "The map is wrong."),
    ),
    "nor is an afterthought": (
        "Yes.\n\nThanks,\nAnna\n\nOne more thing: the map is wrong",
        ("Yes.", "Thanks,", "Anna", "One more thing: the map is wrong"),
    ),
    "a forwarded mail is left out": ("FYI.\n---------- Forwarded message ----------\nAny news?", ("FYI.",)),
    "a telephone's line is left out": ("No.\nSent from my phone", ("No.",)),
    "lines broken by a mail program belong together": (
        "I think that we should wait for the texts of the legal team, and\nthen publish.",
        ("I think that we should wait for the texts of the legal team, and then publish.",),
    ),
    "points of a list are sentences": ("- first point\n- second point", ("- first point", "- second point")),
    "an empty comment has none": ("  \n ", ()),
}


@pytest.mark.parametrize("name", CASES)
def test_the_authors_own_sentences(english: Language, name: str) -> None:
    text, sentences = CASES[name]
    assert english.sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "Сделано.\n\nС уважением,\nАнна",
        "Сделано.\n\nвт, 3 мар. 2026 г. в 10:12, Анна пишет:\nЕсть новости?",
        "Сделано.\n-- \nАнна",
        "вт, 3 мар. 2026 г. в 10:12, Анна <anna@example.org> пишет:\n> Когда?\n\nСделано.",
        "Сделано.\n\nпт, 6 мар. 2026 г. в 10:12, Анна <anna@example.org>:\nЕсть новости?",
        "Сделано.\n\n6 марта 2026 г., 10:12 +0300, Анна <anna@example.org>, писала:\nЕсть новости?",
        "Сделано.\n\n16 марта 2026 г., 10:12 пользователь Анна <anna@example.org>\nнаписал:\n\nЕсть новости?",
        "Сделано.\n\nПятница, 6 марта 2026, 10:12 +03:00 от Анна <anna@example.org>:\nЕсть новости?",
    ],
)
def test_russian_signatures_and_mails_are_left_out(text: str) -> None:
    russian = language_for("ru")
    assert russian is not None
    assert russian.sentences(text) == ("Сделано.",)


@pytest.mark.parametrize(
    "text",
    [
        "6 марта пришлите договор на anna@example.org",
        "Пятница подходит, письмо от банка пришло на anna@example.org",
    ],
)
def test_a_day_and_an_address_alone_begin_no_mail(text: str) -> None:
    russian = language_for("ru")
    assert russian is not None
    assert russian.sentences(text) == (text,)
