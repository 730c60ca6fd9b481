"""Words that options list, looked for in what people wrote themselves; with the lists that checks begin with."""

import re
from collections.abc import Iterable
from functools import lru_cache

from forewarn.language import Language

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ё": "е"})


def listed(text: str) -> frozenset[str]:
    """The words and phrases of a text, with commas between them."""
    return frozenset(" ".join(part.split()) for part in text.split(","))


OUTAGE = listed("""
    site is down, website is down, shop is down, store is down, server is down, checkout is down, everything is down,
    site went down, website went down, shop went down, been down, is completely down, site is offline, shop is offline,
    website is offline, went offline, outage, this is an emergency, not reachable, unreachable, nothing works,
    nobody can order, nobody can pay, nobody can buy, nobody can check out, nobody can log in, no one can order,
    no one can pay, customers can't order, customers can't pay, customers can't buy, customers can't check out,
    customers cannot order, customers cannot pay, can't work, cannot work, can't pay, cannot pay, can't order,
    cannot order, can't check out, cannot check out, checkout doesn't work, checkout does not work,
    nobody can book, no one can book, customers can't book, customers cannot book, guests can't book,
    guests cannot book, clients can't book, clients cannot book, people can't book, people cannot book,
    error 500, 500 error, internal server error,
    сайт не работает, сайт не открывается, сайт недоступен, упал сайт, сайт упал, сайт лежит, магазин упал,
    магазин лежит, магазин не работает, магазин не открывается, ничего не работает, не могут оплатить,
    не могут заказать, не проходит оплата, оплата не проходит, не проходят платежи, оплата не работает, авария,
    не могут записаться, не могут забронировать, ошибка 500
""")
"""What a client writes whose site, shop or work stands still."""

PRESSING = OUTAGE | listed("""
    urgent*, asap, as soon as possible, immediately, deadline, by today, by tonight, by tomorrow, by noon,
    by monday, by tuesday, by wednesday, by thursday, by friday, by next week, by the end of, blocked, blocker*,
    blocking, blocks us, blocks me, offline, stopped working, complain*, disappoint*, unacceptable, frustrat*, unhappy,
    not happy, annoyed, angry, fed up, let down, third time, still not, still doesn't, broken, not working,
    isn't working, doesn't work, don't work, does not work, do not work, something is wrong, wrong with, went wrong,
    срочн*, немедленно, как можно скорее, как можно быстрее, дедлайн*, до понедельника, до вторника, до среды,
    до четверга, до пятницы, до завтра, к понедельнику, ко вторнику, к среде, к четвергу, к пятнице, к завтрашнему,
    до конца, к концу, заблокирован*, блокирует, не работает, не работают, не открывается, сломал*, что-то не так,
    не загружается, не отправляется, перестал* работать, жалоб*, жалу*, недовол*, неприемлемо, разочарован*, возмущен*,
    сколько можно, в третий раз, до сих пор не, все еще не
""")
"""What a client writes who complains, is held up or has a deadline."""

OBJECTING = listed("""
    no, not, don't, doesn't, didn't, isn't, aren't, wasn't, can't, cannot, won't, wouldn't, shouldn't, never, stop,
    wait, hold on, hold off, instead, rather, than, but, however, unless, until, cancel*, different*, changed our mind,
    changed my mind, не, ни, нет, стоп, подожд*, погод*, вместо, но, однако, передумал*, отмен*, останов*, выше, дороже
""")
"""What a client writes who wants it otherwise, or not yet."""

FAMILIAR = listed("""
    поправь, исправь, почини, добавь, убери, замени, поменяй, измени, сделай, доделай, переделай, верни, перенеси,
    удали, обнови, поставь, подними, включи, выключи, отключи, подключи, настрой, проверь, посмотри, глянь, чекни,
    скинь, кинь, вышли мне, вышли нам, пришли мне, пришли нам, отправь, загрузи, залей, закинь, выложи,
    подготовь, напиши, скажи, подскажи, уточни, ответь, объясни, сообщи, перезвони, позвони, помоги, займись,
    открой доступ, дай доступ, дай знать, дай ответ, дай фидбек, дай фидбэк
""")
"""What is asked of somebody whom one knows well: Russian has other words for that. Colleagues use them among each
other, so of the team they ask the client only where no other is named."""

