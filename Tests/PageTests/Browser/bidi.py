"""WebDriver BiDi over a WebSocket: commands, and the events that come between."""

import json
import time


class BiDiError(Exception):
    """The browser refused a command."""


class BiDi:
    """One session's connection. Events are kept, in order, in `events`."""

    def __init__(self, socket):
        self._socket = socket
        self._last = 0
        self._answers = {}
        self.events = []

    def _take(self, timeout):
        self._socket.settimeout(timeout)
        message = json.loads(self._socket.receive())
        if message.get("type") == "event" or "id" not in message:
            self.events.append(message)
        else:
            self._answers[message["id"]] = message

    def send(self, command, timeout=60, **params):
        """Runs a command and waits for its answer."""
        self._last += 1
        number = self._last
        self._socket.send(json.dumps({"id": number, "method": command, "params": params}))
        end = time.monotonic() + timeout
        while number not in self._answers:
            self._take(max(0.05, end - time.monotonic()))
        answer = self._answers.pop(number)
        if answer["type"] == "error":
            raise BiDiError(f"{command}: {answer['error']}: {answer.get('message', '')}")
        return answer["result"]

    def drain(self, seconds=0.05):
        """Takes in the events that are already on their way."""
        try:
            while True:
                self._take(seconds)
        except TimeoutError:
            pass

    def close(self):
        self._socket.close()
