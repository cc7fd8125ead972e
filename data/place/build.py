#!/usr/bin/env python3
"""Builds the dated map (the CSV files beside this script) from an open-data pack.

Usage: build.py PACK            PACK is a folder with register/, responsibilities/, services/, population/ ...

The registers in the pack disagree; each decision taken here is said in a comment or in README.md.
Intervals are half-open: `valid_to` is the first day not covered. An empty date means "not stated".
Rows come out in the order of their codes, so that a second run over the same pack changes nothing.
"""

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

PACK = Path(sys.argv[1])
HERE = Path(__file__).resolve().parent
RESPONSIBILITIES = HERE.parent / "responsibilities"


def rows(path):
    path = PACK / path
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, header, lines):
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}: {len(lines)} rows", file=sys.stderr)


def later(*dates):
    return max((date for date in dates if date), default="")


def earlier(*dates):
    return min((date for date in dates if date), default="")


register = rows("register/local_authorities.csv")
hierarchy = {row["area_code"]: row for row in rows("register/area_hierarchy.csv")}
extra_bodies = rows("responsibilities/bodies.csv")
# Areas that are decided but have no official code yet: the pack's codes are of the bodies, ours of the areas.
PLACEHOLDERS = {"X-EAST-SURREY": "X06000001", "X-WEST-SURREY": "X06000002"}
for row in extra_bodies:
    row["covers"] = "|".join(PLACEHOLDERS.get(code, code) for code in row["covers"].split("|"))

# --- Successions -------------------------------------------------------------------------------------------------
# One event is one date on which areas pass into areas. A lower-tier and an upper-tier route to the same area are two
# events of one reorganisation: a series is carried along one of them, never along both.
# (reorganisation, tier, date, kind, {from: [to, ...]}, note)
EVENTS = []


def event(reorganisation, tier, date, kind, links, note=""):
    EVENTS.append((reorganisation, tier, date, kind, links, note))


def codes(prefix, *numbers):
    return [f"{prefix}{number:06d}" for number in numbers]


def into(target, sources):
    return {source: [target] for source in sources}


event("bedfordshire-2009", "lower", "2009-04-01", "merge", into("E06000056", codes("E07", 1, 3)))
event("bedfordshire-2009", "lower", "2009-04-01", "recode", into("E06000055", codes("E07", 2)), "The district became a unitary on the same land")
event("bedfordshire-2009", "upper", "2009-04-01", "split", {"E10000001": ["E06000055", "E06000056"]})
event("cheshire-2009", "lower", "2009-04-01", "merge", into("E06000049", codes("E07", 14, 15, 17)))
event("cheshire-2009", "lower", "2009-04-01", "merge", into("E06000050", codes("E07", 13, 16, 18)))
event("cheshire-2009", "upper", "2009-04-01", "split", {"E10000004": ["E06000049", "E06000050"]})
for name, county, unitary, districts in [
    ("cornwall-2009", "E10000005", "E06000052", codes("E07", 19, 20, 21, 22, 23, 24)),
    ("durham-2009", "E10000010", "E06000047", codes("E07", 54, 55, 56, 57, 58, 59, 60)),
    ("northumberland-2009", "E10000022", "E06000048", codes("E07", 157, 158, 159, 160, 161, 162)),
    ("shropshire-2009", "E10000026", "E06000051", codes("E07", 182, 183, 184, 185, 186)),
    ("wiltshire-2009", "E10000033", "E06000054", codes("E07", 230, 231, 232, 233)),
]:
    event(name, "lower", "2009-04-01", "merge", into(unitary, districts))
    event(name, "upper", "2009-04-01", "recode", into(unitary, [county]), "The county became a unitary on the same land")

SMALL = "New code with a small change of boundary"
RECODES = [
    ("E07000100", "E07000240", "2012-04-01", SMALL),
    ("E07000104", "E07000241", "2012-04-01", SMALL),
    ("E07000097", "E07000242", "2013-04-01", SMALL),
    ("E07000101", "E07000243", "2013-04-01", SMALL),
    ("E08000020", "E08000037", "2013-04-01", SMALL),
    ("E06000048", "E06000057", "2013-04-01", SMALL),
    ("E08000016", "E08000038", "2025-04-01", SMALL),
    ("E08000019", "E08000039", "2025-04-01", SMALL),
]
for old, new, date, note in RECODES:
    tier = "lower" if old.startswith("E07") else "single"
    event(f"recode-{new.lower()}", tier, date, "recode", {old: [new]}, note)

