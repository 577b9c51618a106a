"""The key that signs an installation's access tokens, taken out of its box with libsodium and secret.key."""
import ctypes
import hashlib
import sqlite3

SODIUM = "libsodium.so.23"
NONCE_BYTES, TAG_BYTES = 24, 16


def blake2b(text, key=b""):
    return hashlib.blake2b(text, digest_size=32, key=key).digest()


def signing_key(server):
    secret = (server.data_dir / "secret.key").read_text().strip().encode()
    database = sqlite3.connect(server.data_dir / "insightflow.sqlite")
    ((sealed,),) = database.execute("SELECT sealed FROM signing_key").fetchall()
    database.close()
    nonce, box = bytes.fromhex(sealed)[:NONCE_BYTES], bytes.fromhex(sealed)[NONCE_BYTES:]
    plain = ctypes.create_string_buffer(len(box) - TAG_BYTES)
    opened = ctypes.CDLL(SODIUM).crypto_secretbox_open_easy(
        plain, box, ctypes.c_ulonglong(len(box)), nonce, blake2b(b"signing keys", blake2b(secret))
    )
    assert opened == 0
    return plain.raw
