"""Test keys, and signatures as nobody should make them."""

import base64
import hashlib
import os

from .tools import HOME, NAMESPACE, run

# Ed25519 (RFC 8032), to make keys from seeds and to play a security key.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add_points(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P)


def times(point, number):
    result = (0, 1)
    while number:
        if number & 1:
            result = add_points(result, point)
        point = add_points(point, point)
        number >>= 1
    return result


BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960)


def encode_point(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def secret(seed):
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return number, digest[32:]


def ed25519_public(seed):
    return encode_point(times(BASE, secret(seed)[0]))


def ed25519_sign(seed, message):
    number, prefix = secret(seed)
    public = ed25519_public(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ORDER
    point = encode_point(times(BASE, r))
    k = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little") % ORDER
    return point + ((r + k * number) % ORDER).to_bytes(32, "little")


# SSH's wire format, keys and signatures.


def string(data):
    data = data.encode() if isinstance(data, str) else data
    return len(data).to_bytes(4, "big") + data


def mpint(number):
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


def read_strings(data):
    result = []
    while data:
        length = int.from_bytes(data[:4], "big")
        result.append(data[4:4 + length])
        data = data[4 + length:]
    return result


def armor(blob, columns=70):
    text = base64.b64encode(blob).decode()
    lines = [text[i:i + columns] for i in range(0, len(text), columns)]
    return "\n".join(
        ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


def unarmor(text):
    return base64.b64decode(b"".join(text.split(b"\n")[1:-2]))


class Signature:
    """The fields of an SSHSIG."""

    def __init__(self, text):
        blob = unarmor(text)
        assert blob[:10] == b"SSHSIG\0\0\0\1"
        self.version = 1
        self.key, self.namespace, self.reserved, self.hash, self.body = read_strings(blob[10:])

    def armor(self, columns=70):
        fields = [self.key, self.namespace, self.reserved, self.hash, self.body]
        head = b"SSHSIG" + self.version.to_bytes(4, "big")
        return armor(head + b"".join(map(string, fields)), columns)


def signed_bytes(line, namespace=NAMESPACE, algorithm="sha512"):
    digest = hashlib.new(algorithm, line).digest()
    return b"SSHSIG" + string(namespace) + string(b"") + string(algorithm) + string(digest)


CURVE_ORDERS = {
    b"nistp256": int(
        "ffffffff00000000ffffffffffffffff" "bce6faada7179e84f3b9cac2fc632551", 16),
    b"nistp384": int("f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
    b"nistp521": int(
        "1ff" + "f" * 63 + "a"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16),
}


class Key:
    def __init__(self, name):
        self.name = name
        self.path = os.path.join(HOME, name)

    @property
    def line(self):
        return f"{self.type} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self):
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode()
        return "SHA256:" + digest.rstrip("=")

    @property
    def type(self):
        return read_strings(self.blob)[0].decode()

    def sign(self, line, namespace=NAMESPACE, algorithm="sha512"):
        return run(
            "ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", self.path, "-O",
            f"hashalg={algorithm}", data=line)


class SeededKey(Key):
    """Ed25519 from the key's name."""

    def __init__(self, name):
        super().__init__(name)
        seed = hashlib.sha256(f"relay test key: {name}".encode()).digest()
        public = ed25519_public(seed)
        self.blob = string("ssh-ed25519") + string(public)
        private = (
            b"test" * 2 + self.blob + string(seed + public) + string(f"relay test key: {name}"))
        private += bytes(range(1, 1 + -len(private) % 8))
        file = (
            b"openssh-key-v1\0" + string("none") * 2 + string(b"") + (1).to_bytes(4, "big")
            + string(self.blob) + string(private))
        text = base64.encodebytes(file).decode()
        with open(self.path, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.write(
                f"-----BEGIN OPENSSH PRIVATE KEY-----\n{text}-----END OPENSSH PRIVATE KEY-----\n")


class MadeKey(Key):
    """What ssh-keygen makes."""

    def __init__(self, name, *kind):
        super().__init__(name)
        comment = f"relay test key: {name}"
        run("ssh-keygen", "-q", "-N", "", "-C", comment, "-f", self.path, "-t", *kind)
        with open(self.path + ".pub") as file:
            self.blob = base64.b64decode(file.read().split()[1])

    def sign(self, line, namespace=NAMESPACE, algorithm="sha512"):
        text = super().sign(line, namespace, algorithm)
        return text if self.type == "ssh-rsa" else low_s(text)


class SoftSecurityKey(Key):
    """An Ed25519 security key without the hardware (OpenSSH's PROTOCOL.u2f)."""

    def __init__(self, name):
        super().__init__(name)
        self.seed = hashlib.sha256(f"relay test key: {name}".encode()).digest()
        self.blob = (
            string("sk-ssh-ed25519@openssh.com") + string(ed25519_public(self.seed))
            + string("ssh:"))

    def sign(self, line, namespace=NAMESPACE, algorithm="sha512"):
        data = b"\x01" + (7).to_bytes(4, "big")  # touched; the counter
        message = (
            hashlib.sha256(b"ssh:").digest() + data
            + hashlib.sha256(signed_bytes(line)).digest())
        body = string("sk-ssh-ed25519@openssh.com") + string(ed25519_sign(self.seed, message))
        return armor(
            b"SSHSIG\0\0\0\1" + string(self.blob) + string(namespace) + string(b"")
            + string(algorithm) + string(body + data))


class UnknownKey(Key):
    """A key of a type that nobody knows yet."""

    def __init__(self, name):
        super().__init__(name)
        self.blob = string("ssh-unknown@example.com") + string(hashlib.sha256(b"?").digest())

    def sign(self, line, namespace=NAMESPACE, algorithm="sha512"):
        body = string("ssh-unknown@example.com") + string(b"signature")
        return armor(
            b"SSHSIG\0\0\0\1" + string(self.blob) + string(namespace) + string(b"")
            + string(algorithm) + string(body))


def with_s(text, change):
    """An ECDSA signature with another s."""
    signature = Signature(text)
    name, body = read_strings(signature.body)
    r, s = (int.from_bytes(number, "big") for number in read_strings(body))
    order = CURVE_ORDERS[name.rsplit(b"-", 1)[1]]
    signature.body = string(name) + string(mpint(r) + mpint(change(s, order)))
    return signature.armor()


def low_s(text):
    return with_s(text, lambda s, order: min(s, order - s))


def high_s(text):
    return with_s(text, lambda s, order: max(s, order - s))
