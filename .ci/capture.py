#!/usr/bin/env python3
"""Writes each request as a line of JSON, and refuses it: capture.py PORT FILE."""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

LOCK = Lock()


class Capture(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def refuse(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        line = {
            "method": self.command,
            "target": self.path,
            "headers": self.headers.items(),
            "body": base64.b64encode(body).decode(),
        }
        with LOCK, open(sys.argv[2], "a") as file:
            file.write(json.dumps(line) + "\n")
        self.send_response(404)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = refuse

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Capture).serve_forever()
