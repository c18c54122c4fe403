#!/usr/bin/env python3
"""The mail server of the tests (scripts/smtp starts it): keeps each mail, and misbehaves when asked.

What stands before the @ of a recipient says how it answers:
    unknown   550 to RCPT          full      452 to RCPT
    spam      554 after the mail   greylist  451 after the mail
    slow      takes the mail, and answers after 30 seconds
Everybody else's mail is taken.
"""

import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP

FOLDER = sys.argv[1]
RCPT = {"unknown": "550 5.1.1 User unknown", "full": "452 4.2.2 Mailbox full"}
DATA = {"spam": "554 5.7.1 Not wanted here", "greylist": "451 4.7.1 Come back later"}


class Keeper:
    def __init__(self):
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = RCPT.get(address.split("@")[0])
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        who = envelope.rcpt_tos[0].split("@")[0]
        if who in DATA:
            return DATA[who]
        self.count += 1
        encrypted = session.ssl or server.transport.get_extra_info("ssl_object")
        name = os.path.join(FOLDER, "mails", f"{who}-{self.count}.eml")
        with open(name + ".part", "wb") as file:
            file.write(b"X-Envelope-From: " + envelope.mail_from.encode() + b"\r\n")
            file.write(b"X-Encrypted: " + (b"yes" if encrypted else b"no") + b"\r\n" + envelope.content)
        os.rename(name + ".part", name)
        if who == "slow":
            await asyncio.sleep(30)
        return "250 2.0.0 Taken"


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(os.path.join(FOLDER, "server.pem"), os.path.join(FOLDER, "server.key"))
    keeper = Keeper()
    loop = asyncio.get_running_loop()
    ports = []
    for options, wrapped in [({}, None), ({"tls_context": context, "require_starttls": True}, None), ({}, context)]:
        made = lambda options=options: SMTP(keeper, enable_SMTPUTF8=True, loop=loop, hostname="localhost", **options)
        server = await loop.create_server(made, "127.0.0.1", 0, ssl=wrapped)
        ports.append(str(server.sockets[0].getsockname()[1]))
    with open(os.path.join(FOLDER, "ports.part"), "w") as file:
        file.write(" ".join(ports))
    os.rename(os.path.join(FOLDER, "ports.part"), os.path.join(FOLDER, "ports"))
    await asyncio.Event().wait()


asyncio.run(main())
