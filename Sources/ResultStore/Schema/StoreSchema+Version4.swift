extension StoreSchema {
    /// What version 4 adds: the metrics of an epoch beside loss, counts and areas, where they were measured.
    static let version4 = """
        ALTER TABLE epochs ADD COLUMN further TEXT;
        """

    /// A temporary view that makes a file of an older version look like one of version 4 to a connection that only reads.
    static let epochsForVersion4 = "CREATE TEMP VIEW epochs AS SELECT *, NULL AS further FROM main.epochs;"
}
