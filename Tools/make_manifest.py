#!/usr/bin/env python3
"""Writes datasets.manifest from the tables of the UCI tasks.

    make_manifest.py FOLDER > datasets.manifest
    make_manifest.py FOLDER --stand-ins > mirror.manifest

FOLDER holds uci121.tsv (one task a row) and uci121-content-sha256.tsv (one file a row). A SHA-256 is taken over only where the
file's git blob SHA-1 shows that it has the bytes of the public copy. With --stand-ins the archives that were packed for local
tests, and rebuilt files within them, get the checksums of the stand-ins (read from FOLDER/mirror).
"""
import csv
import hashlib
import os
import sys
import zipfile

folder = sys.argv[1]
stand_ins = "--stand-ins" in sys.argv
mirror = os.path.join(folder, "mirror")


def table(name):
    with open(os.path.join(folder, name), newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def sha256(path):
    with open(os.path.join(mirror, path), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def size(path):
    return os.path.getsize(os.path.join(mirror, path))


def line(field, value):
    print(f"    {field:<10} {value}")


def archive(id, form, urls, licence, citation, checksums=(), bytes=None, local=None):
    """local: the path of a stand-in below the mirror, where the archive there is not the original."""
    print(f"archive {id}")
    line("format", form)
    for url in urls:
        line("url", url)
    if local and stand_ins:
        bytes, checksums = size(local), [f"sha256:{sha256(local)}"]
    if bytes:
        line("bytes", bytes)
    for checksum in checksums:
        line("checksum", checksum)
    line("licence", licence)
    line("citation", citation)
    print()


def task(name, layout, rows, features, outputs, split, sources, field="classes"):
    """sources: (archive, [(path, bytes or None, [checksum], name of a single-file archive...)])."""
    print(f"task {name}")
    line("layout", layout)
    line("rows", rows)
    line("features", features)
    line(field, outputs)
    line("split", split)
    for source, members in sources:
        line("from", source)
        for path, count, checksums, *alternatives in members:
            line("member", " ".join([path, str(count or "-"), *checksums]))
            for alternative in alternatives:
                line("also", alternative)
    print()


print("# The data sets that `snnbench fetch` knows: downloads and the tasks made of them.")
if stand_ins:
    print("# For tests against local copies: archives packed again, and files rebuilt, have their own checksums here,")
    print("# which are NOT those of the originals.")
else:
    print("# Checksums are those of the originals. A member's checksum decides where an archive was packed again.")
print("# Written by Tools/make_manifest.py. The format is described at the type Manifest.")
print()

UCI_LICENCE = "UCI repository, CC BY 4.0 for most sets (single sets may differ); the compilation states none of its own"
archive(
    "data-py", "zip", ["http://www.bioinf.jku.at/people/klambauer/data_py.zip"], UCI_LICENCE,
    "Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks, NIPS 2017",
    ["git-blob-sha1:18edf4db83aa6ca13f9403fb3ae73eb48c5ffd1d"], local="www.bioinf.jku.at/people/klambauer/data_py.zip")
jmlr = "persoal.citius.usc.es/manuel.fernandez.delgado/papers/jmlr"
study = ("Fernandez-Delgado, Cernadas, Barro, Amorim: Do we need hundreds of classifiers to solve real world classification "
         "problems?, JMLR 15:3133-3181, 2014")
archive(
    "fernandez-delgado", "tar.gz", [f"http://{jmlr}/data.tar.gz", f"https://{jmlr}/data.tar.gz"], UCI_LICENCE, study,
    ["sha1:252603f2a5bf8d7975a392cdf5f84fb1c5d9b5c2"], local=f"{jmlr}/data.tar.gz")
archive(
    "fernandez-delgado-results", "file", [f"http://{jmlr}/results.txt", f"https://{jmlr}/results.txt"],
    "none stated", study, [f"sha256:{sha256(f'{jmlr}/results.txt')}"], bytes=360801)
TOX21_LICENCE = "none stated; US government data, the page asks for the citations"
TOX21_CITATION = (
    "Mayr, Klambauer, Unterthiner, Hochreiter: DeepTox, Frontiers in Environmental Science 3:80, 2016; Huang et al., "
    "Frontiers in Environmental Science 3:85, 2016")
archive(
    "tox21", "zip", ["http://bioinf.jku.at/research/DeepTox/tox21.zip"], TOX21_LICENCE, TOX21_CITATION,
    local="bioinf.jku.at/research/DeepTox/tox21.zip")

# Sizes and SHA-256 of the files that have the bytes of a public copy; two are known by other checksums only.
TOX21_UNKNOWN = {
    "tox21_dense_train.csv.gz": "git-blob-sha1:9d2b213caa36655c5bab23c8688ba9c84d58f326",
    "tox21_sparse_train.mtx.gz": "sha1:1f81e41354eb7bc3a2b72712f7cf48f717b6cc63",
}
# The page has each file alone, too. Member of the zip, its size, its checksum, the archive that is the file alone.
tox21_files = {}
with zipfile.ZipFile(os.path.join(mirror, "bioinf.jku.at/research/DeepTox/tox21.zip")) as packed:
    for file in ["tox21_dense_train.csv.gz", "tox21_dense_test.csv.gz", "tox21_sparse_train.mtx.gz", "tox21_sparse_test.mtx.gz",
                 "tox21_labels_train.csv.gz", "tox21_labels_test.csv.gz", "tox21_sparse_rownames_train.txt.gz",
                 "tox21_sparse_rownames_test.txt.gz", "tox21_compoundData.csv"]:
        data = packed.read(f"tox21/{file}")
        count, checksum = len(data), f"sha256:{hashlib.sha256(data).hexdigest()}"
        if file in TOX21_UNKNOWN and not stand_ins:
            count, checksum = None, TOX21_UNKNOWN[file]
        id = file.split(".")[0].replace("_", "-").replace("compoundData", "compounds")
        tox21_files[file] = (f"tox21/{file}", count, [checksum], id)
        archive(
            id, "file",
            [f"http://bioinf.jku.at/research/DeepTox/{file}", f"http://www.bioinf.jku.at/research/deeptox/{file}"],
            TOX21_LICENCE, TOX21_CITATION, [checksum], bytes=count)

archive(
    "htru2", "zip",
    ["https://archive.ics.uci.edu/ml/machine-learning-databases/00372/HTRU2.zip",
     "https://archive.ics.uci.edu/static/public/372/htru2.zip"],
    "CC BY 4.0", "Lyon, Stappers, Cooper, Brooke, Knowles: Fifty years of pulsar candidate selection, MNRAS 459:1104, 2016",
    ["sha256:ba442c076dd22a8952700f26e38499fc1806037dcf7bea0e125e6bfba393f379", "md5:1cfbf71c604debc06dedcbb6c1ccb43f"],
    bytes=1563015)

MNIST = [
    ("mnist-train-images", "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
    ("mnist-train-labels", "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
    ("mnist-test-images", "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
    ("mnist-test-labels", "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
]
for id, name, md5 in MNIST:
    path = f"ossci-datasets.s3.amazonaws.com/mnist/{name}"
    archive(
        id, "file",
        [f"https://ossci-datasets.s3.amazonaws.com/mnist/{name}",
         f"https://storage.googleapis.com/cvdf-datasets/mnist/{name}",
         f"https://raw.githubusercontent.com/fgnt/mnist/master/{name}",
         f"http://yann.lecun.com/exdb/mnist/{name}"],
        "none stated by the authors (often given as CC BY-SA 3.0)", "LeCun, Cortes, Burges: The MNIST database",
        [f"sha256:{sha256(path)}", f"md5:{md5}"], bytes=size(path))
if not stand_ins:
    print("# The next MD5 is the one that is commonly quoted; it could not be checked against a copy.")
archive(
    "cifar-10", "tar.gz", ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"], "none stated",
    "Krizhevsky: Learning multiple layers of features from tiny images, 2009",
    ["md5:c32a1d4ab5d03f1284b67883e8d87530"], local="www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")

# --- UCI
contents = {}
for row in table("uci121-content-sha256.tsv"):
    contents[row["archive"], row["path"]] = row
tasks = table("uci121.tsv")
assert len(tasks) == 121
for row in tasks:
    name = row["dataset"]
    members = []
    for file in [f"{name}_py.dat", "labels_py.dat", "folds_py.dat", "validation_folds_py.dat"]:
        path = f"data/{name}/{file}"
        content = contents["data_py.zip", path]
        blob = content.get("git_blob_sha1_upstream_copy") or ""
        if content["bytes"] == "ABSENT":
            members.append((path, None, [f"git-blob-sha1:{blob}"]))
            continue
        with zipfile.ZipFile(os.path.join(mirror, "www.bioinf.jku.at/people/klambauer/data_py.zip")) as packed:
            data = packed.read(path)
        assert hashlib.sha256(data).hexdigest() == content["sha256"], path
        # The public copy has this very file.
        assert hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() == blob, path
        members.append((path, content["bytes"], [f"sha256:{content['sha256']}"]))
    task(f"uci/{name}", "data_py", row["N"], row["M"], row["C"], row["split"], [("data-py", members)])

# The same tasks as Fernandez-Delgado et al. published them: one file, or one to train and one to test.
for row in tasks:
    name = row["dataset"]
    files = [f"{name}_R.dat", "conxuntos.dat", "conxuntos_kfold.dat"]
    if row["split"] == "fixed":
        files = [f"{name}_train_R.dat", f"{name}_test_R.dat"]
    members = []
    for file in files:
        content = contents["data.tar.gz", f"{name}/{file}"]
        absent = content["bytes"] == "ABSENT"
        checksum = f"git-blob-sha1:{content['git_blob_sha1_upstream_copy']}" if absent else f"sha256:{content['sha256']}"
        members.append((f"{name}/{file}", None if absent else content["bytes"], [checksum]))
    task(f"uci-original/{name}", "fernandez-delgado", row["N"], row["M"], row["C"], row["split"],
         [("fernandez-delgado", members)])

# --- Tox21: 801 dense and 272,776 sparse features, together and apart; the loader keeps fewer.
DENSE, SPARSE = 801, 272776
for name, features, without in [("tox21", DENSE + SPARSE, "none"), ("tox21-dense", DENSE, "sparse"), ("tox21-sparse", SPARSE, "dense")]:
    members = [member for file, member in tox21_files.items() if f"_{without}_" not in file]
    task(name, name, 12060 + 647, features, 12, "fixed", [("tox21", members)], field="labels")

# --- HTRU2
with zipfile.ZipFile(os.path.join(mirror, "archive.ics.uci.edu/ml/machine-learning-databases/00372/HTRU2.zip")) as packed:
    data = packed.read("HTRU_2.csv")
task("htru2", "htru2", 17898, 8, 2, "10-fold",
     [("htru2", [("HTRU_2.csv", len(data), [f"sha256:{hashlib.sha256(data).hexdigest()}"])])])

# --- images
task("mnist", "mnist", 70000, 784, 10, "fixed",
     [(id, [(name, None, [])]) for id, name, _ in MNIST])
batches = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
task("cifar-10", "cifar-10", 5000 if stand_ins else 60000, 3072, 10, "fixed",
     [("cifar-10", [(f"cifar-10-batches-bin/{name}", None, []) for name in batches])])