GIVING = listed("""
    i'll send, we'll send, i will send, we will send, i'll forward, we'll forward, i will forward, we will forward,
    i'll pay, we'll pay, i will pay, we will pay, пришлю, пришлем, вышлю, вышлем, скину, скинем, отправлю, отправим,
    перешлю, перешлем, передам, передадим, загружу, загрузим, оплачу, оплатим
""")
"""What a client writes who is going to send something, or to pay."""

OUR_PART = listed("""
    once you, as soon as you, after you, until you, unless you, provided you, provided that you, when you have,
    как только вы, после того как вы, когда вы, пока вы
""")
"""What a client writes who sees to something once we have done our part."""

CONDITIONAL = listed("""
    if, once, when, as soon as, after, until, unless, provided, other, another, elsewhere, alternative*, lawyer*,
    contract, если, когда, пока, после, как только, как увижу, как увидим, как получу, как получим, при условии,
    другое, другой, другие, других, другую, юрист*, договор*
""")
"""What a client writes who may not go on by themselves, or not with us."""

SLIPPING = listed("""
    late, later than, delay*, slip, slips, slipped, slipping, postpone*, pushed back, push back, move the date,
    moved the date, moved to, have to move, need to move, behind schedule, running behind, running a bit behind,
    running a little behind, we're a bit behind, we are a bit behind, i'm a bit behind, not make it, won't make,
    will not make, can't make, cannot make, not be ready, not be finished, not be done, won't be ready, won't be
    finished, won't be done, not going to be ready, not going to be finished, not going to be done, not ready, not
    finished, not done yet, take longer, takes longer, taking longer, took longer, need more time, needs more time,
    need another, need until, needs until, need till, needs till, take me until, take us until, takes me until,
    takes us until, taking us longer, longer than planned, longer than expected, longer than we thought, bit longer,
    need longer, more days, one more day, needs another, days behind, day behind, week behind, weeks behind, miss
    the date, miss the deadline, miss the launch, miss the release, not hit, not going to hit, not going to make, no
    longer realistic, can't keep, cannot keep, can't hold, cannot hold, reschedul*, push the launch, push the
    release, push the date, push the delivery, pushed the launch, pushed the release, pushed the date, push this
    out, pushing this out, push it out, pushing it out, pushed to next, pushed to the end, pushed to monday, pushed
    to tuesday, pushed to wednesday, pushed to thursday, pushed to friday, moves to, new date, new eta, new
    deadline, on hold, held up, blocked, еще один день, еще два дня, еще три дня, еще пара дней, еще пару дней, еще
    несколько дней, еще неделя, еще неделю, съезжает на, съезжают на, съедет на, съедут на, переезжает на,
    переезжают на, затягив*, затянул*, сорвал* срок*, срок* сорв*, не уложим*, не уложил*, не укладыва*, не законч*,
    не доделае*, не доделаю, не сдадим, не будет готов*, не будут готов*, нереальн*, не получится в, не выйдет в, не
    получится к, не выйдет к, задерж*, опазд*, опозда*, перенос*, перенес*, сдвиг*, сдвин*, отклад*, отлож*, не
    успе*, не готов*, дольше, позже чем, больше времени, новый срок, новая дата, новой дат*, просроч*, отста*,
    заблокирован*
""")
"""What somebody writes who tells of work that comes later than planned."""

MOVING = listed("""
    moved to, have to move, need to move, moves to, перенос*, перенес*, сдвиг*, сдвин*, съезжает на, съезжают на,
    съедет на, съедут на, переезжает на, переезжают на
""")
"""Those of them that are said of dates and of buttons."""

