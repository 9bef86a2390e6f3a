"""The lines of the embedded Valkey."""

from policytracker.embedded.valkey import without_advice


def test_advice_for_large_servers_is_left_out_and_everything_else_is_said() -> None:
    heard: list[tuple[str, str]] = []
    say = without_advice(lambda name, text: heard.append((name, text)))
    say("valkey", "1:M 26 Nov 2026 # WARNING Memory overcommit must be enabled! Without it, …")
    say("valkey", "1:M 26 Nov 2026 # Bad file format reading the append only file")
    assert [text[-4:] for _name, text in heard] == ["file"]
