import pytest

from accounts.domain import agents


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/139.0 Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("curl/8.5.0", "curl"),
        ("", ""),
        ("/", ""),
        ("\x00\n evil\x07/1", "evil"),
        ("x" * 500, "x" * agents.MOST),
    ],
)
def test_it_is_named_as_its_owner_would(said: str, named: str) -> None:
    assert agents.named(said) == named
