import pytest
from django.test import Client

pytestmark = [
    pytest.mark.urls("tests.core.edges"),
    pytest.mark.usefixtures("_test_templates"),
    pytest.mark.django_db,
]
PIECE = "<p>hello</p>"


def test_a_browser_gets_the_whole_page() -> None:
    answer = Client().get("/test/sizes")
    assert answer.status_code == 202
    assert "<!doctype html>" in answer.content.decode()
    assert PIECE in answer.content.decode()


def test_htmx_gets_the_piece_with_the_same_status() -> None:
    answer = Client().get("/test/sizes", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.decode().strip()) == (202, PIECE)


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_htmx_gets_the_whole_page_when_it_puts_it_in_the_page_s_place(header: str) -> None:
    answer = Client().get("/test/sizes", headers={"HX-Request": "true", header: "true"})
    assert "<!doctype html>" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_caches_keep_the_two_apart(headers: dict[str, str]) -> None:
    varies = Client().get("/test/sizes", headers=headers)["Vary"]
    assert "HX-Request" in [name.strip() for name in varies.split(",")]
