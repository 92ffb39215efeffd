extension StoreSchema {
    /// Triggers of version 1: facts are appended, never overwritten.
    static let version1Triggers = """
        CREATE TRIGGER attempts_are_not_overwritten BEFORE UPDATE ON attempts
        WHEN old.outcome <> 'running' OR new.unit_id <> old.unit_id OR new.started_at <> old.started_at
        BEGIN
            SELECT raise(ABORT, 'an attempt that ended is a fact: record a new attempt instead');
        END;

        CREATE TRIGGER attempts_are_not_deleted BEFORE DELETE ON attempts
        BEGIN
            SELECT raise(ABORT, 'attempts are facts and are not deleted');
        END;

        CREATE TRIGGER epochs_are_not_overwritten BEFORE UPDATE ON epochs
        BEGIN
            SELECT raise(ABORT, 'the epochs of an attempt are facts: record a new attempt instead');
        END;

        CREATE TRIGGER epochs_are_not_deleted BEFORE DELETE ON epochs
        BEGIN
            SELECT raise(ABORT, 'the epochs of an attempt are facts and are not deleted');
        END;

        CREATE TRIGGER metrics_are_not_overwritten BEFORE UPDATE ON metrics
        BEGIN
            SELECT raise(ABORT, 'the metrics of an attempt are facts: record a new attempt instead');
        END;

        CREATE TRIGGER metrics_are_not_deleted BEFORE DELETE ON metrics
        BEGIN
            SELECT raise(ABORT, 'the metrics of an attempt are facts and are not deleted');
        END;

        CREATE TRIGGER selections_are_not_overwritten BEFORE UPDATE ON selections
        BEGIN
            SELECT raise(ABORT, 'a selection is a fact: record a new one instead');
        END;

        CREATE TRIGGER selections_are_not_deleted BEFORE DELETE ON selections
        BEGIN
            SELECT raise(ABORT, 'selections are facts and are not deleted');
        END;

        CREATE TRIGGER units_are_not_overwritten BEFORE UPDATE ON units
        BEGIN
            SELECT raise(ABORT, 'a unit is its identity and does not change');
        END;
        """
}
