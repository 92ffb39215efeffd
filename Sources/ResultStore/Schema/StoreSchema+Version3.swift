extension StoreSchema {
    /// What version 3 adds: the units that a selection is among, which a search by halving and a file of several grids leave open.
    static let version3 = """
        ALTER TABLE selections ADD COLUMN candidate_units TEXT;
        """

    /// Temporary views that make a file of version 2, or of version 1 made to look like one, look like one of version 3.
    ///
    /// - Parameter version: The file's version.
    static func version2AsVersion3(from version: Int32) -> String {
        version == 1
            ? """
            DROP VIEW temp.selections;
            CREATE TEMP VIEW selections AS SELECT *, NULL AS basis_digest, NULL AS candidate_units FROM main.selections;
            """
            : "CREATE TEMP VIEW selections AS SELECT *, NULL AS candidate_units FROM main.selections;"
    }
}
