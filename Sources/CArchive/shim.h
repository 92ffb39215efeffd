// libarchive: reading (and, in tests, writing) zip, tar and gzip files.
#pragma once
#include <archive.h>
#include <archive_entry.h>
