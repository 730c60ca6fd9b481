"""Tickets for what the client has to give, by their titles: "Content from the client"."""

import re
from functools import lru_cache
from typing import Final

_THING = (
    r"(?:content|texts?|copy|photos?|pictures?|images?|assets?|materials?|files?|data|logos?|logins?|access|"
    r"credentials|input|translations?|documents?|контент|тексты?|фото|фотографии|картинки|материалы?|файлы|данные|"
    r"доступы?|логотипы?|переводы?|документы)"
)
_WHICH = r"(?:all|the|final|missing|remaining|new|product|team|все|[\w-]+(?:ые|ие|ый|ий)) "
"""Only these may stand before a thing: "Upload photos from the client" and "Filter files by client" are our work."""
_THINGS = rf"(?:{_WHICH})*{_THING}(?:(?:,|/| and| &| и) ?(?:{_WHICH})*{_THING})*"
_THEIRS: Final = re.compile(
    rf"{_THINGS} from (?:the )?(?:client|customer)s?"
    r"|(?:the )?(?:client|customer) to (?:provide|send|deliver|supply|hand over)\b.*"
    rf"|(?:the )?(?:client|customer) (?:provides|sends|delivers|supplies|hands over) {_THINGS}"
    rf"|{_THINGS}(?: \w+)? от (?:клиент|заказчик)(?:а|ов)?"
    rf"|(?:клиент|заказчик) (?:присылает|пришлет|предоставляет|передает|готовит|дает) {_THINGS}"
)


@lru_cache(maxsize=4096)
def is_theirs(title: str) -> bool:
    """Whether a ticket of that title is for what the client gives; "Put in the texts from the client" is our work."""
    return _THEIRS.fullmatch(" ".join(title.casefold().replace("ё", "е").split())) is not None
