"""Stands for a Python interpreter: hands everything to the server, and lives and ends as the process that it starts.

It takes what is below the modules `socket` and `signal`, whose import is most of what they cost here.
"""

import _signal as signal  # type: ignore[import-not-found]
import _socket as socket
import os
import sys

HERE = os.path.realpath(__file__)
"""A link to this folder may lie deeper than the path of a socket may be long."""
SERVER = os.path.join(os.path.dirname(os.path.dirname(HERE)), "socket")  # noqa: PTH118, PTH120 - quick
WARM = ("pulumi.dynamic", "pulumi-language-python-exec", "language_host.service", "localcloud.bridge.provider")


def main() -> None:
    """Start what is known in a warm process, anything else as it is."""
    arguments = sys.argv[1:]
    known = any(name in argument for argument in arguments[:4] for name in WARM) or plugin(arguments)
    # With a path of its own a process may have to import something else.
    if not known or os.environ.get("PYTHONPATH"):
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - no shell is meant
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(SERVER)
    values = [os.getcwd(), str(len(arguments)), *arguments, *(f"{key}={value}" for key, value in os.environ.items())]  # noqa: PTH109
    message = "\0".join(values).encode("utf-8", "surrogateescape")
    files = b"".join(each.to_bytes(4, sys.byteorder) for each in (0, 1, 2))
    connection.sendmsg([len(message).to_bytes(4)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
    connection.sendall(message)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, _frame: connection.sendall(bytes([number])))
    end(status(connection))


def plugin(arguments: "list[str]") -> bool:
    """Whether the folder of the plugin is to be run."""
    return any(os.path.exists(os.path.join(each, "PulumiPlugin.yaml")) for each in arguments[:2])  # noqa: PTH110, PTH118


def status(connection: socket.socket) -> int:
    """The exit status; -9 if nobody is left to say it."""
    parent = os.getppid()
    connection.settimeout(0.5)
    while True:
        try:
            return int(connection.recv(16) or b"-9")
        except TimeoutError:
            if os.getppid() != parent:
                connection.sendall(b"\0")
                os._exit(0)


def end(code: int) -> None:
    """End as the process has ended."""
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    main()
