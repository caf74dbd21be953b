"""A real SMTP server for the tests: keeps letters as files; some recipients make it refuse.

smtp_server.py FOLDER [CERTIFICATE KEY]; prints the port, lives until its standard input is closed.
"""
import asyncio
import socket
import ssl
import sys
from pathlib import Path

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full@"):
            return "452 4.2.2 Mailbox full, try later"
        if address.startswith("slow@"):
            await asyncio.sleep(8)
            return "250 Late"
        if address.startswith("nobody@"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = f"{self.count:04}{'-tls' if session.ssl else ''}.eml"
        (self.folder / name).write_bytes(envelope.original_content)
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

context = None
if len(sys.argv) > 2:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[2], sys.argv[3])

controller = OnSocket(Keeper(sys.argv[1]), listening, tls_context=context)
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
controller.stop()
