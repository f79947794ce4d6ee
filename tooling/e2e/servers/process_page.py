"""Prints what the process collector of prometheus_client sees of the process whose id is given."""

import sys

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

registry = CollectorRegistry()
ProcessCollector(pid=lambda: sys.argv[1], registry=registry)
sys.stdout.write(generate_latest(registry).decode())
