import CArchive

@testable import Datasets

/// Archives made for tests, also such as no honest tool writes.
enum ArchiveBuilder {
    struct Item {
        var path: String
        var bytes: [UInt8] = []
        var symlink: String?
        var hardlink: String?
        var isFolder = false
    }

    static func write(_ items: [Item], to path: String, format: ArchiveFormat) {
        let writer = archive_write_new()
        if format == .zip {
            archive_write_set_format_zip(writer)
        } else {
            archive_write_set_format_gnutar(writer)
            archive_write_add_filter_gzip(writer)
        }
        archive_write_open_filename(writer, path)
        for item in items {
            let entry = archive_entry_new()
            archive_entry_set_pathname(entry, item.path)
            archive_entry_set_perm(entry, 0o644)
            archive_entry_set_filetype(entry, item.isFolder ? 0o040000 : item.symlink == nil ? 0o100000 : 0o120000)
            if let link = item.symlink { archive_entry_set_symlink(entry, link) }
            if let link = item.hardlink { archive_entry_set_hardlink(entry, link) }
            archive_entry_set_size(entry, Int64(item.bytes.count))
            archive_write_header(writer, entry)
            if !item.bytes.isEmpty { archive_write_data(writer, item.bytes, item.bytes.count) }
            archive_entry_free(entry)
        }
        archive_write_close(writer)
        archive_write_free(writer)
    }
}