ON_TIME = listed("""
    no delay*, without delay*, not delayed, not be delayed, isn't delayed, won't slip, will not slip, not slip,
    won't be late, will not be late, not be late, not late, don't be late, late answer*, late repl*, late response*,
    late message, reply late, replying late, replying so late, answering late, answering so late, responding late,
    responding so late, writing so late, delayed answer*, delayed repl*, delayed response*, delay in answering,
    delay in replying, delay in responding, delay in my reply, delay in my response, delay in getting back,
    delay in coming back, getting late,
    задержк* с ответ*, задержк* ответ*, поздн* ответ*,
    без задерж*, не задерж*, не опазд*, не опозда*, не перенос*, не сдвиг*, не сдвин*, не отклад*, не отлож*
""")
"""Words of SLIPPING that tell of no such thing."""

HALTING = listed("""
    on hold, held up, blocked, stuck, at a standstill, standstill, came to a halt, cannot go on, can't go on,
    cannot continue, can't continue, waiting for, wait for, waiting on, depends on, paused,
    жд*м, ждет, ожида*, на паузе, приостанов*, останов*, застрял*, встал*, заблокирован*, не можем продолж*,
    не можем двига*, завис*
""")
"""What somebody writes who tells that work cannot go on."""

AWAY = listed("""
    vacation*, holiday*, out of office, out of the office, on leave, parental leave, maternity leave, annual leave,
    away, отпуск*, в отъезде, не в офисе, вне офиса, на больничном, командировк*, праздник*, каникул*
""")
"""What somebody writes who will not be there."""

BY = listed("by, before, no later than, до, к, ко, не позднее, не позже")
"""What stands before the day on which something is to be there."""

FOR_INFORMATION = listed("""
    no action needed, no action required, no action necessary, no reply needed, no reply necessary, no answer needed,
    no response needed, no need to reply, no need to answer, no need to respond, ответа не требуется, отвечать не
    нужно, отвечать не надо, можно не отвечать, ничего делать не нужно, ничего делать не надо, действий не требуется
""")
"""What somebody writes who wants no answer."""

TALK = listed("""
    call, meeting, demo, show, showing, present, presenting, presentation, workshop, созвон*, звонок, звонк*, встреч*,
    презентац*, покажу, покажем, показать
""")
"""What is no work but a talk."""


_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?|(?:an?|half|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|один|одна|одну|одного|два|две|двух|три|трех|четыре|пять|шесть|семь|восемь|девять|десять)(?!\w))"
)
_APART = r"[\s-]*(?:[^\W\d]+[\s-]+)?"
"""Beside a number one more word may stand, as in two working days."""
_SOME_WORDS = r"(?!\w)[^,;:]{0,40}(?<!\w)"


_SAYING = re.compile(r"\w")


@lru_cache(maxsize=64)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    phrases = (re.escape(" ".join(word.casefold().translate(_PLAIN).split())) for word in sorted(words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt_out, phrases))})(?!\w)")


def _spelt_out(phrase: str) -> str:
    between = _APART if r"\#" in phrase else r"\s+"
    spelt = phrase.replace(r"\*", r"\w*").replace(r"\ \.\.\.\ ", _SOME_WORDS)
    return spelt.replace(r"\ ", between).replace(r"\#", _NUMBER)


def sentence_with(text: str, words: Iterable[str], language: Language) -> str | None:
    """The first of the author's own sentences that holds one of `words`.

    In them `*` stands for any ending of a word, `#` for a number, beside which one more word may stand, and `...` for a
    few words of the same clause.
    """
    wanted = frozenset(words)
    sentences = language.sentences(text) if wanted else ()
    return next((s for s in sentences if _pattern(wanted).search(s.casefold().translate(_PLAIN))), None)


def has_words(text: str) -> bool:
    """Whether a text holds more than signs."""
    return _SAYING.search(text) is not None


def without(text: str, words: frozenset[str]) -> str:
    """A text with a dash in place of `words`."""
    return _pattern(words).sub("-", text.casefold().translate(_PLAIN))


def tells_of_delay(text: str, words: Iterable[str], language: Language) -> str | None:
    """The first of the author's own sentences that holds one of `words` and does not say that all is on time."""
    for sentence in language.sentences(text):
        if _pattern(frozenset(words)).search(without(sentence, ON_TIME)):
            return sentence
    return None
