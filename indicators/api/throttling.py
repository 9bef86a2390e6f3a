"""How often one address may ask."""

from __future__ import annotations

import logging

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

logger = logging.getLogger(__name__)

RATE = "600/min"


class AddressThrottle(SimpleRateThrottle):
    """A rate for each address; ``API_THROTTLE_RATE`` in the settings overrides it."""

    scope = "api"

    def get_rate(self) -> str:
        """So many requests in so much time."""
        return str(getattr(settings, "API_THROTTLE_RATE", RATE))

    def get_ident(self, request: Request) -> str:
        """The address of the client.

        Unless it is declared how many proxies stand before us, the header that proxies write is
        not believed: anybody can write it and so count as somebody else at every request.
        """
        if api_settings.NUM_PROXIES is None:
            return str(request.META.get("REMOTE_ADDR", ""))
        return str(super().get_ident(request))

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Under what the requests of a client are counted."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether the client may ask now. Without the cache nobody is counted, nor refused."""
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError) as error:
            logger.warning("Requests are not counted, the cache is away: %s", error)
            return True
