import pytest

from frontdesk.knowledge.html import article_address, heading_to_html, to_html


def _address(id: str) -> str:
    return article_address(id, "pro")


def test_links_between_articles_keep_the_plan() -> None:
    html = to_html("See [this](article:find-a-recording).", _address)
    assert '<a href="/help/articles/find-a-recording?plan=pro">this</a>' in html


@pytest.mark.parametrize(
    "markdown",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "[x](data:text/html,hi)"],
)
def test_no_markup_and_no_script_comes_through(markdown: str) -> None:
    html = to_html(markdown, _address)
    assert not any(harm in html for harm in ("<script", "<img", 'href="javascript', 'href="data'))


def test_an_id_cannot_leave_its_path() -> None:
    assert article_address("../../desk?x", None) == "/help/articles/..%2F..%2Fdesk%3Fx"


def test_a_heading_is_only_its_words() -> None:
    assert heading_to_html("If **Record** & more", _address) == "If <strong>Record</strong> &amp; more"
