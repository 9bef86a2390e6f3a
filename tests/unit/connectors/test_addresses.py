import pytest

from indicators.connectors.addresses import why_not

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
OWN = ["127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
       "::1", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]  # fmt: skip
NEVER = [
    "0.0.0.0", "0.1.2.3", "100.64.0.1", "100.100.100.200", "168.63.129.16", "169.254.169.254",
    "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::7f00:1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
    "5f00::1", "4000::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1%1",
    "", "localhost", "2130706433", "0x7f000001", "127.1", "1.2.3.4.5",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_contacted(address: str) -> None:
    assert why_not(address) is None


@pytest.mark.parametrize("address", OWN + NEVER)
def test_all_others_may_not(address: str) -> None:
    assert why_not(address)


@pytest.mark.parametrize("address", OWN)
def test_ones_own_network_may_when_it_is_allowed(address: str) -> None:
    assert why_not(address, allow_private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_the_rest_may_not_even_then(address: str) -> None:
    assert why_not(address, allow_private=True)
