"""A hundred JSON texts, half valid and half broken after RFC 8259, each by itself the body of a batch.

VALID: name, text. BROKEN: name, text, line, column of the first byte with which no JSON text can go on (one
behind the last byte where a text only ends too early); columns are counted in bytes, from 1. CHOICES: texts
that RFC 8259 leaves to the reader, and what this one says of them.
"""

KEY = b'"date":"2024-01-01","platform":"meta","campaign_id":"c1","clicks":1'
ROW = b"{" + KEY + b"}"


def row(value):
    """A row with one more value."""
    return b"{" + KEY + b',"note":' + value + b"}"


def whole(value):
    return b"[" + row(value) + b"]"


BEFORE = len(whole(b"")) - 1  # the column of a value's first byte is one behind


def at(name, value, place):
    """A broken value in an array of one row, its fault at that byte of it, from 0."""
    return name, whole(value), 1, BEFORE + place


DEEP = 62  # beside the array and the object of the row

VALID = [
    ("an array of one row", b"[" + ROW + b"]"),
    ("one object", ROW),
    ("two objects in a line", ROW + b" " + ROW.replace(b"c1", b"c2")),
    ("objects a line", ROW + b"\n" + ROW.replace(b"c1", b"c2") + b"\n"),
    ("objects without anything between", ROW + ROW.replace(b"c1", b"c2")),
    ("all white space that there is", b" \t\r\n[ \t\r\n" + ROW + b"\r\n\t ]\n\r \t"),
    ("white space inside", b'[ { "date" : "2024-01-01" , "platform" : "meta" ,\n"clicks"\t:\r1 } ]'),
    ("line ends of old machines", b"[\r" + ROW + b"\r]\r"),
    ("a byte order mark", b"\xef\xbb\xbf[" + ROW + b"]"),
    ("an empty text", whole(b'""')),
    ("an empty key", b"[{" + KEY + b',"":1}]'),
    ("an empty object", whole(b"{}")),
    ("an empty array", whole(b"[]")),
    ("an empty array in an array", whole(b"[[],[ ]]")),
    ("literals", whole(b"[true,false,null]")),
    ("zero", whole(b"0")),
    ("minus zero", whole(b"-0")),
    ("minus zero with decimals", whole(b"-0.0")),
    ("a negative number", whole(b"-12")),
    ("decimals", whole(b"0.5")),
    ("zeros behind the point", whole(b"1.000")),
    ("an exponent", whole(b"1e5")),
    ("a large letter of an exponent", whole(b"1E5")),
    ("an exponent with a plus", whole(b"1e+5")),
    ("an exponent with a minus", whole(b"1.5E-5")),
    ("zeros before an exponent", whole(b"1e0005")),
    ("zero with an exponent", whole(b"0e10")),
    ("a number beyond doubles", whole(b"1e400")),
    ("an exponent beyond 32 bits", whole(b"1e99999999999")),
    ("an exponent below 32 bits", whole(b"-1.5E-99999999999")),
    ("an exponent of many zeros", whole(b"1e" + b"0" * 100 + b"1")),
    ("a number of a hundred digits", whole(b"9" * 100)),
    ("a fraction of a hundred digits", whole(b"0." + b"3" * 100)),
    ("all short escapes", whole(rb'"\" \\ \/ \b \f \n \r \t"')),
    ("an escape of four digits", whole(rb'"\u00e9"')),
    ("large and small digits of an escape", whole(rb'"\u00E9\u00aF"')),
    ("an escape of a NUL", whole(rb'"\u0000"')),
    ("an escape of a control character", whole(rb'"\u001f"')),
    ("a surrogate pair", whole(rb'"\ud83d\ude00"')),
    ("the first and the last pair", whole(rb'"\ud800\udc00\uDBFF\uDFFF"')),
    ("a key with escapes", b"[{" + KEY + rb',"\u0061\n":1}]'),
    ("DEL is no control character here", whole(b'"\x7f"')),
    ("text of two bytes", whole('"é"'.encode())),
    ("text of three bytes", whole('"€"'.encode())),
    ("text of four bytes", whole('"😀"'.encode())),
    ("the line separators of Unicode", whole('"\u2028\u2029"'.encode())),
    ("a mark in the midst of a text", whole('"a\ufeffb"'.encode())),
    ("noncharacters", whole('"\uffff\U0010ffff"'.encode())),
    ("as deep as it may be", whole(b"[" * DEEP + b"]" * DEEP)),
    ("what looks like JSON in a text", whole(rb'"{\"a\":[1,}"')),
]
BROKEN = [
    at("a leading zero", b"01", 1),
    at("a leading zero behind a minus", b"-01", 2),
    at("nothing behind the point", b"1.", 2),
    at("nothing before the point", b".5", 0),
    at("a minus alone", b"-", 1),
    at("a minus before a point", b"-.5", 1),
    at("an exponent without digits", b"1e", 2),
    at("an exponent with a sign alone", b"1e+", 3),
    at("an exponent behind a bare point", b"1.e5", 2),
    at("a broken exponent", b"1e5.5", 3),
    at("a plus", b"+1", 0),
    at("two points", b"1.2.3", 3),
    at("hexadecimal", b"0x1F", 1),
    at("a comma of thousands", b"1,234", 2),
    at("NaN", b"NaN", 0),
    at("Infinity", b"Infinity", 0),
    at("minus Infinity", b"-Infinity", 1),
    at("a large literal", b"True", 0),
    at("a literal cut short", b"nul", 3),
    at("a literal that goes on", b"nulll", 4),
    at("Python's literal", b"None", 0),
    at("undefined", b"undefined", 0),
    at("a word", b"abc", 0),
    at("single quotes", b"'a'", 0),
    at("a line feed in a text", b'"a\nb"', 2),
    at("a TAB in a text", b'"a\tb"', 2),
    at("a NUL in a text", b'"a\0b"', 2),
    at("an unknown escape", rb'"a\xb"', 3),
    at("an escape of a quote", rb'"\'"', 2),
    at("an escape of too few digits", rb'"\u12"', 5),
    at("an escape with a letter", rb'"\u12G4"', 5),
    at("an escape with large U", rb'"\U0041"', 2),
    at("a byte that begins no character", b'"a\xffb"', 2),
    at("a byte that goes on with none", b'"a\x80b"', 2),
    at("a character cut short", b'"\xe2\x82"', 3),
    at("an overlong character", b'"\xc0\xaf"', 1),
    at("half a pair as UTF-8", b'"\xed\xa0\x80"', 2),
    at("beyond Unicode", b'"\xf4\x90\x80\x80"', 2),
    at("a comma behind the last of an array", b"[1,]", 3),
    at("a comma behind the last of an object", b'{"a":1,}', 7),
    at("two commas", b"[1,,2]", 3),
    at("no comma", b"[1 2]", 3),
    at("no colon", b'{"a" 1}', 5),
    at("a key without quotes", b"{a:1}", 1),
    at("a comment", b"/* a */ 1", 0),
    at("another bracket", b"[1}", 2),
    ("a row that is cut short", b"[\n" + ROW + b",\n" + ROW[:-1], 3, len(ROW)),
    ("an array without an end", b"[" + ROW + b"\n", 2, 1),
    ("text behind the end", b"[" + ROW + b"]\n\n x", 3, 2),
    ("white space that is none", b"[\xc2\xa0" + ROW + b"]", 1, 2),
]

LONE = [rb'"\ud800"', rb'"\udc00"', rb'"\ud800\u0041"', rb'"\ud800x"']
CHOICES = [
    *((f"half a pair, {n}", whole(text), "half of a surrogate pair") for n, text in enumerate(LONE)),
    ("deeper than it may be", whole(b"[" * (DEEP + 1) + b"]" * (DEEP + 1)), "nested more than 64 deep"),
    ("much deeper", b"[" * 100_000, "nested more than 64 deep"),
    ("a number alone", b"12", "expected an array of objects, or objects"),
    ("a text alone", b'"a"', "expected an array of objects, or objects"),
]
TWICE = whole(b'{"a":1,"a":2}')
