#!/usr/bin/env python3
"""The calls of our client against those of the Python client that openapi-generator makes of the same document.

Usage: second_opinion.py DESCRIPTION.json REQUESTS.jsonl FOLDER-OF-THE-CLIENT

REQUESTS are those of our client, as capture.py writes them. Each is taken apart by the description alone, the
Python client makes the same call with these values, and the two requests are compared in what has meaning: path
segments, query pairs, headers by name, JSON by value, parts of a form. Differences that EXPLAINED has are counted,
any other is printed, and ends the program with 1.
"""

import base64
import inspect
import json
import re
import sys
import typing
from datetime import datetime
from urllib.parse import unquote, urlsplit

# Headers that say nothing about the call.
TRANSPORT = {"host", "user-agent", "connection", "content-length", "accept-encoding", "transfer-encoding"}

# What differs, as `compare` names it, and why; `xtask/docs/judges.md` has it as a table.
EXPLAINED = {
    "accept": "ours asks for `*/*` at a lower quality besides, so that a gateway's error page comes as it is "
    "(RFC 9110, section 12.5.1)",
    "date-time": "the same instant: Python's client reads it and writes microseconds and a numeric offset, in a query "
    "even without the colon that RFC 3339, section 5.6, asks for; ours keeps the digits that the caller gave",
}


def loose(name):
    return re.sub("[^a-z0-9]", "", name.lower())


class Description:
    def __init__(self, root):
        self.root = root
        self.operations = []
        for path, item in root["paths"].items():
            item = self.follow(item)
            for method in ("get", "put", "post", "delete", "options", "head", "patch"):
                if method in item:
                    self.operations.append((method.upper(), path, item, item[method]))

    def follow(self, node):
        while "$ref" in node:
            found = self.root
            for step in node["$ref"][2:].split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def find(self, method, path):
        """The operation of a request, and the values in its path: the template with most literals."""
        segments = path.split("/")
        best = None
        for known, template, item, operation in self.operations:
            parts = template.split("/")
            if known != method or len(parts) != len(segments):
                continue
            values, literals = {}, 0
            for part, segment in zip(parts, segments):
                if part.startswith("{"):
                    values[part[1:-1]] = unquote(segment)
                elif part == segment:
                    literals += 1
                else:
                    break
            else:
                if best is None or literals > best[0]:
                    best = (literals, template, item, operation, values)
        return best[1:]

    def parameters(self, item, operation):
        own = [self.follow(it) for it in operation.get("parameters", [])]
        names = {(it["name"], it["in"]) for it in own}
        shared = [self.follow(it) for it in item.get("parameters", [])]
        return own + [it for it in shared if (it["name"], it["in"]) not in names]

    def value(self, parameter, text):
        kind = self.follow(parameter["schema"]).get("type")
        return text if kind == "string" else json.loads(text)


def pairs(query):
    """The pairs of a query, `+` standing for itself (RFC 3986)."""
    found = [it.partition("=") for it in query.split("&") if it]
    return sorted((unquote(name), unquote(value)) for name, _, value in found)


def parts(content_type, body):
    """The parts of a multipart body: name, file name, media type, content."""
    boundary = re.search('boundary="?([^";]+)', content_type).group(1).encode()
    found = []
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        head = head.decode()
        name = re.search('name="([^"]*)"', head).group(1)
        file = re.search('filename="([^"]*)"', head)
        media = re.search("(?i)content-type: *(.*)", head)
        found.append((name, file and file.group(1), media and media.group(1).strip(), content))
    return found


def given(annotation, value):
    """A value of the type that a parameter is annotated with."""
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if hasattr(annotation, "from_dict"):
        return annotation.from_dict(value) if isinstance(value, dict) else annotation.from_json(json.dumps(value))
    if origin is list and isinstance(value, list):
        return [given(arguments[0], it) for it in value]
    if origin is dict and isinstance(value, dict):
        return {name: given(arguments[1], it) for name, it in value.items()}
    if arguments:
        for one in arguments:
            if hasattr(one, "from_dict") or typing.get_args(one):
                return given(one, value)
    return value


class Other:
    """The calls of the Python client, which are not sent."""

    def __init__(self, folder, token):
        sys.path.insert(0, folder)
        import other
        from other import api

        configuration = other.Configuration(host="http://127.0.0.1:1")
        for name in configuration.auth_settings() or {"apiKey": None}:
            configuration.api_key[name] = token
        for scheme in ("ApiKeyAuth", "apiKey", "api_key", "token", "Authorization"):
            configuration.api_key[scheme] = token
        self.client = other.ApiClient(configuration)
        self.client.rest_client.request = self.capture
        self.sent = None
        self.methods = {}
        for module in vars(api).values():
            if inspect.isclass(module):
                instance = module(self.client)
                for name, method in inspect.getmembers(instance, inspect.ismethod):
                    if name.endswith("_without_preload_content"):
                        self.methods[loose(name[: -len("_without_preload_content")])] = method

    def capture(self, method, url, headers=None, body=None, post_params=None, _request_timeout=None):
        self.sent = (method, url, headers or {}, body, post_params or [])

        class Nothing:
            status, response = 204, None

        return Nothing()

    def call(self, operation_id, values, body):
        method = self.methods[loose(operation_id)]
        hints = typing.get_type_hints(inspect.unwrap(method), include_extras=False)
        arguments = {}
        for name in inspect.signature(method).parameters:
            if name.startswith("_"):
                continue
            known = [value for wire, value in values.items() if loose(wire) == loose(name)]
            if known:
                arguments[name] = known[0]
            elif body is not None:
                arguments[name] = given(hints.get(name), body)
        self.sent = None
        method(**arguments)
        return self.sent


