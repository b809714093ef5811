"""The benches: what is made, by whom, and how much faster ours is meant to be."""

import dataclasses

from . import peers
from .process import Side, measure

SCHEMAS = peers.ROOT / "bench" / "schemas"
EXAMPLES = peers.ROOT / "examples"

# One release of each peer, so that runs of different days can be compared.
NUMPY, PYARROW, DUCKDB, TPCHGEN = "numpy==2.4.6", "pyarrow==26.0.1", "duckdb==2.0.0", "tpchgen-cli==4.0.0"
MIMESIS, FAKER, SNOWFAKERY = "mimesis==22.2.0", "Faker==40.54.0", "snowfakery==4.2.1"

LINEITEMS, TPCH_ROWS, TPCH_CELLS = 6_001_215, 8_661_245, 6_001_215 * 16 + 1_500_000 * 9 + 800_000 * 5 + 200_000 * 9 + 1_200_000 + 70_000


@dataclasses.dataclass
class Setting:
    """Our program, and a factor of all rows."""

    datagen: str
    scale: float

    def rows(self, rows):
        return max(1, round(rows * self.scale))

    def ours(self, schema, *options, threads=None):
        """Our side. It runs twice as fast or as slow as the machine lets it: all threads, unless told otherwise."""
        command = [self.datagen, "generate", str(schema), "-o", "{out}", "--quiet", "--scale", str(self.scale), *options]
        if threads:
            command += ["--threads", str(threads)]
        return Side(f"datagen, {threads} thread" if threads == 1 else "datagen", command, ours=True)


@dataclasses.dataclass
class Bench:
    """`sides(setting, folder)` gives ours first. Goals are by system."""

    work: str
    sides: object
    goals: dict = dataclasses.field(default_factory=dict)


def python(script, *arguments):
    return [str(peers.python()), str(peers.PEERS / script), *map(str, arguments)]


def six(form, ours):
    """Against numpy and pyarrow."""

    def sides(setting, _):
        peers.package(NUMPY), peers.package(PYARROW)
        rows = setting.rows(10_000_000)
        command = python("six_numpy.py", rows, "{out}/event." + ("csv" if form == "csv" else "parquet"), form)
        mine = setting.ours(SCHEMAS / "six.json", "--tables", "event", *ours)
        return [mine, Side("numpy and pyarrow", command, rows, rows * 6)]

    return sides


def six_duckdb(source):
    def sides(setting, folder):
        peers.package(DUCKDB)
        rows, base = setting.rows(10_000_000), folder / "base.duckdb"
        if source == "base":
            measure(Side("", python("six_duckdb.py", rows, base, "prepare")), folder / "out")
        command = python("six_duckdb.py", rows, "{out}/event.parquet", source, base)
        mine = setting.ours(SCHEMAS / "six_plain.json", "--tables", "event")
        return [mine, Side("DuckDB", command, rows, rows * 6)]

    return sides


def tpch(tables, form, rows, cells, factor=1):
    def sides(setting, _):
        command = [str(peers.package(TPCHGEN) / "tpchgen-cli"), form, "-s", str(setting.scale * factor), "-o", "{out}", "-q"]
        mine = ["--format", form]
        if tables:
            command += ["-T", tables]
            mine += ["--tables", tables]
        bigger = dataclasses.replace(setting, scale=setting.scale * factor)
        return [
            bigger.ours(SCHEMAS / "tpch.json", *mine),
            Side("tpchgen-cli", command, bigger.rows(rows), bigger.rows(cells)),
        ]

    return sides


