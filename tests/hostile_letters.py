"""Texts that would like to be code, a formula, a file, or more than a page holds: for paper."""

HOSTILE = (
    "<script>alert(1)</script>",
    "$\\frac{1}{0}$ and $x_",
    "\N{GRINNING FACE} \N{CHEQUERED FLAG}",
    "\u202e\u0645\u062f\u064a\u0646\u0629 \u05e2\u05d9\u05e8",
    "X" * 300,
    "%PDF-1.4 endobj (((",
    "\x00\x1b[31m",
    "a\nb\r\nc\u2028d",
    "'\"><img src=x>",
    "",
)
