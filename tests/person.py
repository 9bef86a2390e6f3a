"""Somebody with a browser, for tests against a real web server."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any


class Person:
    """Somebody with a browser: keeps cookies, fills in forms."""

    def __init__(self, port: int) -> None:
        self.last = ""  # the page that answered the last form
        self.root = f"http://127.0.0.1:{port}"
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.root + path, timeout=30) as page:
            assert page.status == 200
            return str(page.read().decode())

    def ask(self, path: str) -> Any:
        return json.loads(self.get(path))

    def post(self, path: str, data: bytes, kind: str) -> tuple[str, str]:
        request = urllib.request.Request(self.root + path, data, {"Content-Type": kind})
        with self.opener.open(request, timeout=30) as page:
            self.last = page.read().decode()
            return page.url, self.last

    def token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert found, path
        return found[1]

    def log_in(self, name: str, password: str) -> None:
        path = "/admin/login/?next=/admin/"
        fields = {"csrfmiddlewaretoken": self.token(path), "username": name, "password": password}
        body = urllib.parse.urlencode(fields).encode()
        url, text = self.post(path, body, "application/x-www-form-urlencoded")
        assert url.endswith("/admin/"), text[:2000]

    def upload(self, path: str, name: str, content: bytes) -> str:
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{self.token(path)}\r\n".encode(),
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: text/csv\r\n\r\n".encode()
            + content
            + b"\r\n",
            f"--{mark}--\r\n".encode(),
        ]
        return self.post(path, b"".join(parts), f"multipart/form-data; boundary={mark}")[0]

    def try_upload(self, path: str, name: str, content: bytes) -> str:
        """The page that an upload is answered with, also when that is one of an error."""
        try:
            self.upload(path, name, content)
        except urllib.error.HTTPError as error:
            return f"{error.status} {error.read().decode()}"
        return self.last

    def choose(self, path: str, action: str, ids: list[str]) -> tuple[str, str]:
        """Choose rows of a list of the admin and an action for them."""
        fields = [
            ("csrfmiddlewaretoken", self.token(path)),
            ("action", action),
            *(("_selected_action", one) for one in ids),
        ]
        body = urllib.parse.urlencode(fields).encode()
        return self.post(path, body, "application/x-www-form-urlencoded")
