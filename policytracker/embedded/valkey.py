"""The embedded Valkey: broker and cache on a unix socket."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from policytracker.embedded.account import Account
from policytracker.embedded.child import Child

# Advice for large servers on how to set up the kernel: this one holds a few messages, and a copy
# of it fits in memory on any machine.
ADVICE = ("WARNING Memory overcommit must be enabled!",)


def without_advice(say: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """The same, but silent about what does not matter here."""

    def heard(name: str, text: str) -> None:
        if not any(words in text for words in ADVICE):
            say(name, text)

    return heard


@dataclass(frozen=True)
class Valkey:
    """One server. `durable=False` keeps nothing on disk."""

    program: Path
    data: Path
    socket: Path
    account: Account
    durable: bool = True

    def child(self, say: Callable[[str, str], None]) -> Child:
        """The server as a process to supervise."""
        argv = [
            str(self.program), "--port", "0", "--unixsocket", str(self.socket),
            "--unixsocketperm", "700", "--dir", str(self.data), "--daemonize", "no",
            "--appendonly", "yes" if self.durable else "no", "--save", "",
            "--maxmemory-policy", "noeviction", "--loglevel", "warning",
        ]  # fmt: skip
        return Child("valkey", argv, without_advice(say), account=self.account)

    def ready(self) -> bool:
        """Whether it answers (not while it still reads its file)."""
        try:
            with self._client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def end_leftover(self) -> bool:
        """Stop a server that a killed supervisor left on our socket; whether there was one."""
        if not self.socket.exists() or not self.ready():
            self.socket.unlink(missing_ok=True)
            return False
        with self._client() as client:
            client.shutdown(save=False)
        return True

    def version(self) -> str:
        """Version of the server."""
        with self._client() as client:
            info = client.info("server")
        assert isinstance(info, dict)
        return str(info.get("valkey_version", info.get("redis_version", "?")))

    def _client(self) -> Redis:
        return Redis(unix_socket_path=str(self.socket), socket_timeout=2)
