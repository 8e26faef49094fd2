"""Descriptions written in HTML, as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.html_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<h2>Care</h2>\n  <ul>\n<li>wash</li>\n<li>dry</li></ul>", "Care\n- wash\n- dry"),
        ("<b>5 &lt; 6</b> &amp; &#2547;20", "5 < 6 & ৳20"),
        ("<style>p {color: red}</style><p>seen</p><script>alert(1)</script>", "seen"),
        ("<table><tr><td>S</td><td>36</td></tr><tr><td>M</td><td>38</td></tr></table>", "S 36\nM 38"),
        ("Salt &amp; pepper\nnext line", "Salt & pepper\nnext line"),
        ("plain\n\ntext", "plain\n\ntext"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p>never closed", "never closed"),
    ],
)
def test_a_reader_of_the_text_sees_what_a_reader_of_the_page_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(alphabet="<>&/!-abp li;#0\n\"'", max_size=200))
def test_no_html_is_too_broken(html: str) -> None:
    assert isinstance(plain_text(html), str)
