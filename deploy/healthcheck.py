"""Exit code 0 when the web server on this machine is ready. For HEALTHCHECK: needs no curl."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
connection.request("GET", "/readyz")
answer = connection.getresponse()
if answer.status != 200:
    sys.exit(f"{answer.status}: {answer.read(300)!r}")