event("dorset-2019", "lower", "2019-04-01", "merge", into("E06000058", ["E06000028", "E06000029", "E07000048"]))
event("dorset-2019", "lower", "2019-04-01", "merge", into("E06000059", codes("E07", 49, 50, 51, 52, 53)))
event("dorset-2019", "upper", "2019-04-01", "split",
      {"E06000028": ["E06000058"], "E06000029": ["E06000058"], "E10000009": ["E06000058", "E06000059"]},
      "Christchurch left the county for the new unitary on the coast")
event("west-suffolk-2019", "lower", "2019-04-01", "merge", into("E07000245", codes("E07", 201, 204)))
event("east-suffolk-2019", "lower", "2019-04-01", "merge", into("E07000244", codes("E07", 205, 206)))
event("somerset-west-2019", "lower", "2019-04-01", "merge", into("E07000246", codes("E07", 190, 191)))
event("buckinghamshire-2020", "lower", "2020-04-01", "merge", into("E06000060", codes("E07", 4, 5, 6, 7)))
event("buckinghamshire-2020", "upper", "2020-04-01", "recode", into("E06000060", ["E10000002"]), "The county became a unitary on the same land")
event("northamptonshire-2021", "lower", "2021-04-01", "merge", into("E06000061", codes("E07", 150, 152, 153, 156)))
event("northamptonshire-2021", "lower", "2021-04-01", "merge", into("E06000062", codes("E07", 151, 154, 155)))
event("northamptonshire-2021", "upper", "2021-04-01", "split", {"E10000021": ["E06000061", "E06000062"]})
event("cumbria-2023", "lower", "2023-04-01", "merge", into("E06000063", codes("E07", 26, 28, 29)))
event("cumbria-2023", "lower", "2023-04-01", "merge", into("E06000064", codes("E07", 27, 30, 31)))
event("cumbria-2023", "upper", "2023-04-01", "split", {"E10000006": ["E06000063", "E06000064"]})
event("north-yorkshire-2023", "lower", "2023-04-01", "merge", into("E06000065", codes("E07", 163, 164, 165, 166, 167, 168, 169)))
event("north-yorkshire-2023", "upper", "2023-04-01", "recode", into("E06000065", ["E10000023"]), "The county became a unitary on the same land")
event("somerset-2023", "lower", "2023-04-01", "merge", into("E06000066", codes("E07", 187, 188, 189, 246)))
event("somerset-2023", "upper", "2023-04-01", "recode", into("E06000066", ["E10000027"]), "The county became a unitary on the same land")
event("surrey-2027", "lower", "2027-04-01", "merge", into("X06000001", codes("E07", 207, 208, 210, 211, 215)), "Decided; the new areas have no official codes yet")
event("surrey-2027", "lower", "2027-04-01", "merge", into("X06000002", codes("E07", 209, 212, 213, 214, 216, 217)), "Decided; the new areas have no official codes yet")
event("surrey-2027", "upper", "2027-04-01", "split", {"E10000030": ["X06000001", "X06000002"]}, "Decided; the new areas have no official codes yet")
event("north-east-2018", "combined", "2018-11-02", "split", {"E47000005": ["E47000010", "E47000011"]})
event("north-east-2024", "combined", "2024-05-07", "merge", into("E47000014", ["E47000010", "E47000011"]))
event("rename-e07000112", "lower", "2018-04-01", "rename", {"E07000112": ["E07000112"]}, "Shepway became Folkestone and Hythe")
event("rename-e47000002", "combined", "2021-09-17", "rename", {"E47000002": ["E47000002"]}, "Sheffield City Region became South Yorkshire")

ENDS, STARTS = {}, {}
for reorganisation, _, date, kind, links, _ in EVENTS:
    for source, targets in links.items():
        for target in targets:
            if source != target:
                ENDS[source] = date
            if source != target and not reorganisation.startswith("recode-"):
                STARTS[target] = later(STARTS.get(target, ""), date)
SAME = {old: new for old, new, _, _ in RECODES}
FORMER = {new: old for old, new, _, _ in RECODES}

