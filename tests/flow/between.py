"""A proxy between the daemon and the pretended X, for answers that X's pretender is too well-bred to give."""

import http.client
import socket
import threading

from house import free_port


class Between:
    """Stands between the daemon and the pretended X, and spoils what the daemon is told: a function in `faults` answers the next call
    for mentions in X's place, one in `create_faults` the next post of a reply, which X then never sees."""

    def __init__(self, house):
        self.x, self.port = house.ports["x"], free_port()
        self.faults, self.create_faults = [], []
        self.alter = lambda page: page
        self.socket = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.serve, daemon=True).start()
        with open(house.config) as f:
            text = f.read()
        with open(house.config, "w") as f:
            f.write(text.replace(f":{self.x}\n", f":{self.port}\n"))

    def serve(self):
        while True:
            client, _ = self.socket.accept()
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client):
        with client:
            try:
                self.answer(client)
            except OSError:
                pass  # the daemon has gone

    def answer(self, client):
        file = client.makefile("rb")
        method, path, _ = file.readline().decode().split()
        headers = {}
        for line in iter(file.readline, b"\r\n"):
            name, value = line.decode().split(":", 1)
            headers[name] = value.strip()
        body = file.read(int(headers.get("Content-Length", 0)))
        mentions = "/mentions" in path
        faults = self.faults if mentions else self.create_faults if (method, path) == ("POST", "/2/tweets") else []
        if faults:
            faults.pop(0)(client)
            return
        ask = http.client.HTTPConnection("127.0.0.1", self.x, timeout=30)
        ask.request(method, path, body, headers)
        got = ask.getresponse()
        content = got.read()
        if mentions and got.status == 200:
            content = self.alter(content)
        send(client, content, got.status)


def send(client, content, status=200, kind="application/json"):
    client.sendall(b"HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                   % (status, kind.encode(), len(content)) + content)
