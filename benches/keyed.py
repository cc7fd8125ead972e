#!/usr/bin/env python3
"""Keyed encodings against clear text, and what each hardening costs, on labelled sets.

  cd crates/link/bench && cargo build --release && cd -
  python benches/keyed.py --bench crates/link/bench/target/release/wholeplace-link-bench --data FOLDER \\
      [--sets febrl4,historical_50k,people] [--kinds fields,groups,record] [--hardenings "none;fold;..."] [--attack]

FOLDER holds febrl4a.csv.gz, febrl4b.csv.gz (Febrl), historical_50k.parquet (Splink) and people_50k.parquet. Partners encode
apart: the two files of febrl4 are encoded each by itself and linked between files only. No truth is used in training.
Prints one row of a table for each run: blocking recall, the highest pair F1 at any threshold, precision, recall and F1 of
pairs at a half, F1 of people's pairs at a half, and the expected calibration error of pairs from a half up. With --attack
it prints instead how many of the 100 most frequent first names are found by rank alone, in the column where most are.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

SETS = {
    "febrl4": {
        "files": ["febrl4a.csv.gz", "febrl4b.csv.gz"], "id": "rec_id", "truth": "rec_id",
        "salt": "left(date_of_birth, 4)", "name": "name(given_name)", "clear": "febrl4",
    },
    "historical_50k": {
        "files": ["historical_50k.parquet"], "id": "unique_id", "truth": "cluster",
        "salt": "year(dob)", "name": "name(first_name)", "clear": "historical_50k",
    },
    "people": {
        "files": ["people_50k.parquet"], "id": "record_id", "truth": "person_id",
        "salt": "year(dob)", "name": "name(first_name)", "clear": "people",
    },
}

HARDENINGS = {
    "none": "",
    "fold": "fold = true",
    "rule 90": "rule_90 = true",
    "diffuse 3": "diffuse = 3",
    "flip 0.01": "flip = 0.01",
    "flip 0.02": "flip = 0.02",
    "flip 0.05": "flip = 0.05",
    "balance": "balance = true",
    "salt": "",
    "salt, flip 0.02": "flip = 0.02",
    "flip 0.02, balance": "flip = 0.02\nbalance = true",
}

SALTED = ("first_name", "given_name", "surname", "middle_name", "names", "record")


def hardened(text, hardening, salt):
    """The encoding's file with a hardening, and with a salt in the filters that hold names."""
    text = text.replace("\n[[filter]]", f"\n[hardening]\n{HARDENINGS[hardening]}\n\n[[filter]]", 1)
    if "salt" in hardening:
        for name in SALTED:
            text = text.replace(f'[[filter]]\nname = "{name}"\n', f'[[filter]]\nname = "{name}"\nsalt = "{salt}"\n')
    return text


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr[-2000:]}")
    return done.stdout


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def accuracy(name, kind, hardening, told):
    told = json.loads(told)
    pairs, half, highest = told["pairs"], told["pairs"]["0.5"], told["pairs"]["highest_f1"]
    row(name, kind, hardening, f"{pairs['blocking_recall']:.4f}", f"{highest['f1']:.4f} ({highest['probability']:.2f})",
        f"{half['precision']:.3f}, {half['recall']:.3f}", f"{half['f1']:.4f}", f"{told['clusters']['pairs']['f1']:.4f}",
        f"{pairs['calibration']['error_from_half']:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--kinds", default="clear,fields,groups,record")
    parser.add_argument("--hardenings", default=";".join(HARDENINGS), help="parted by semicolons")
    parser.add_argument("--attack", action="store_true")
    arguments = parser.parse_args()
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crates", "link", "bench")
    for name in arguments.sets.split(","):
        about = SETS[name]
        files = [os.path.join(arguments.data, file) for file in about["files"]]
        between = ["--sources"] if len(files) > 1 else []
        for kind in arguments.kinds.split(","):
            if kind == "clear":
                if not arguments.attack:
                    model = os.path.join(here, "models", f"{about['clear']}.toml")
                    told = run([arguments.bench, model, *files, "--id", about["id"], "--truth", about["truth"], "--curve", *between])
                    accuracy(name, "clear text", "", told)
                continue
            with open(os.path.join(here, "encodings", f"{name}_{kind}.toml"), encoding="utf-8") as file:
                text = file.read()
            for hardening in arguments.hardenings.split(";"):
                with tempfile.TemporaryDirectory() as folder:
                    encoding, model = os.path.join(folder, "encoding.toml"), os.path.join(folder, "model.toml")
                    with open(encoding, "w", encoding="utf-8") as file:
                        file.write(hardened(text, hardening, about["salt"]))
                    if arguments.attack:
                        told = json.loads(run([arguments.bench, "attack", encoding, *files[:1], "--id", about["id"], "--by", about["name"]]))
                        ways = [(found["names_near_of_100"], found["names_right_of_100"], found["records_right"], f"{column}, {way.replace('_', ' ')}")
                                for column, ways in told.items() for way, found in ways.items() if way != "records"]
                        for part, of in (("filters", [each for each in ways if not each[3].startswith(("key", "sex"))]),
                                         ("words", [each for each in ways if each[3].startswith("key")])):
                            near, right, records, how = max(of)
                            row(name, kind, hardening, part, right, near, f"{records:.3f}", how)
                        continue
                    encoded = []
                    for at, file in enumerate(files):
                        encoded.append(os.path.join(folder, f"{at}.csv"))
                        run([arguments.bench, "encode", encoding, file, "--id", about["id"], "--truth", about["truth"],
                             "--out", encoded[-1], "--write-model", model])
                    told = run([arguments.bench, model, *encoded, "--id", "record_id", "--truth", "person", "--curve", *between])
                    accuracy(name, kind, hardening, told)


if __name__ == "__main__":
    main()