# --- Areas -------------------------------------------------------------------------------------------------------
KIND = {"NMD": "district", "UA": "unitary", "MD": "metropolitan_district", "LBO": "london_borough",
        "CC": "city_of_london", "CTY": "county"}
TITLES = ("Metropolitan Borough Council", "Metropolitan District Council", "Borough Council", "District Council",
          "County Council", "City Council", "Council")
areas, names, parents, schemes = {}, set(), set(), set()


def plain(name):
    """`Bristol, City of` reads `Bristol`; the longer form stays as another name."""
    for tail in (", City of", ", County of"):
        name = name.removesuffix(tail)
    return name.removeprefix("City of ") if name not in ("City of London",) else name


def area(code, kind, name, valid_from="", valid_to="", source="", confidence="verified", note=""):
    areas[code] = [code, kind, name, valid_from, valid_to, source, confidence, note]


def named(code, name, use, valid_from="", valid_to=""):
    if name and name.strip():
        names.add((code, name.strip(), use, valid_from, valid_to))


REGISTER, ELS, BODIES = "local_authorities", "area_hierarchy", "bodies"
by_registry = {}
for row in register:
    code, kind = row["area_code"], KIND.get(row["local_authority_type"])
    by_registry[row["registry_code"]] = code
    if kind is None:
        continue
    # The City and Scilly are councils of their own kind (see bodies.csv); as areas they count with their neighbours.
    kind = "london_borough" if kind == "city_of_london" else kind
    name = plain(hierarchy.get(code, row)["area_name"])
    if kind == "county":
        name = name.removesuffix(" County")
    if code == "E06000059":
        name = "Dorset"
    # Start dates in mid-2005 are artefacts; starts before 2009 that are not stated stay open.
    start = row["start_date"] if not row["start_date"].startswith("2005-") else ""
    if code in STARTS:
        start = STARTS[code]
    end = ENDS.get(code, "")
    area(code, kind, name, start, end, REGISTER)
    named(code, row["official_name"], "official")
    named(code, row["area_name"], "other")
    for other in row["alt_names"].split(","):
        # A comma both separates names and stands inside `Bristol, City of`: the broken halves are dropped.
        if other.strip().lower() not in ("city of", "county of", "christchurch and poole",
                                         "christchurch and poole borough council", "bournemouth"):
            named(code, other, "other")
    if code == "E06000028":
        named(code, "Bournemouth", "other")
    if code in hierarchy:
        named(code, hierarchy[code]["area_name"], "other")
    schemes.add(("register", row["registry_code"], code))
    if row["e_code"]:
        schemes.add(("finance", row["e_code"], code))
    if row["snac"]:
        schemes.add(("snac", row["snac"], code))

for row in extra_bodies:
    code, kind = row["body_code"], row["body_type"]
    if code.startswith(("E07", "E10")) and code not in areas:
        name = row["body_name"].replace(" County Council", "").replace(" (before 2009)", "").replace(" (old district)", "")
        area(code, kind, name.replace("Durham (City)", "Durham City"), "1974-04-01", row["valid_to"], BODIES, row["confidence"],
             "Council abolished on 1 April 2009")
        named(code, row["body_name"], "other")
for code, name, alias in [("X06000001", "East Surrey", "X-EAST-SURREY"), ("X06000002", "West Surrey", "X-WEST-SURREY")]:
    area(code, "unitary", name, "2027-04-01", "", BODIES, "verified", "Our code until the area has an official one")
    schemes.add(("body", alias, code))
    named(code, f"{name} Council", "official", "2027-04-01")

# Recodes: one place, two codes, each with its own days.
for old, new, date, note in RECODES:
    known = areas.get(new) or areas.get(old)
    source = ELS if new in ("E08000038", "E08000039") else REGISTER
    # The register holds only one of the two codes: the other is copied from it.
    area(old, known[1], known[2], "2009-04-01" if old == "E06000048" else areas.get(old, known)[3], date, source, "recalled", note)
    area(new, known[1], known[2], date, ENDS.get(new, ""), source, "recalled", note)
    for entry in list(names):
        if entry[0] in (old, new):
            names.update({(code, *entry[1:]) for code in (old, new)})
    for scheme, value, code in list(schemes):
        if code in (old, new) and scheme in ("register", "finance", "snac"):
            schemes.discard((scheme, value, code))
            schemes.add((scheme, value, new))
