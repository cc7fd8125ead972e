#!/usr/bin/env python3
"""Contribute a CSV of ten million rows, beside DuckDB loading the same file into Parquet without a check.

    pip install duckdb
    python3 benches/contribute.py path/to/wholeplace [--rows 10000000] [--runs 3] [--folder FOLDER]

Makes two files: one in which 1% of the rows have marks, blanks and oddities that warn, and one in which 1% of the rows
are in error. Each run takes a new hub. Prints one object of JSON: wall seconds, processor seconds and peak memory of
each whole process, medians over the runs, and the ratios to DuckDB.
"""
import argparse
import csv
import io
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

MONTHS = [f"{year}-{month:02}" for year in range(2010, 2025) for month in range(1, 13)]
DUCKDB = """
import duckdb, sys
connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet)")
"""
RECIPE = """
title = "Figures for the measurement"
[file]
format = "csv"
[marks]
sets = ["gss", "bare"]
[[table]]
area = { column = "area_code", vintage = "any" }
period = { column = "period", notation = "iso" }
indicator = { column = "indicator" }
values = [{ column = "value", numerator = "numerator", denominator = "denominator" }]
"""
CONTRACT = """[dataset]
id = "measurement"
title = "Figures for the measurement"
description = "Ten million figures."
publisher = "Nobody"
owner = "Nobody"
source = { name = "Made for a measurement", url = "https://example.org/" }
licence = "CC0-1.0"
frequency = "monthly"
expected = "none"
mixed_tiers = true
kind = "output"
quality_statement = "Made up."
[dataset.purpose]
helps = "whoever builds the hub"
to_decide = "whether it is quick enough"
can_show = "how long a contribution takes"
cannot_show = "anything about a place"
must_not_be_used_for = "anything else"
"""
INDICATOR = """
[[indicator]]
id = "indicator-{number}"
title = "Indicator {number}"
question = "How quick is it?"
definition = "A made-up share."
unit = "percent"
decimals = 1
polarity = "neutral"
aggregation = {{ ratio = 100 }}
minimum = 0
maximum = 100
ratio_tolerance = 0.01
jump = 1000
"""


def areas(wholeplace):
    """Councils whose codes hold over all the months."""
    def listed(day):
        command = [wholeplace, "areas", "--as-at", day, "--kind", "council", "--format", "csv"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return {row["code"] for row in csv.DictReader(io.StringIO(text))}
    return sorted(listed("2010-01-01") & listed("2024-12-31"))


def generate(path, rows, codes, in_error):
    """Writes the file; returns how many indicators it has."""
    odd = ["c,,", ",,", "[x],,", "12.5,500,1000"]
    wrong = ["about five,,", "512.5,,", "12.5,1000,12", "7.5,1,2,3"]
    indicators = -(-rows // (len(codes) * len(MONTHS)))
    written = 0
    with open(path, "w", encoding="ascii", buffering=1 << 20) as file:
        file.write("area_code,period,indicator,value,numerator,denominator\n")
        for indicator in range(indicators):
            for month in MONTHS:
                lines = []
                for code in codes:
                    if written == rows:
                        break
                    written += 1
                    if written % 100:
                        part = written * 7919 % 900 + 50
                        cells = f"{part / 10},{part},1000"
                    else:
                        cells = (wrong if in_error else odd)[written // 100 % 4]
                    lines.append(f"{code},{month}-01/P1M,indicator-{indicator},{cells}\n")
                file.writelines(lines)
    return indicators


def measured(command, codes=(0,)):
    """Runs a process to its end: wall seconds, processor seconds, peak memory in MiB, and what it wrote."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        out.seek(0), err.seek(0)
        text = out.read().decode()
        if os.waitstatus_to_exitcode(status) not in codes:
            sys.exit(f"{command} failed:\n{err.read().decode()[-2000:]}")
    return {
        "wall_seconds": wall,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
    }, text


def median(runs):
    return {key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wholeplace")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where the files are made; a temporary folder if you say nothing")
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(dir=arguments.folder))
    try:
        codes = areas(arguments.wholeplace)
        warn, error = folder / "warn.csv", folder / "error.csv"
        indicators = generate(warn, arguments.rows, codes, False)
        generate(error, arguments.rows, codes, True)
        (folder / "recipe.toml").write_text(RECIPE)
        contract = CONTRACT + "".join(INDICATOR.format(number=number) for number in range(indicators))
        (folder / "contract.toml").write_text(contract)
        runs = {"duckdb": [], "contribute_with_warnings": [], "refuse_with_errors": []}
        outcomes = {}
        for _ in range(arguments.runs):
            parquet = folder / "duckdb.parquet"
            runs["duckdb"].append(measured([sys.executable, "-c", DUCKDB, str(warn), str(parquet)])[0])
            for name, file, expected in [("contribute_with_warnings", warn, 0), ("refuse_with_errors", error, 1)]:
                hub = folder / "hub"
                shutil.rmtree(hub, ignore_errors=True)
                base = [arguments.wholeplace, "--data", str(hub)]
                subprocess.run([*base, "init"], check=True, capture_output=True)
                command = [*base, "import", "--recipe", str(folder / "recipe.toml"), "--accept-warnings", "Made so.",
                           "--format", "json", str(file)]
                run, text = measured(command, (expected,))
                submission = json.loads(text.splitlines()[-1])
                outcomes[name] = {key: submission[key] for key in ["state", "rows_read", "observations", "findings"]}
                runs[name].append(run)
        report = {"rows": arguments.rows, "file_mib": round(warn.stat().st_size / 2**20), "runs": arguments.runs}
        report |= {name: median(of) | outcomes.get(name, {}) for name, of in runs.items()}
        for name in outcomes:
            report[name]["wall_ratio_to_duckdb"] = round(
                report[name]["wall_seconds"] / report["duckdb"]["wall_seconds"], 2)
        print(json.dumps(report, indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
