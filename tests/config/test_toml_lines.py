"""Lines of keys in TOML: told right whatever stands between them."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from drconsole.settings.config.toml_lines import key_lines

DOCUMENT = '''
# [no.table]
top = 1   # top = 2
[ console ]
theme = """
theme = "inner"
[fake]
\\""" """
log_in = \'\'\'x = 1
y = 2\'\'\'
list = [ "a = 1", # ]
  [1, 2],
]
inline = { a = 1, b = "}" }
"quoted key" . 'x' = "# no comment"
[a."b.c"]
d = "\\"" # "
[[rows]]
e = 1
'''


def test_lines_are_those_on_which_keys_stand() -> None:
    tomllib.loads(DOCUMENT)
    assert key_lines(DOCUMENT) == {
        ("top",): 3,
        ("console",): 4,
        ("console", "theme"): 5,
        ("console", "log_in"): 9,
        ("console", "list"): 11,
        ("console", "inline"): 14,
        ("console", "quoted key", "x"): 15,
        ("a", "b.c"): 16,
        ("a", "b.c", "d"): 17,
        ("rows",): 18,
        ("rows", "e"): 19,
    }


VALUES = st.sampled_from(
    [
        "1",
        '"x"',
        "'='",
        '"""\n[t]\nk = 1\n"""',
        "'''\n'''",
        "[\n1,\n# ] \n2]",
        "{ a = '#' }",
        '"\\""',
        "2020-01-01",
        '""',
    ]
)


@given(st.lists(VALUES, max_size=12))
def test_a_key_after_any_values_has_the_line_of_its_own_text(values: list[str]) -> None:
    text = "".join(f"key{number} = {value} # note\n" for number, value in enumerate(values)) + "last = 1\n"
    tomllib.loads(text)
    lines = text.split("\n")
    assert {path[0]: lines[line - 1].split(" ")[0] for path, line in key_lines(text).items()} == {
        name: name for name in (*(f"key{number}" for number in range(len(values))), "last")
    }