for code in ("E08000016", "E08000019"):
    areas[code][3] = "1974-04-01"

# Dated names.
named("E07000112", "Shepway", "former", "", "2018-04-01")
named("E47000002", "Sheffield City Region", "former", "2014-04-01", "2021-09-17")

COMBINED = {"combined_authority", "combined_county_authority"}
OTHER_KIND = {"fire_authority": "fire_area", "police_force": "police_force_area", "icb": "integrated_care_board",
              "metropolitan_county": "metropolitan_county", "national_park_authority": "national_park",
              "broads_authority": "national_park", "development_corporation": "development_corporation_area"}
ELS_COMBINED = {code: row["area_name"] for code, row in hierarchy.items() if code.startswith("E47")}
for row in extra_bodies:
    code, kind, name = row["body_code"], row["body_type"], row["body_name"]
    if not code.startswith("E") or code[:3] in ("E06", "E07", "E08", "E09", "E10"):
        continue
    start, end = row["valid_from"], row["valid_to"]
    if kind in COMBINED:
        area(code, "combined_authority", ELS_COMBINED.get(code, name), start, end, BODIES, row["confidence"], row["note"])
        named(code, name.split(" (")[0], "official", start, end)
    elif kind == "gla":
        area(code, "greater_london", "Greater London", "1965-04-01", "", BODIES, "verified",
             "Finance files use E12000007, the code of London region, for the Greater London Authority")
        named(code, name, "official", start, end)
        named(code, "GLA", "other")
    elif kind in OTHER_KIND:
        short = name
        if kind == "fire_authority":
            short = name.removesuffix(" fire area").removesuffix(" Fire and Rescue Authority")
        elif kind == "police_force":
            short = name.removesuffix(" Police") if name != "Metropolitan Police" else name
        elif kind == "icb":
            short = name.removeprefix("NHS ").removesuffix(" Integrated Care Board")
        elif kind == "metropolitan_county":
            # The council went in 1986; the area is still used in statistics.
            short, end = name.removesuffix(" County Council"), ""
        elif kind in ("national_park_authority", "broads_authority", "development_corporation"):
            short = name.removesuffix(" Authority").removesuffix(" Development Corporation")
            short = "The Broads" if short == "Broads" else short
        area(code, OTHER_KIND[kind], short, start, end, BODIES, row["confidence"], row["note"])
        named(code, name, "official", start, end)

for code, row in hierarchy.items():
    if code.startswith("E12"):
        area(code, "region", row["area_name"], "", "", ELS)
    elif code[:3] in ("E92", "W92", "S92", "N92", "K02"):
        area(code, "country", row["area_name"], "", "", ELS)
named("E12000007", "London region", "other")
named("E12000006", "East", "other")
for code, name in [("K03000001", "Great Britain"), ("K04000001", "England and Wales"),
                   ("W92000004", "Wales"), ("S92000003", "Scotland"), ("N92000002", "Northern Ireland"),
                   ("K02000001", "United Kingdom")]:
    if code not in areas:
        area(code, "country", name, "", "", "general knowledge", "recalled")
for code, name in [("E13000001", "Inner London"), ("E13000002", "Outer London")]:
    area(code, "part_of_london", name, "", "", "population_all_ages")
# Codes that finance and labour market files use beside or before those of the register of bodies.
for code, name, start, end, note in [
        ("E11000004", "Tyne and Wear (before April 2013)", "1974-04-01", "2013-04-01", "The code before Gateshead was recoded; E11000007 since"),
        ("E26000011", "Lake District National Park (as extended in 2016)", "2016-08-01", "",
         "The code of the park as extended in 2016; finance files use it, the register of bodies keeps E26000003")]:
    area(code, "metropolitan_county" if code.startswith("E11") else "national_park", name, start, end,
         "general knowledge", "recalled", note)
for code, name, end, body in [
        ("E50000001", "East London Waste", "", "East London Waste Authority"),
        ("E50000002", "North London Waste", "", "North London Waste Authority"),
        ("E50000003", "West London Waste", "", "West London Waste Authority"),
        ("E50000004", "Western Riverside Waste", "", "Western Riverside Waste Authority"),
        ("E50000005", "Greater Manchester Waste", "2018-04-01", "Greater Manchester Waste Disposal Authority"),
        ("E50000006", "Merseyside Waste", "", "Merseyside Recycling and Waste Authority")]:
    area(code, "waste_disposal_area", name, "1986-04-01", end, "revenue_outturn_financing", "verified")
    named(code, body, "official", "1986-04-01", end)
