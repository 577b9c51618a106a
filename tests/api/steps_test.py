"""Proves that the comparison of replies can fail: a test that cannot is none."""
import pytest
from harness.client import read_json
from steps import body_of, differences, filled, load

EQUAL = [
    ("{a: 25.5}", '{"a": 25.5, "b": 1}'),
    ("{a: [1, {b: null}]}", '{"a": [1, {"b": null, "c": 2}]}'),
    ("{a: <absent>}", "{}"),
    ("{a: <ulid>}", '{"a": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}'),
    ("{a: <timestamp>}", '{"a": "2024-01-15T10:00:00.123456Z"}'),
    ("{a: '<contains WORD>'}", '{"a": "some words"}'),
    ("{a: 2024-01-15, b: no, c: true}", '{"a": "2024-01-15", "b": "no", "c": true}'),
]
DIFFERENT = [
    ("{a: 25.5}", '{"a": 25.50}'),
    ("{a: 25.5}", '{"a": 2.55E1}'),
    ("{a: 25.5}", '{"a": "25.5"}'),
    ("{a: '25.5'}", '{"a": 25.5}'),
    ("{a: 0}", '{"a": null}'),
    ("{a: 1}", '{"a": true}'),
    ("{a: 1}", "{}"),
    ("{a: null}", "{}"),
    ("{a: [1]}", '{"a": [1, 2]}'),
    ("{a: <absent>}", '{"a": null}'),
    ("{a: <ulid>}", '{"a": "01ARZ3NDEKTSV4RRFFQ69G5FA"}'),
    ("{a: <text>}", '{"a": ""}'),
    ("{a: <text>}", '{"a": 1}'),
    ("{a: <number>}", '{"a": "1"}'),
    ("{a: {}}", '{"a": []}'),
]


@pytest.mark.parametrize("expected,actual", EQUAL)
def test_fitting_reply_has_no_difference(expected, actual):
    assert not list(differences(load(expected), read_json(actual), exact=False))


@pytest.mark.parametrize("expected,actual", DIFFERENT)
def test_other_reply_has_one(expected, actual):
    assert len(list(differences(load(expected), read_json(actual), exact=False))) == 1


def test_exact_reply_has_no_other_members():
    assert list(differences({}, {"a": 1}, exact=True))


def test_unknown_matcher_is_an_error():
    with pytest.raises(AssertionError):
        list(differences("<somthing>", "x", exact=False))


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 2}'])
def test_reply_that_is_no_json_is_an_error(text):
    with pytest.raises(ValueError):
        read_json(text)


def test_member_twice_in_a_test_file_is_an_error():
    with pytest.raises(Exception, match="a key twice"):
        load("{a: 1, a: 2}")


def test_saved_text_is_filled_in_everywhere():
    assert filled({"a": ["x/${id}"]}, {"id": "7"}) == {"a": ["x/7"]}


def test_bodies_are_what_was_written():
    assert body_of(load("json: {a: 25.50, b: [1e400, null]}")) == b'{"a":25.50,"b":[1e400,null]}'
    assert body_of(load('body: ["a", ["b", 3]]')) == b"abbb"
    assert body_of({}) is None
