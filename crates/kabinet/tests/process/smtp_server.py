"""A real SMTP server that takes everything and writes one JSON line per letter.

smtp_server.py FILE DELAY; prints its port, lives until its standard input is closed. A letter is
written down before the answer, and the answer waits DELAY seconds: whoever is killed in between does
not know that the letter was taken.
"""
import asyncio
import email
import email.policy
import json
import socket
import sys

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, path, delay):
        self.file = open(path, "a", encoding="utf-8")
        self.delay = delay

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        fact = {
            "message_id": letter["Message-ID"],
            "to": envelope.rcpt_tos,
            "subject": str(letter["Subject"]),
            "text": letter.get_body(("plain",)).get_content(),
        }
        self.file.write(json.dumps(fact, ensure_ascii=False) + "\n")
        self.file.flush()
        await asyncio.sleep(self.delay)
        return "250 Taken"


class OnSocket(Controller):
    """Listens on a socket that is bound already: nobody takes the port in between."""

    def __init__(self, handler, listening, **more):
        host, port = listening.getsockname()
        super().__init__(handler, hostname=host, port=port, **more)
        self.listening = listening

    def _create_server(self):
        return self.loop.create_server(
            self._factory_invoker, sock=self.listening, ssl=self.ssl_context
        )


listening = socket.socket()
listening.bind(("127.0.0.1", 0))

controller = OnSocket(Keeper(sys.argv[1], float(sys.argv[2])), listening)
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
controller.stop()