for row in rows("register/lookup_ltla24_csp24_pfa24.csv"):
    area(row["csp24_code"], "community_safety_partnership", row["csp24_name"], "", "", "lookup_ltla24_csp24_pfa24",
         "verified", "As in 2024; earlier partnerships are not carried")

# --- Parents -----------------------------------------------------------------------------------------------------
def parent(child, relation, of, valid_from="", valid_to=""):
    start = later(valid_from, areas[child][3], areas[of][3])
    end = earlier(valid_to, areas[child][4], areas[of][4])
    if child != of and not (start and end and start >= end):
        parents.add((child, relation, of, start, end))


def same_place(code):
    return {code, SAME.get(code, code), FORMER.get(code, code)} & areas.keys()


region_names = {row[2]: code for code, row in areas.items() if row[1] == "region"}
region_of = {row["ltla24_code"]: row["region24_code"] for row in rows("register/lookup_ltla24_region24.csv")}
county_of = {}
for row in register:
    code = row["area_code"]
    if code not in areas:
        continue
    if row["county_area_code"]:
        county_of[code] = row["county_area_code"]
    if code not in region_of and row["region"] and not code.startswith("E10"):
        region_of[code] = region_names[row["region"]]
for row in extra_bodies:
    if row["county_code"] and row["body_code"].startswith("E07"):
        county_of[row["body_code"]] = row["county_code"]
for old, new, *_ in RECODES:
    for table in (county_of, region_of):
        for code in (old, new):
            if code not in table:
                other = table.get(new if code == old else old)
                if other:
                    table[code] = other
# An area without a region in any register takes that of the area into which it passed.
for _ in range(3):
    for _, _, _, _, links, _ in EVENTS:
        for source, targets in links.items():
            if source[:3] in ("E06", "E07", "E08") and source not in region_of and targets[0] in region_of:
                region_of[source] = region_of[targets[0]]
            for target in targets:
                if target not in region_of and source in region_of and target in areas and not target.startswith("E47"):
                    region_of[target] = region_of[source]
for district, county in county_of.items():
    parent(district, "county", county)
    # The register's own regions for counties are wrong in places (Derbyshire, Lincolnshire): the districts decide.
    if district in region_of:
        region_of.setdefault(county, region_of[district])
for code in [code for code, row in areas.items() if row[1] in ("county", "district", "unitary", "metropolitan_district", "london_borough")]:
    if code in region_of:
        parent(code, "region", region_of[code])
    else:
        print("no region:", code, areas[code][2], file=sys.stderr)
for code, row in areas.items():
    if row[1] == "region":
        parent(code, "country", "E92000001")
    elif row[1] == "country" and code[0] in "EWSN":
        parent(code, "country", "K02000001")
    elif row[1] == "combined_authority":
        region = hierarchy.get(code, {}).get("region_code")
        if region:
            parent(code, "region", region)
for london in (code for code in areas if code.startswith("E09")):
    parent(london, "greater_london", "E61000001")
INNER = {1, 7, 11, 12, 13, 14, 19, 20, 22, 23, 25, 28, 30, 32, 33}
for london in (code for code in areas if code.startswith("E09")):
    parent(london, "part_of_london", "E13000001" if int(london[3:]) in INNER else "E13000002")
parent("E13000001", "region", "E12000007")
parent("E13000002", "region", "E12000007")

RELATION = {"combined_authority": "combined_authority", "combined_county_authority": "combined_authority",
            "fire_authority": "fire", "police_force": "police", "icb": "health", "metropolitan_county": "metropolitan_county"}
for row in extra_bodies:
    relation = RELATION.get(row["body_type"])
    if not relation or row["body_code"] not in areas:
        continue
    for covered in row["covers"].split("|"):
        if covered not in areas:
            continue
        kind = areas[covered][1]
        this = relation
        # In a combined county authority the districts lie inside but are not members.
        if row["body_type"] == "combined_county_authority" and kind == "district":
            this = "combined_authority_area"
        start = row["valid_from"] if relation != "metropolitan_county" else ""
        end = row["valid_to"] if relation != "metropolitan_county" else ""
        for code in same_place(covered):
            parent(code, this, row["body_code"], start, end)
