#!/usr/bin/env python3
"""Linkage beside Splink: both as whole processes, in one run, on the same file with the same candidate rules.

  python benches/linkage.py DATA.parquet --model crates/link/bench/models/people.toml --id record_id --truth person_id \\
      --peer "venv/bin/python splink_peer.py DATA.parquet --threads 2 --out peer.json" --runs 3 > result.json

Each run of ours is `wholeplace link run` (read, train, score, write pairs, form people, write people); the peer is any
command. For each: seconds by the clock, processor seconds (user and system, all threads) and the most memory held, as the
system counts them for the process and its children; then the medians. Ours is then evaluated against the truth, which the
engine never sees. A machine that does other work inflates the clock, so its load is told too.
"""
import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time


def measured(command):
    """Runs a command; gives its reply and what it cost."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)
        stdout = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        if status != 0:
            said.seek(0)
            sys.exit(f"{shlex.join(command)} failed: {said.read().decode()[-2000:]}")
    cost = {
        "seconds": round(seconds, 2),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_memory_mib": round(usage.ru_maxrss / 1024, 1),
        "load_before": os.getloadavg()[0],
    }
    return stdout, cost


def medians(runs):
    keys = ("seconds", "processor_seconds", "peak_memory_mib")
    return {key: statistics.median(run[key] for run in runs) for key in keys}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--model", required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--truth")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", help="the peer's whole command")
    parser.add_argument("--program", default="target/debug/wholeplace")
    arguments = parser.parse_args()
    result = {"data": os.path.basename(arguments.data), "threads": arguments.threads, "ours": [], "peer": []}
    with tempfile.TemporaryDirectory() as folder:
        pairs, clusters = os.path.join(folder, "pairs.parquet"), os.path.join(folder, "clusters.parquet")
        ours = [
            arguments.program, "link", "run", "--model", arguments.model, arguments.data, "--id", arguments.id,
            "--threads", str(arguments.threads), "--pairs", pairs, "--clusters", clusters, "--format", "json",
        ]
        for _ in range(arguments.runs):
            reply, cost = measured(ours)
            told = json.loads(reply)
            cost["phases"] = told["cost"]["phases"]
            result["ours"].append(cost)
            result["candidates"] = told["candidates"]
            if arguments.peer:
                result["peer"].append(measured(shlex.split(arguments.peer))[1])
        if arguments.truth:
            evaluate = [
                arguments.program, "link", "evaluate", arguments.data, "--id", arguments.id, "--truth", arguments.truth,
                "--pairs", pairs, "--clusters", clusters, "--format", "json",
            ]
            score = json.loads(measured(evaluate)[0])
            at = {str(point["probability"]): point["f1"]["value"] for point in score["pairs"]}
            result["accuracy"] = {
                "pair_f1_by_threshold": at,
                "highest_pair_f1": score["highest_f1"]["f1"]["value"],
                "people_pair_f1": score["people"]["pairwise"]["f1"]["value"],
                "people_b_cubed_f1": score["people"]["b_cubed"]["f1"],
                "people_exactly_right": score["people"]["people_exact"] / score["people"]["people"],
            }
    result["medians"] = {"ours": medians(result["ours"])}
    if result["peer"]:
        result["medians"]["peer"] = medians(result["peer"])
        ours, peer = result["medians"]["ours"], result["medians"]["peer"]
        result["peer_is_times_ours"] = {key: round(peer[key] / ours[key], 1) for key in ours}
    json.dump(result, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