def media_types(accept):
    return {it.partition(";")[0].strip() for it in (accept or "").split(",")}


def instant(value):
    """A date-time as its instant; any other value as it is."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        try:
            return datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
        except ValueError:
            return value
    if isinstance(value, dict):
        return {name: instant(it) for name, it in value.items()}
    if isinstance(value, (list, tuple)):
        return [instant(it) for it in value]
    return value


def compare(ours, theirs, form):
    """The names of what differs, and how."""
    method, url, headers, body, fields = theirs
    target = urlsplit(url)
    mine = urlsplit(ours["target"])
    found = []
    if method != ours["method"]:
        found.append(("method", method))
    if [unquote(it) for it in target.path.split("/")] != [unquote(it) for it in mine.path.split("/")]:
        found.append(("path", f"{mine.path} and {target.path}"))
    if pairs(target.query) != pairs(mine.query):
        same = instant(pairs(target.query)) == instant(pairs(mine.query))
        found.append(("date-time" if same else "query", f"{pairs(mine.query)} and {pairs(target.query)}"))
    ours_headers = {name.lower(): value for name, value in ours["headers"]}
    headers = {name.lower(): str(value) for name, value in headers.items()}
    for name in sorted((set(headers) | set(ours_headers)) - TRANSPORT):
        a, b = ours_headers.get(name), headers.get(name)
        if name == "content-type" and form:
            a, b = a.split(";")[0], (b or "").split(";")[0]
        if name == "accept" and media_types(a) == media_types(b) | {"*/*"}:
            found.append(("accept", a))
        elif a != b:
            found.append((f"header {name}", f"{a} and {b}"))
    content = base64.b64decode(ours["body"])
    if form:
        mine = [(name, file, media, data) for name, file, media, data in form]
        other = [(name, *value) if isinstance(value, tuple) else (name, value) for name, value in fields]
        other = [(it[0], it[1], it[3], it[2]) if len(it) == 4 else it for it in other]
        if sorted(mine) != sorted(other):
            found.append(("form", f"{[it[:3] for it in mine]} and {[it[:3] for it in other]}"))
    else:
        a = json.loads(content) if content else None
        if a != body and not (a is None and body is None):
            same = instant(a) == instant(body)
            found.append(("date-time" if same else "body", f"{json.dumps(a)[:600]} and {json.dumps(body, default=str)[:600]}"))
    return found


def main():
    description_path, requests_path, folder = sys.argv[1:]
    with open(description_path) as file:
        description = Description(json.load(file))
    with open(requests_path) as file:
        requests = [json.loads(line) for line in file]
    token = next(value for name, value in requests[0]["headers"] if name.lower() == "authorization")
    other = Other(folder, token)
    counted, unexplained, seen = {}, 0, set()
    for ours in requests:
        path, _, query = ours["target"].partition("?")
        template, item, operation, values = description.find(ours["method"], path)
        seen.add((ours["method"], template))
        headers = {name.lower(): value for name, value in ours["headers"]}
        found = dict(values)
        for name, value in pairs(query):
            found[name] = value
        typed = {}
        for parameter in description.parameters(item, operation):
            name = parameter["name"]
            text = headers.get(name.lower()) if parameter["in"] == "header" else found.get(name)
            if text is not None:
                typed[name] = description.value(parameter, text)
        content = base64.b64decode(ours["body"])
        form = None
        body = None
        if content and "multipart" in headers.get("content-type", ""):
            form = parts(headers["content-type"], content)
            body = [(file, data) for _, file, _, data in form]
        elif content:
            body = json.loads(content)
        name = f"{ours['method']} {template}"
        try:
            theirs = other.call(operation["operationId"], typed, body)
            differences = compare(ours, theirs, form)
        except Exception as error:  # The other client can't make the call.
            differences = [("refused", f"{type(error).__name__}: {str(error)[:500]}")]
        for what, how in differences:
            if what in EXPLAINED:
                counted[what] = counted.get(what, 0) + 1
            else:
                unexplained += 1
                print(f"{name}: {what}: {how}", file=sys.stderr)
    for key, count in sorted(counted.items()):
        print(f"{count:4} {key}: {EXPLAINED[key]}")
    print(f"{len(requests)} requests of {len(seen)} operations, {unexplained} differences without a reason")
    return 1 if unexplained or not seen else 0


sys.exit(main())
