"""Reads a page that comes in gzip, with the gzip module, and prints what it decodes to."""

import gzip
import sys
import urllib.request

request = urllib.request.Request(sys.argv[1], headers={"Accept-Encoding": "gzip"})
# No proxy: the page is on this machine.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(request) as response:
    if response.headers["Content-Encoding"] != "gzip":
        sys.exit("the page did not come in gzip")
    sys.stdout.buffer.write(gzip.decompress(response.read()))