def persons(setting, _):
    """Everyone writes CSV on one core."""
    peers.package(MIMESIS), peers.package(FAKER)
    rows = setting.rows(1_000_000)

    def peer(system, program, part=1):
        # Slow ones make fewer rows; the ratio is per row.
        return Side(system, [*program, str(rows // part), "{out}/person.csv"], rows // part, rows // part * 5)

    return [
        setting.ours(SCHEMAS / "persons.json", "--format", "csv", threads=1),
        peer("fake crate", [peers.fake()]),
        peer("Mimesis", python("persons_mimesis.py"), 20),
        peer("Faker", python("persons_faker.py"), 200),
    ]


def snowfakery(setting, _):
    # Its command imports pkg_resources, which later versions no longer have.
    peers.package("setuptools==80.9.0")
    command = [str(peers.package(SNOWFAKERY) / "snowfakery"), str(peers.PEERS / "two_tables.yml")]
    command += ["--output-format", "csv", "--output-folder", "{out}"]
    mine = setting.ours(SCHEMAS / "two_tables.json", "--format", "csv")
    return [mine, Side("Snowfakery", command, 100_000, 20_000 * 3 + 80_000 * 5)]


def example(name, *options, scale=1):
    """Ours alone, on all threads and on one."""

    def sides(setting, _):
        bigger = dataclasses.replace(setting, scale=setting.scale * scale)
        alone = bigger.ours(EXAMPLES / f"{name}.json", *options, threads=1)
        return [bigger.ours(EXAMPLES / f"{name}.json", *options), alone]

    return sides


def start_up(setting, _):
    """Ours alone: the version, and a small schema."""
    version = Side("datagen --version", [setting.datagen, "--version"])
    return [setting.ours(EXAMPLES / "simple.json", "--rows", "customer=1000"), version]


CONTEXT = "Results have moved and nobody can say why. The owner wants to know where money is made and lost, what has changed, and what to do about it first."


def challenge(rows):
    """Ours alone, from the brief to both packages: what a learner gets most often, and the most work there is."""

    def side(setting, domain, skill, structure):
        command = [setting.datagen, "challenge", "create", "--domain", domain, "--function", "Sales", "--context", CONTEXT]
        command += ["--skill", skill, "--structure", structure, "--rows", str(max(1000, setting.rows(rows)))]
        command += ["--seed", "7000000000042", "--date", "2026-01-01", "--yes", "-o", "{out}/challenge"]
        return Side(f"{domain}, {skill}, {structure}", command)

    def sides(setting, _):
        return [side(setting, "E-Commerce", "Intermediate", "normalized"), side(setting, "Banking", "Advanced", "denormalized")]

    return sides


ALL = {
    "six-snappy": Bench("10M rows x 6 columns, Parquet Snappy", six("snappy", []), {"numpy and pyarrow": "3.6x"}),
    "six-zstd": Bench("the same, zstd", six("zstd", ["--compression", "zstd"]), {"numpy and pyarrow": "3.8x"}),
    "six-csv": Bench("the same, CSV", six("csv", ["--format", "csv"]), {"numpy and pyarrow": "3x"}),
    "six-duckdb": Bench("the same, times not weighted, Snappy; DuckDB from range()", six_duckdb("range"), {"DuckDB": "2.4x"}),
    "six-duckdb-base": Bench("the same; DuckDB not seeded, all cores, from a base table", six_duckdb("base"), {"DuckDB": "1.5x"}),
    "lineitem": Bench("TPC-H lineitem, 6M rows, Snappy", tpch("lineitem", "parquet", LINEITEMS, LINEITEMS * 16), {"tpchgen-cli": "1.5x"}),
    "gov_scaled": Bench("gov_scaled, 11 tables, Parquet Snappy", example("gov_scaled"), {"datagen, 1 thread": "1.85x"}),
    "tpch-csv": Bench("TPC-H, all tables, CSV", tpch(None, "csv", TPCH_ROWS, TPCH_CELLS), {"tpchgen-cli": "1.2x"}),
    "persons": Bench("1M persons, CSV, one core", persons, {"fake crate": "2x"}),
    "ecomm": Bench("ecomm, 11 tables, Parquet Snappy", example("ecomm")),
    "bank": Bench("bank, 10 tables, Parquet Snappy", example("bank")),
    "snowfakery": Bench("100,000 rows, two tables, CSV", snowfakery, {"Snowfakery": "100x"}),
    "start-up": Bench("1,000 rows (simple)", start_up),
    "challenge-10k": Bench("a challenge, 10,000 rows, brief to packages", challenge(10_000)),
    "challenge-100k": Bench("the same, 100,000 rows", challenge(100_000)),
    "challenge-1m": Bench("the same, 1,000,000 rows", challenge(1_000_000)),
    "lineitem-sf10": Bench("TPC-H lineitem, 60M rows, Snappy", tpch("lineitem", "parquet", LINEITEMS, LINEITEMS * 16, factor=10)),
    "gov_scaled-x10": Bench("gov_scaled, ten times the rows: memory", example("gov_scaled", scale=10)),
}
