"""Tickets for what the client has to give, by their titles: "Content from the client"."""

import re
from functools import lru_cache
from typing import Final

_THING = (
    r"(?:content|texts?|copy|photos?|pictures?|images?|assets?|materials?|files?|data|logos?|logins?|access|"
    r"credentials|input|translations?|documents?|контент|тексты?|фото|фотографии|картинки|материалы?|файлы|данные|"
    r"доступы?|логотипы?|переводы?|документы)"
)
_THINGS = rf"(?:[\w-]+ )?{_THING}(?:(?:,|/| and| &| и) ?(?:[\w-]+ )?{_THING})*"
_THEIRS: Final = re.compile(
    rf"{_THINGS} (?:from|by) (?:the )?(?:client|customer)s?"
    r"|(?:the )?(?:client|customer) (?:to )?(?:provides?|sends?|delivers?|supplies|supply|hands over)\b.*"
    rf"|{_THINGS}(?: \w+)? от (?:клиент|заказчик)\w*"
    r"|(?:клиент|заказчик) (?:присылает|пришлет|предоставляет|передает|готовит|дает)\b.*"
)


@lru_cache(maxsize=4096)
def is_theirs(title: str) -> bool:
    """Whether a ticket of that title is for what the client gives; "Put in the texts from the client" is our work."""
    return _THEIRS.fullmatch(" ".join(title.casefold().replace("ё", "е").split())) is not None
