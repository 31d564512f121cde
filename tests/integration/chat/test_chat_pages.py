import re
import time

import httpx
import pytest

from frontdesk.chat.identity import verify


def get(server, path: str, **options) -> httpx.Response:
    return httpx.get(server.url + path, trust_env=False, **options)


@pytest.mark.parametrize("path", ["/widget.js", "/widget/main.js", "/widget/widget.css"])
def test_the_widget_may_be_loaded_from_any_origin_and_is_revalidated(server, path: str) -> None:
    response = get(server, path, headers={"Origin": "https://shop.example"})
    again = get(server, path, headers={"If-None-Match": response.headers["etag"]})

    assert response.status_code == 200 and again.status_code == 304
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cache-control"] == "no-cache"


def test_every_part_that_the_widget_imports_is_served(server) -> None:
    wanted, seen = {"main.js"}, set()
    while wanted - seen:
        name = (wanted - seen).pop()
        response = get(server, f"/widget/{name}")
        assert response.status_code == 200 and "javascript" in response.headers["content-type"]
        seen.add(name)
        wanted |= set(re.findall(r'from "\./([\w.]+)"', response.text))
    assert len(seen) > 5


@pytest.mark.parametrize(
    "path", ["/widget/nothing.js", "/widget/..%2Fpage%2Fpage.html", "/widget/..%2f..%2fservice.py"]
)
def test_nothing_else_is_served(server, path: str) -> None:
    assert get(server, path).status_code == 404


def test_the_demo_page_lets_one_chat_as_a_customer(server) -> None:
    page = get(server, "/", params={"as": "c-maria"}).text
    token = re.search(r'data-identity="([^"]+)"', page)
    assert token and verify(token[1], server.settings.identity_secret.get_secret_value(), now=time.time()) == "c-maria"
    assert "Maria Soto" in page and "Ben &lt;b&gt;Okri" in page and "<b>Okri" not in page


@pytest.mark.parametrize("who", ["", "c-nobody", '"><script>'])
def test_anyone_else_is_a_visitor_on_the_demo_page(server, who: str) -> None:
    page = get(server, "/", params={"as": who}).text
    assert 'data-identity=""' in page and '"><script>' not in page


def test_in_production_there_is_no_demo_page(serve) -> None:
    secrets = dict.fromkeys(("rasa_token", "callback_token", "identity_secret", "desk_password"), "set")
    server = serve(environment="production", **secrets)
    response = get(server, "/")
    assert response.status_code == 307 and response.headers["location"] == "/desk"
    assert get(server, "/page/page.css").status_code == 404
