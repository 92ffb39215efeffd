extension AttemptRecord {
    /// The digest of the result: what two runs of one unit must share, whatever the host, the time and the threads.
    ///
    /// It is the SHA-256 of these values in order: the outcome; epochs completed; steps; the digest of the weights;
    /// then for each epoch in ascending order its number, training loss, validation loss, validation correct, test
    /// loss, test correct, validation AUC, test AUC; then for each metric in the order of partition and name its
    /// partition, name, value, correct, total, epoch. Each value is written as a byte of type and its content: `0`
    /// (nothing), `1` (integer) or `2` (double) and 8 bytes, least significant first, or `3` (text), the number of
    /// its UTF-8 bytes as 8 bytes, and these. A number that is not finite counts as nothing.
    public var resultDigest: String {
        var hash = ResultHash()
        hash.add(outcome.rawValue)
        hash.add(epochsCompleted)
        hash.add(steps)
        hash.add(weightsDigest)
        for epoch in epochs.sorted(by: { $0.epoch < $1.epoch }) {
            hash.add(epoch.epoch)
            hash.add(epoch.trainingLoss)
            hash.add(epoch.validationLoss)
            hash.add(epoch.validationCorrect)
            hash.add(epoch.testLoss)
            hash.add(epoch.testCorrect)
            hash.add(epoch.validationAUC)
            hash.add(epoch.testAUC)
        }
        for metric in metrics.sorted(by: { ($0.partition.rawValue, $0.name) < ($1.partition.rawValue, $1.name) }) {
            hash.add(metric.partition.rawValue)
            hash.add(metric.name)
            hash.add(metric.value)
            hash.add(metric.correct)
            hash.add(metric.total)
            hash.add(metric.epoch)
        }
        return hash.finalize()
    }
}