for row in rows("register/lookup_ltla24_csp24_pfa24.csv"):
    for code in same_place(row["ltla24_code"]):
        parent(code, "community_safety", row["csp24_code"])
for row in hierarchy.values():
    # Councils that a pack row names as members but the bodies file does not are said, not guessed.
    member, of = row["area_code"], row["combined_authority_code"]
    if of and not any(p[0] == member and p[2] == of for p in parents):
        print("member only in area_hierarchy:", member, of, file=sys.stderr)

# --- Other codes -------------------------------------------------------------------------------------------------
numbers = defaultdict(set)
for path in ("indicators/dfe/children_looked_after.csv", "indicators/dfe/childrens_social_workers.csv",
             "indicators/dfe/population_aged_0_17.csv", "indicators/dfe/dfe_lait_indicators.csv.gz",
             "finance/dedicated_schools_grant.csv"):
    for row in rows(path):
        number = (row["dfe_la_number"] or "").strip().removesuffix(".0")
        if len(number) == 3 and number.isdigit() and row["area_code"] in areas and row["area_code"][:3] != "E12":
            numbers[number].add(row["area_code"])
for number, found in numbers.items():
    for code in found:
        if not any(SAME.get(code) == other for other in found):
            schemes.add(("dfe", number, code))
for row in rows("services/organisations_local_authority.csv"):
    code, e_code = row["area_code"], row["billing_authority"]
    code = SAME.get(code, code)
    if code in areas and e_code and e_code.startswith("E") and len(e_code) == 5:
        # E5100 stands beside the code of London region there; it is the Greater London Authority's.
        code = "E61000001" if e_code == "E5100" else code
        if not any(scheme == "finance" and (value == e_code or target == code) for scheme, value, target in schemes):
            schemes.add(("finance", e_code, code))

# --- Shares of splits --------------------------------------------------------------------------------------------
population = {}
for row in rows("population/population_by_single_year_of_age_2020.csv.gz"):
    population[row["area_code"]] = population.get(row["area_code"], 0) + int(float(row["population"]))
BASIS_2020 = "residents, mid-2020 (ONS mid-year estimates)"
later_population = {(row["area_code"], row["year"]): int(float(row["population"]))
                    for row in rows("population/population_all_ages.csv") if row["population"]}


def residents(code, year="2020"):
    return population.get(code) or later_population.get((code, year)) or later_population.get((SAME.get(code, code), year))


links_out = []
for number, (reorganisation, tier, date, kind, links, note) in enumerate(EVENTS, start=1):
    for source, targets in links.items():
        if len(targets) == 1:
            links_out.append([number, source, targets[0], 1, 1, "whole area"])
            continue
        year, basis = "2020", BASIS_2020
        weights = {}
        for target in targets:
            parts = [s for (r, t, _, _, other, _) in EVENTS if r == reorganisation and t == "lower" for s, ts in other.items() if target in ts]
            by_parts = [residents(part) for part in parts] if parts else []
            if source == "E10000009":
                # Christchurch was one of six districts; only a census gives residents of the old districts.
                weights = {"E06000058": 47752, "E06000059": 412905 - 47752}
                basis = "residents, Census 2011 (Christchurch 47,752 of 412,905); recalled"
                break
            if source == "E47000005":
                members = [p[0] for p in parents if p[2] == target and p[1] == "combined_authority" and p[0][:3] in ("E06", "E08")]
                members = {SAME.get(member, member) for member in members}
                weights[target] = sum(residents(member) for member in members)
            elif by_parts and all(by_parts):
                weights[target] = sum(by_parts)
            else:
                weights[target] = residents(target)
        total = sum(weights.values())
        for target in targets:
            links_out.append([number, source, target, weights[target], total, basis])

# --- Bodies ------------------------------------------------------------------------------------------------------
BODY_TYPE = {"NMD": "district", "UA": "unitary", "MD": "metropolitan_district", "LBO": "london_borough", "CC": "city_of_london",
             "CTY": "county"}
