"""The six-column table in numpy and pyarrow, as someone who knows both would write it: whole columns, block by block.

six_numpy.py ROWS FILE snappy|zstd|csv
"""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

BLOCK = 1_000_000
CHANNELS = ["web", "mobile", "store", "partner", "phone", "email", "social", "other"]
CHANNEL_WEIGHTS = [30, 25, 15, 10, 8, 6, 4, 2]
HOUR_WEIGHTS = [2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 11, 10, 9, 9, 10, 11, 12, 12, 10, 8, 5, 3]
DAY_WEIGHTS = [10, 10, 11, 12, 14, 16, 13]
START, END = np.datetime64("2023-01-01T00", "h"), np.datetime64("2025-01-01T00", "h")
SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("customer_id", pa.int32()),
        ("channel", pa.dictionary(pa.int8(), pa.string())),
        ("amount", pa.float64()),
        ("at", pa.timestamp("us")),
        ("returning", pa.bool_()),
    ]
)


def cumulative(weights):
    sums = np.cumsum(np.asarray(weights, dtype=float))
    return sums / sums[-1]


def hours_by_weight():
    hours = np.arange(START, END)
    since_epoch = hours.astype(np.int64)
    weekday = (since_epoch // 24 + 3) % 7
    return hours.astype("datetime64[s]").astype(np.int64), cumulative(
        np.asarray(HOUR_WEIGHTS)[since_epoch % 24] * np.asarray(DAY_WEIGHTS)[weekday]
    )


def table(random, first, rows, hours, hour_weights, channel_weights, channels):
    channel = np.searchsorted(channel_weights, random.random(rows, dtype=np.float32)).astype(np.int8)
    hour = hours[np.searchsorted(hour_weights, random.random(rows))]
    seconds = hour + random.integers(0, 3600, rows, dtype=np.int32)
    return pa.table(
        [
            np.arange(first + 1, first + rows + 1),
            random.integers(1, 1_000_001, rows, dtype=np.int32),
            pa.DictionaryArray.from_arrays(channel, channels),
            random.lognormal(3, 1, rows),
            pa.array(seconds * 1_000_000, pa.timestamp("us")),
            random.random(rows, dtype=np.float32) < 0.35,
        ],
        schema=SCHEMA,
    )


def main():
    rows, path, form = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    random = np.random.Generator(np.random.SFC64(42))
    hours, hour_weights = hours_by_weight()
    channel_weights = cumulative(CHANNEL_WEIGHTS)
    channels = pa.array(CHANNELS)
    opened = csv.CSVWriter(path, plain(SCHEMA)) if form == "csv" else pq.ParquetWriter(path, SCHEMA, compression=form)
    with opened as file:
        for first in range(0, rows, BLOCK):
            block = table(random, first, min(BLOCK, rows - first), hours, hour_weights, channel_weights, channels)
            file.write_table(block.cast(plain(SCHEMA)) if form == "csv" else block)


def plain(schema):
    return pa.schema([(field.name, pa.string() if field.name == "channel" else field.type) for field in schema])


main()
