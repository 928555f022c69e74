"""What a browser or app says that it is, in words that its owner recognises."""

from typing import Final

MOST: Final = 60

# The first that is found counts: nearly every browser claims to be Safari and Mozilla too.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def named(agent: str) -> str:
    """``agent``, a ``User-Agent`` header, as "Firefox, Linux"; of an app that is not known its own
    first word. Versions are left out: they tell people apart and help nobody.
    """
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser or system:
        return ", ".join(filter(None, (browser, system)))
    plain = "".join(each if each.isprintable() else " " for each in agent.split("/")[0])
    return next(iter(plain.split()), "")[:MOST]