bodies = {}
NEXT_DAY = {"2019-03-31": "2019-04-01", "2020-03-31": "2020-04-01"}
for row in register:
    kind = BODY_TYPE.get(row["local_authority_type"])
    if kind is None:
        continue
    code = row["area_code"]
    start = "" if row["start_date"].startswith("2005-") else row["start_date"]
    end = NEXT_DAY.get(row["end_date"], row["end_date"])
    successors = "|".join(sorted(by_registry[value] for value in row["replaced_by"].split(",") if value))
    kind = "isles_of_scilly" if code == "E06000053" else kind
    bodies[code] = [code, row["official_name"], kind, start, end, code, "", successors, "verified", ""]
for row in extra_bodies:
    code, kind = row["body_code"], row["body_type"]
    name, note = row["body_name"], row["note"]
    own = code if code in areas else ""
    known = bodies.get(code)
    if known:
        name = known[1]
    elif kind == "district":
        name = f"{name.replace(' (old district)', '')} District Council"
        name = "Bedford Borough Council" if code == "E07000002" else name
    elif code in ("E08000038", "E08000039"):
        name = bodies[FORMER[code]][1]
    elif kind == "unitary":
        name = f"{name} Council"
        own = PLACEHOLDERS[code]
    successors = known[7] if known else ""
    if not successors and code in ENDS and code[:3] in ("E07", "E10"):
        found = sorted({target for _, _, _, _, links, _ in EVENTS for target in links.get(code, [])})
        successors = "|".join({**{area: body for body, area in PLACEHOLDERS.items()}, "E06000048": "E06000057"}.get(t, t) for t in found)
    if code in ENDS and code.startswith("E47"):
        successors = "|".join(sorted({target for _, _, _, _, links, _ in EVENTS for target in links.get(code, [])}))
    start = row["valid_from"] or (known[3] if known else "")
    bodies[code] = [code, name, kind, start, row["valid_to"], own, row["covers"], successors, row["confidence"], note]
for code, row in areas.items():
    if row[1] in ("district", "county", "unitary", "metropolitan_district", "london_borough", "city_of_london") and code not in bodies:
        if code not in FORMER.values() and not code.startswith("X"):
            print("area without a council:", code, row, file=sys.stderr)
# Waste authorities are bodies, not areas; finance files name them by these codes.
WASTE = {"X-WDA-EL": "E50000001", "X-WDA-NL": "E50000002", "X-WDA-WL": "E50000003", "X-WDA-WR": "E50000004", "X-WDA-ME": "E50000006"}
for row in rows("services/organisations_partners.csv"):
    if row["organisation_type"] == "waste-authority" and row["area_code"]:
        for body in bodies.values():
            if body[1] == row["name"]:
                WASTE[body[0]] = row["area_code"]
for body, code in WASTE.items():
    schemes.add(("waste", code, body))

# --- Out ---------------------------------------------------------------------------------------------------------
write(HERE, "areas.csv", ["area_code", "kind", "name", "valid_from", "valid_to", "source", "confidence", "note"],
      [areas[code] for code in sorted(areas)])
chosen = {(code, row[2]) for code, row in areas.items()}
write(HERE, "names.csv", ["area_code", "name", "use", "valid_from", "valid_to"],
      sorted(entry for entry in names if entry[0] in areas and (entry[0], entry[1]) not in chosen))
write(HERE, "parents.csv", ["child_code", "relation", "parent_code", "valid_from", "valid_to"], sorted(parents))
write(HERE, "events.csv", ["event", "reorganisation", "tier", "date", "kind", "note"],
      [[number, *entry[:4], entry[5]] for number, entry in enumerate(EVENTS, start=1)])
write(HERE, "event_links.csv", ["event", "from_code", "to_code", "part", "whole", "basis"], links_out)
write(HERE, "schemes.csv", ["scheme", "scheme_code", "code"], sorted(schemes))
write(HERE, "bodies.csv", ["body_code", "name", "body_type", "valid_from", "valid_to", "area_code", "covers", "successors", "confidence", "note"],
      [bodies[code] for code in sorted(bodies)])
for name in ("functions", "rules", "exceptions", "questions"):
    table = rows(f"responsibilities/{name}.csv")
    write(RESPONSIBILITIES, f"{name}.csv", list(table[0]), [list(row.values()) for row in table])
