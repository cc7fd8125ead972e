"""Models trained by Splink on the labelled records in data/linkage, with the weights that it gives to pairs.

  python splink_fixture.py DATA_FOLDER OUT_FOLDER

Needs splink 5.0.0 and duckdb 1.5.4. The settings are those of Splink's own examples.
"""
import gzip
import json
import logging
import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)


def write(linker, pred, con, name, uid, out):
    model = linker.misc.save_model_to_json()
    with open(f"{out}/{name}_model.json", "w") as f:
        json.dump(model, f, indent=1)
    rows = con.execute(f"""select "{uid}_l", "{uid}_r", match_weight from {pred.physical_name}
                           order by hash("{uid}_l"::text || '/' || "{uid}_r"::text) limit 3000""").fetchall()
    with gzip.open(f"{out}/{name}_weights.csv.gz", "wt") as f:
        f.write("id_l,id_r,match_weight\n")
        for a, b, w in sorted(rows):
            f.write(f"{a},{b},{w!r}\n")
    print(name, len(rows))


def fake_1000(data, out):
    con = duckdb.connect()
    con.execute(f"create table df as select * replace (unique_id::int as unique_id) from read_csv('{data}/fake_1000.csv', all_varchar=true)")
    s = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("first_name"), block_on("surname"), block_on("dob"), block_on("city", "substr(dob,1,4)")],
        comparisons=[
            cl.NameComparison("first_name"), cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ])
    linker = Linker(DuckDBAPI(connection=con).register(con.table("df")), s)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("first_name", "surname"), block_on("email")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    write(linker, linker.inference.predict(), con, "fake_1000", "unique_id", out)


def febrl3(data, out):
    con = duckdb.connect()
    path = f"{data}/febrl3.csv.gz"
    cols = [c[0] for c in con.execute(f"describe select * from read_csv('{path}', all_varchar=true)").fetchall()]
    sel = ", ".join(f'nullif(trim("{c}"), \'\') as {c.strip()}' for c in cols)
    con.execute(f"create table df as select {sel} from read_csv('{path}', all_varchar=true)")
    swap = "l.given_name = r.surname and l.surname = r.given_name"
    s = SettingsCreator(
        unique_id_column_name="rec_id", link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on("soc_sec_id"), block_on("surname"), block_on("postcode"), swap],
        comparisons=[
            cl.ForenameSurnameComparison("given_name", "surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                                     invalid_dates_as_null=True),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("suburb", [1, 3]),
            cl.JaccardAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroAtThresholds("address_2", [0.9]),
        ])
    linker = Linker(DuckDBAPI(connection=con).register(con.table("df")), s)
    linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for c in ("date_of_birth", "postcode", "soc_sec_id"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(c))
    write(linker, linker.inference.predict(), con, "febrl3", "rec_id", out)


if __name__ == "__main__":
    fake_1000(sys.argv[1], sys.argv[2])
    febrl3(sys.argv[1], sys.argv[2])
