# SPDX-License-Identifier: GPL-2.0-or-later
"""A server with a thread for each of the clients, which are threads of the same process."""
import socket
import socketserver
import threading


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())


def client(address):
    with socket.create_connection(address) as s:
        s.sendall(b"hello\n")
        assert s.makefile().readline() == "hello\n"


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
    threading.Thread(target=server.serve_forever).start()
    clients = [threading.Thread(target=client, args=(server.server_address,)) for _ in range(8)]
    for c in clients:
        c.start()
    for c in clients:
        c.join()
    server.shutdown()
