"""Reads pages with prometheus_client and prints their families as JSON.

A JSON array of {"format": "text" or "openmetrics", "page": the page} comes on stdin. Values are
printed as text, because JSON has none for NaN and infinity. A page that cannot be read gives its
traceback, as a string, in the place of its families.
"""

import json
import sys
import traceback

from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as openmetrics_families,
)
from prometheus_client.parser import text_string_to_metric_families as text_families

PARSERS = {"text": text_families, "openmetrics": openmetrics_families}


def read(page):
    try:
        return [
            {
                "name": family.name,
                "type": family.type,
                "help": family.documentation,
                "unit": family.unit,
                "samples": [
                    {"name": sample.name, "labels": sample.labels, "value": repr(float(sample.value))}
                    for sample in family.samples
                ],
            }
            for family in PARSERS[page["format"]](page["page"])
        ]
    except Exception:
        return traceback.format_exc()


json.dump([read(page) for page in json.load(sys.stdin.buffer)], sys.stdout)
