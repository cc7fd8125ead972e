#!/usr/bin/env python3
"""Re-encodes the boundaries of English districts and single-tier areas, past and present, for `place::outline`.

Usage: outlines.py PACK         PACK is a folder with boundaries/uk_areas.topojson (ONS Open Geography, OGL v3.0)

Kept: the lower-tier object's English areas and the arcs that they use. Larger areas are made in the program by taking
away the arcs that two of their parts share, so they are not carried. Arcs stay as they came: whole steps from point to
point, in the scale and translation of the source (WGS84 degrees).
"""

import json
import sys
from pathlib import Path

topology = json.loads((Path(sys.argv[1]) / "boundaries/uk_areas.topojson").read_text())
arcs, number, areas = [], {}, {}


def kept(arc):
    """The new number of an arc; a backward arc is the complement, as in TopoJSON."""
    index = arc if arc >= 0 else ~arc
    if index not in number:
        number[index] = len(arcs)
        arcs.append([step for point in topology["arcs"][index] for step in point])
    return number[index] if arc >= 0 else ~number[index]


for geometry in topology["objects"]["ltla"]["geometries"]:
    code = geometry["properties"]["areacd"]
    if not code.startswith("E"):
        continue
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    areas[code] = [[kept(arc) for arc in ring] for polygon in polygons for ring in polygon]

out = {"scale": topology["transform"]["scale"], "translate": topology["transform"]["translate"],
       "areas": dict(sorted(areas.items())), "arcs": arcs}
path = Path(__file__).resolve().parent / "outlines.json"
text = json.dumps(out, separators=(",", ":"))
path.write_text(text.replace('"arcs":[', '"arcs":[\n').replace("],[", "],\n[") + "\n")
print(f"outlines.json: {len(areas)} areas, {len(arcs)} arcs, {sum(len(arc) for arc in arcs) // 2} points", file=sys.stderr)
