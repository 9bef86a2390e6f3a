"""PostgreSQL and Valkey of one data directory, put together for the user who starts them."""

from dataclasses import dataclass
from pathlib import Path

from policytracker.embedded.account import Account
from policytracker.embedded.binaries import SHARED, Binaries
from policytracker.embedded.layout import Layout
from policytracker.embedded.postgres import Postgres
from policytracker.embedded.valkey import Valkey


@dataclass(frozen=True)
class Servers:
    """The two servers, with every directory they need made."""

    postgres: Postgres
    valkey: Valkey

    @classmethod
    def of(cls, layout: Layout, *, durable: bool = True) -> "Servers":
        """The servers of `layout`."""
        account = Account.for_servers()
        binaries = Binaries.find().reachable_by(account)
        home = _home(layout, account)
        sockets = account.own(layout.sockets)
        return cls(
            Postgres(binaries.postgres, home / "postgres", sockets, account, durable),
            Valkey(
                binaries.valkey,
                account.own(home / "valkey"),
                layout.valkey_socket,
                account,
                durable,
            ),
        )


def _home(layout: Layout, account: Account) -> Path:
    """Where the servers keep their data: the data directory, where their account can reach it.

    For root with a checkout below a closed directory (/root) it is a directory in /var/lib. That
    is decided once and written down: rights that change later must not make data disappear.
    """
    layout.data.mkdir(parents=True, exist_ok=True)
    written = layout.data / "servers-are-in"
    if written.is_file():
        return Path(written.read_text().strip())
    if account.can_enter(layout.data):
        return layout.data
    home = SHARED / layout.sockets.name
    home.mkdir(parents=True, exist_ok=True)
    written.write_text(f"{home}\n")
    return home
