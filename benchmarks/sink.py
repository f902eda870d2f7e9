"""A mail server that takes everything, as fast as it comes, and throws it away.

Prints its port; at the end of its standard input, how many messages it took.
"""

import socket
import sys
import threading

ANSWERS = {
    b"EHLO": b"250-sink\r\n250-SIZE 100000000\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
END = b"\r\n.\r\n"
taken = [0]


def serve(sock: socket.socket) -> None:
    """Answer one client until it leaves."""
    buffer = bytearray(1 << 20)
    sock.sendall(b"220 sink\r\n")
    while count := sock.recv_into(buffer):
        verb = bytes(buffer[:4]).upper()
        sock.sendall(ANSWERS.get(verb, b"250 ok\r\n"))
        if verb == b"DATA":
            swallow(sock, buffer)
            taken[0] += 1
            sock.sendall(b"250 taken\r\n")
        elif verb == b"QUIT" or not count:
            break
    sock.close()


def swallow(sock: socket.socket, buffer: bytearray) -> None:
    """Read up to the final dot, which may come in pieces."""
    tail = b""
    while not tail.endswith(END):
        count = sock.recv_into(buffer)
        if not count:
            raise ConnectionError
        tail = (tail + bytes(buffer[max(0, count - len(END)) : count]))[-len(END) :]


def main() -> None:
    """Serve until the standard input ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=listen, args=(listener,), daemon=True).start()
    sys.stdin.read()
    print(taken[0], flush=True)


def listen(listener: socket.socket) -> None:
    """Serve each client in a thread."""
    while True:
        sock, _address = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    main()
