"""Turns links to symbols of the package's other modules into plain code, so that docc, which knows one module at a time,
can be held to warn of nothing. Links that no module answers stay, and docc warns of them.

Usage: plain_links.py MODULE SYMBOLS CATALOG   SYMBOLS holds MODULE.symbols.json of every module; that of MODULE and the
articles of CATALOG, a copy, are changed in place
"""

import glob
import json
import os
import re
import sys

LINK = re.compile(r"``(/?[\w/]+)(?:[/.(-][^`]*)?``")


def names(path):
    with open(path, encoding="utf-8") as file:
        return {symbol["pathComponents"][0] for symbol in json.load(file)["symbols"]}


def main():
    module, symbols, catalog = sys.argv[1:]
    graph = os.path.join(symbols, f"{module}.symbols.json")
    own = names(graph) | {module}
    others = {os.path.basename(path).split(".")[0] for path in glob.glob(os.path.join(symbols, "*.symbols.json"))}
    for other in list(others):
        others |= names(os.path.join(symbols, f"{other}.symbols.json"))

    def plain(text):
        def replace(match):
            first = match.group(1).strip("/").split("/")[0]
            return match.group(0)[1:-1] if first in others and first not in own else match.group(0)

        return LINK.sub(replace, text)

    with open(graph, encoding="utf-8") as file:
        content = json.load(file)
    for symbol in content["symbols"]:
        for line in symbol.get("docComment", {}).get("lines", []):
            line["text"] = plain(line["text"])
    with open(graph, "w", encoding="utf-8") as file:
        json.dump(content, file)
    for path in glob.glob(os.path.join(catalog, "*.md")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(plain(text))


if __name__ == "__main__":
    main()
