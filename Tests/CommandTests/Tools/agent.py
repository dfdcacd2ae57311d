"""An ssh-agent that misbehaves: agent.py SOCKET GOOD-AGENT MODE

Passes on what a good agent answers, but for what the mode says.
"""
import os
import socket
import sys
import time

path, good, mode = sys.argv[1:]
SIGN = 13


def exactly(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def message(connection):
    length = exactly(connection, 4)
    return length + exactly(connection, int.from_bytes(length, "big"))


def serve(connection):
    with socket.socket(socket.AF_UNIX) as agent:
        agent.connect(good)
        while True:
            request = message(connection)
            signs = request[4] == SIGN
            if mode == "silent-at-once" or (mode == "silent-at-signing" and signs):
                time.sleep(3600)
            if mode == "die-at-signing" and signs:
                sys.exit()
            agent.sendall(request)
            answer = message(agent)
            if mode == "garbage":
                answer = b"\x00\x00\x00\x05\x0e\xff\xff\xff\xff"
            if mode == "trickle":
                for byte in answer:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.5)
            connection.sendall(answer)


with socket.socket(socket.AF_UNIX) as listener:
    # Under another name until it listens: tests wait for the path.
    listener.bind(path + ".new")
    listener.listen(8)
    os.rename(path + ".new", path)
    kept = []
    while True:
        connection, _ = listener.accept()
        if mode == "silent-at-once":
            kept.append(connection)
            continue
        try:
            serve(connection)
        except (EOFError, OSError):
            pass
        connection.close()
