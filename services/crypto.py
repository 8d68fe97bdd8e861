"""The one door to `cryptography`: signatures, keys made of passwords, sealing, unreadable spools."""

import os
from typing import Any

SIGNATURE_SIZE = 64
KEY_SIZE = 32
_NONCE_SIZE = 12
_RAW_FAULTS = (ValueError, TypeError)


def new_signing_pair() -> tuple[bytes, bytes]:
    """Return a fresh Ed25519 pair: public and secret key, 32 bytes each."""
    secret = os.urandom(KEY_SIZE)
    return public_of(secret), secret


def public_of(secret: bytes) -> bytes:
    """Return the public key, 32 bytes, that belongs to an Ed25519 secret of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, message: bytes) -> bytes:
    """Return the Ed25519 signature, 64 bytes (RFC 8032).

    Args:
        secret: 32 bytes.
        message: what is signed, short.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secret).sign(message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature is right; a key or signature of another shape makes it wrong."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, *_RAW_FAULTS):
        return False
    return True


def derived_key(password: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    """Return 32 bytes made of a password with Argon2id (RFC 9106).

    Args:
        password: as typed, encoded.
        salt: at least 8 random bytes, kept beside what is sealed.
        memory_kib: memory it takes, KiB.
        passes: how many times the memory is gone over.
        lanes: how many parts of it are independent.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    made = Argon2id(salt=salt, length=KEY_SIZE, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    return made.derive(password)


def seal(key: bytes, plain: bytes, bound: bytes = b"") -> bytes:
    """Encrypt a small secret with ChaCha20-Poly1305.

    Args:
        key: 32 bytes.
        plain: what is hidden.
        bound: what has to be said again when it is opened: what the secret is for.

    Returns:
        Twelve random bytes and the sealed text.
    """
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(_NONCE_SIZE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes = b"") -> bytes | None:
    """Return what `seal` hid, None with another key or when a byte of it was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], bound)
    except (InvalidTag, *_RAW_FAULTS):
        return None


def keystream(key: bytes) -> Any:
    """Return what turns plain bytes into hidden ones and back, in order, through `update` (ChaCha20).

    It proves nothing about what is read back: for temporary files of this process only, whose key is drawn
    at random, is used for one file and never leaves memory.

    Args:
        key: 32 random bytes.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

    return Cipher(ChaCha20(key, bytes(16)), mode=None).encryptor()


def purpose_key(secret: bytes, purpose: bytes) -> bytes:
    """Return 32 bytes for one purpose out of a secret that is random already (HKDF-Expand, RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return HKDFExpand(SHA256(), KEY_SIZE, purpose).derive(secret)


def agreeing_public(secret: bytes) -> bytes:
    """Return the public key, 32 bytes, that belongs to an X25519 secret of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def seal_to(public: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt a small secret so that only whoever has the secret half of an X25519 key opens it.

    Args:
        public: of whoever may open it.
        plain: what is hidden.
        bound: as for `seal`.

    Returns:
        The public half of a key made for this alone, and what `seal` gives with what both agree on.
    """
    fresh = os.urandom(KEY_SIZE)
    own = agreeing_public(fresh)
    return own + seal(_agreed(fresh, public, own + public), plain, bound)


def open_sealed(secret: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    """Return what `seal_to` hid, None with another key or when a byte of it was changed."""
    own, rest = sealed[:KEY_SIZE], sealed[KEY_SIZE:]
    try:
        key = _agreed(secret, own, own + agreeing_public(secret))
    except _RAW_FAULTS:
        return None
    return unseal(key, rest, bound)


def _agreed(secret: bytes, public: bytes, both: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    shared = X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    return purpose_key(shared, b"louyuan seal 1" + both)
