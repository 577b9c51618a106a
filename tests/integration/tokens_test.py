"""Access tokens that must not open a door: past, misplaced, unsigned, wrapped, spelled otherwise.

Some are signed with the installation's own key, taken out of its box: only so is it sure that what is refused
is refused for what it says.
"""
import base64
import hmac
import json
import string
import time

import jwt
import pytest

from harness.accounts import add_user, log_in
from harness.server import Server
from harness.signing import signing_key

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def encoded(part):
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Token:
    """A good one, and the key to make others."""

    def __init__(self, server):
        add_user(server, "anna@example.com", "owner")
        self.text = log_in(server, "anna@example.com")["access_token"]
        self.head, self.body, self.signature = self.text.split(".")
        self.header = jwt.get_unverified_header(self.text)
        self.claims = jwt.decode(self.text, options={"verify_signature": False})
        self.key = signing_key(server)
        self.server = server

    def signed(self, claims, head=None):
        text = f"{head or self.head}.{encoded(claims)}"
        return text + "." + encoded(hmac.digest(self.key, text.encode(), "sha256"))

    def status(self, text):
        return self.server.client(key=text).get("/api/v1/me").status


@pytest.fixture(scope="module")
def token():
    with Server("tokens") as server:
        yield Token(server)


NOW = int(time.time())
WRONG_CLAIMS = {
    "past": {"exp": NOW - 1},
    "past for long": {"iat": 1, "exp": 2},
    "without an end": {"exp": None},
    "an end that is a text": {"exp": str(NOW + 600)},
    "an end beyond all time": {"exp": 2**63},
    "a negative end": {"exp": -1},
    "without a beginning": {"iat": None},
    "another issuer": {"iss": "insightflow:0000000000000000"},
    "without an issuer": {"iss": None},
    "another audience": {"aud": "another-api"},
    "an audience in a list": {"aud": ["another-api"]},
    "without an audience": {"aud": None},
    "without a user": {"sub": None},
    "without a session": {"sid": None},
    "another workspace": {"wid": 2},
    "without a workspace": {"wid": None},
    "a workspace that is a text": {"wid": "1"},
}


def test_claims_signed_with_the_very_key_are_let_in(token):
    assert token.status(token.text) == token.status(token.signed(token.claims)) == 200


@pytest.mark.parametrize("name", WRONG_CLAIMS)
def test_wrong_claims_are_refused_for_all_their_good_signature(token, name):
    claims = token.claims | WRONG_CLAIMS[name]
    claims = {claim: value for claim, value in claims.items() if value is not None}
    assert token.status(token.signed(claims)) == 401


def test_a_token_ends_while_it_is_held(token):
    claims = token.claims | {"exp": int(time.time()) + 2}
    held = token.signed(claims)
    assert token.status(held) == 200
    deadline = time.monotonic() + 10
    while token.status(held) == 200:
        assert time.monotonic() < deadline, "it is let in after its end"
        time.sleep(0.05)
    assert token.status(held) == 401 and time.time() >= claims["exp"]


ALGORITHMS = [
    "none", "None", "NONE", "nOnE", "none ", "", None, 0, [], "HS384", "HS512", "RS256", "ES256", "EdDSA",
    "PS256", "hs256", "HS256 ",
]  # fmt: skip


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=repr)
def test_no_algorithm_but_ours_is_believed(token, algorithm):
    header = token.header | {"alg": algorithm}
    if algorithm is None:
        del header["alg"]
    head = encoded(header)
    unsigned = f"{head}.{token.body}"
    signed = [f"{unsigned}.{token.signature}", token.signed(token.claims, head)]
    for text in (unsigned, f"{unsigned}.", *signed):
        assert token.status(text) == 401, text


def test_an_encrypted_token_is_none_of_ours(token):
    unsigned = f"{encoded({'alg': 'none'})}.{token.body}."
    for algorithm in ("dir", "A256KW", "RSA-OAEP", "PBES2-HS256+A128KW", "none"):
        head = encoded(token.header | {"alg": algorithm, "enc": "A256GCM", "cty": "JWT"})
        for payload in (token.text, unsigned):
            for key in ("", encoded(b"k" * 40)):
                text = f"{head}.{key}.{encoded(b'n' * 12)}.{encoded(payload.encode())}.{encoded(b't' * 16)}"
                assert text.count(".") == 4 and token.status(text) == 401, text
    assert token.status(f"{token.text}.{token.body}.{token.signature}") == 401
    assert token.status(f"{token.head}..{token.body}.{token.signature}.") == 401


def respelled(part):
    """The same bytes, to who does not look at the bits behind the last of them."""
    unused = {0: 0, 2: 4, 3: 2}[len(part) % 4]
    last = ALPHABET.index(part[-1])
    return [part[:-1] + ALPHABET[last ^ flip] for flip in range(1, 1 << unused)]


def test_a_token_has_one_spelling(token):
    tried = 0
    for place, part in enumerate((token.head, token.body, token.signature)):
        others = [part + "=", part + "==", part + "A", part[:9] + " " + part[9:], part[:-1]]
        for spelling in respelled(part) + others:
            parts = [token.head, token.body, token.signature]
            parts[place] = spelling
            assert token.status(".".join(parts)) == 401, (place, spelling)
            tried += 1
    assert respelled(token.signature) and tried > 15
    standard = token.text.replace("-", "+").replace("_", "/")
    assert standard == token.text or token.status(standard) == 401
