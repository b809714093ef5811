"""The six-column table as DuckDB SQL, the times not weighted.

six_duckdb.py ROWS FILE range          seeded, on one thread: range() is not read in parallel, and a seed needs one thread
six_duckdb.py ROWS FILE base DATABASE  not seeded, on all threads: from a table of the keys that exists already
six_duckdb.py ROWS DATABASE prepare    makes that table
"""

import sys

import duckdb

CHANNELS = ["web", "mobile", "store", "partner", "phone", "email", "social", "other"]
WEIGHTS = [30, 25, 15, 10, 8, 6, 4, 2]


def channel():
    cases, below = [], 0
    for value, weight in zip(CHANNELS[:-1], WEIGHTS):
        below += weight
        cases.append(f"WHEN c < {below / 100} THEN '{value}'")
    return f"CASE {' '.join(cases)} ELSE '{CHANNELS[-1]}' END"


def query(source):
    return f"""
        SELECT i AS id, k AS customer_id, {channel()} AS channel,
               exp(3 + sqrt(-2 * ln(1 - u)) * cos(2 * pi() * v)) AS amount,
               TIMESTAMP '2023-01-01' + to_seconds(s) AS at, b < 0.35 AS returning
        FROM (SELECT i, 1 + CAST(floor(random() * 1000000) AS INTEGER) AS k, random() AS c, random() AS u, random() AS v,
                     CAST(floor(random() * 63158400) AS BIGINT) AS s, random() AS b
              FROM {source})"""


def main():
    rows, path, source = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    connection = duckdb.connect(path if source == "prepare" else ":memory:")
    if source == "prepare":
        connection.execute(f"CREATE OR REPLACE TABLE base AS SELECT range + 1 AS i FROM range({rows})")
        return
    if source == "range":
        connection.execute("SET threads = 1")
        connection.execute("SELECT setseed(0.42)")
        source = f"(SELECT range + 1 AS i FROM range({rows}))"
    else:
        connection.execute(f"ATTACH '{sys.argv[4]}' AS prepared (READ_ONLY)")
        connection.execute("SET preserve_insertion_order = false")
        source = "prepared.base"
    connection.execute(f"COPY ({query(source)}) TO '{path}' (FORMAT parquet, COMPRESSION snappy)")


main()
