"""A WebSocket client (RFC 6455), as much as two browsers on this machine need."""

import base64
import os
import socket
import struct


class WebSocket:
    """Text messages to and from a server on the loopback interface."""

    def __init__(self, port, path, timeout=60):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._rest = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            (
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            part = self._socket.recv(4096)
            if not part:
                raise ConnectionError("the browser closed the connection")
            head += part
        head, self._rest = head.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionError(f"no WebSocket at port {port}: {head!r}")

    def settimeout(self, seconds):
        self._socket.settimeout(seconds)

    def _read(self, count):
        parts = [self._rest]
        length = len(self._rest)
        try:
            while length < count:
                part = self._socket.recv(max(65536, count - length))
                if not part:
                    raise ConnectionError("the browser closed the connection")
                parts.append(part)
                length += len(part)
        finally:
            # A timeout in the middle of a frame loses nothing.
            self._rest = b"".join(parts)
        data, self._rest = self._rest[:count], self._rest[count:]
        return data

    def _send(self, opcode, payload):
        mask = os.urandom(4)
        length = len(payload)
        head = bytes([0x80 | opcode])
        if length < 126:
            head += bytes([0x80 | length])
        elif length < 1 << 16:
            head += bytes([0x80 | 126]) + struct.pack(">H", length)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", length)
        # As whole numbers: byte by byte a script of half a megabyte takes long.
        repeated = (mask * (length // 4 + 1))[:length]
        masked = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
        self._socket.sendall(head + mask + masked.to_bytes(length, "big"))

    def send(self, text):
        self._send(1, text.encode())

    def receive(self):
        """The next message; raises TimeoutError where none comes in time."""
        message = b""
        while True:
            first, second = self._peek(2)
            length, size = second & 0x7F, 2
            if length == 126:
                length, size = struct.unpack(">H", self._peek(4)[2:])[0], 4
            elif length == 127:
                length, size = struct.unpack(">Q", self._peek(10)[2:])[0], 10
            payload = self._read(size + length)[size:]
            opcode = first & 0x0F
            if opcode == 8:
                raise ConnectionError("the browser closed the connection")
            if opcode == 9:
                self._send(10, payload)
                continue
            if opcode in (0, 1):
                message += payload
                if first & 0x80:
                    return message.decode()

    def _peek(self, count):
        """Bytes that stay unread."""
        data = self._read(count)
        self._rest = data + self._rest
        return data

    def close(self):
        self._socket.close()
