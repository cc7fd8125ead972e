#!/usr/bin/env python3
"""Pages and replies under load, with ten million observations stored beside the demonstration data.

    python3 benches/pages.py path/to/wholeplace [--rows 10000000] [--rate 50] [--seconds 20] [--demonstration FOLDER]

Contributes the demonstration data and a made-up dataset to a new hub, serves it, and asks for each address at a steady
rate on loopback. A request's time counts from the moment at which it was due, so that a stall is seen in all that it
delays. Prints one object of JSON: percentiles in milliseconds for each address, and how long the hub took to import
and to start.
"""
import argparse
import http.client
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import contribute

ADDRESS = ("127.0.0.1", 8097)


def fetch(path):
    connection = http.client.HTTPConnection(*ADDRESS, timeout=60)
    connection.request("GET", path)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    if reply.status != 200:
        raise RuntimeError(f"{path}: {reply.status}")
    return len(body)


def load(paths, rate, seconds):
    """Asks at a steady rate, the paths in turn; returns the milliseconds of each request, sorted."""
    count = int(rate * seconds)
    times, faults = [0.0] * count, []
    begun = time.perf_counter() + 0.2
    turn = iter(range(count))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                number = next(turn, None)
            if number is None:
                return
            due = begun + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                fetch(paths[number % len(paths)])
            except Exception as error:  # every fault is reported, whatever it is
                faults.append(str(error))
            times[number] = (time.perf_counter() - due) * 1000

    workers = [threading.Thread(target=work) for _ in range(16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if faults:
        sys.exit(f"{len(faults)} of {count} requests failed, such as: {faults[0]}")
    return sorted(times)


def percentiles(times):
    at = lambda share: round(times[min(len(times) - 1, int(len(times) * share))], 1)
    return {"requests": len(times), "p50_ms": at(0.5), "p99_ms": at(0.99), "worst_ms": round(times[-1], 1)}


def serve(base):
    """Starts the hub; returns its process and the seconds until its first page came whole."""
    begun = time.perf_counter()
    process = subprocess.Popen([*base, "serve", "--address", "%s:%d" % ADDRESS],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            fetch("/")
            return process, time.perf_counter() - begun
        except (ConnectionError, OSError):
            if process.poll() is not None or time.perf_counter() - begun > 120:
                sys.exit("the hub did not start")
            time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wholeplace")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--demonstration", default="data/demonstration")
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    process = None
    try:
        base = [arguments.wholeplace, "--data", str(folder / "hub")]
        subprocess.run([*base, "init"], check=True, capture_output=True)
        demonstration, _ = contribute.measured(
            [*base, "import", "--demonstration", "--demonstration-folder", arguments.demonstration])
        process, cold = serve(base)
        process.terminate(), process.wait()
        report = {"demonstration_import": {key: round(value, 2) for key, value in demonstration.items()},
                  "cold_start_to_first_page_seconds": round(cold, 2), "rows": arguments.rows, "rate": arguments.rate}
        if arguments.rows:
            codes = contribute.areas(arguments.wholeplace)
            count = contribute.generate(folder / "file.csv", arguments.rows, codes, False)
            (folder / "recipe.toml").write_text(contribute.RECIPE)
            indicators = "".join(contribute.INDICATOR.format(number=number) for number in range(count))
            (folder / "contract.toml").write_text(contribute.CONTRACT + indicators)
            contribute.measured([*base, "import", "--recipe", str(folder / "recipe.toml"), "--accept-warnings",
                                 "Made so.", str(folder / "file.csv")])
        process, cold = serve(base)
        report["cold_start_with_all_rows_seconds"] = round(cold, 2)
        areas = json.load(urllib.request.urlopen("http://%s:%d/api/v1/areas?kind=council" % ADDRESS))["areas"]
        places = [f"/places/{area['code']}" for area in areas]
        indicators = json.load(urllib.request.urlopen("http://%s:%d/api/v1/indicators" % ADDRESS))["indicators"]
        demonstrated = [indicator["id"] for indicator in indicators if indicator["dataset"] != "measurement"]
        stored = [indicator["id"] for indicator in indicators if indicator["dataset"] == "measurement"]
        addresses = {
            "home": ["/"],
            "place_page": places,
            "indicator_page": [f"/outcomes/{indicator}" for indicator in demonstrated],
            "indicator_page_of_the_stored_rows": [f"/outcomes/{indicator}" for indicator in stored],
            "england_for_one_indicator_csv": [
                f"/api/v1/observations?format=csv&indicator={indicator}" for indicator in demonstrated],
        }
        for paths in addresses.values():
            for path in paths[:20]:
                fetch(path)
        for name, paths in addresses.items():
            if paths:
                report[name] = percentiles(load(paths, arguments.rate, arguments.seconds))
        print(json.dumps(report, indent=2))
    finally:
        if process:
            process.terminate(), process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
