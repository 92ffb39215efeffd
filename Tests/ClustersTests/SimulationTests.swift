import Testing

@testable import Clusters

@Suite struct SimulationTests {
    @Test func withoutFailuresItIsADeal() throws {
        var cluster = try Simulation("cores=2,start=0")
        #expect(cluster.run([[30, 20], [40], [10]]).seconds == 50)
        #expect(cluster.run([[30, 20], [40], [10]]).efficiency == 1)
        cluster.cores = 1
        #expect(cluster.run([[30, 20], [40], [10]]).seconds == 100)
        cluster.cores = 50
        #expect(cluster.run([[30, 20], [40], [10]]).seconds == 50)
        cluster.start = 5
        #expect(cluster.run([[30, 20], [40], [10]]).seconds == 55)
    }

    @Test func finishedUnitsAndCheckpointsAreKept() throws {
        let cluster = try Simulation("cores=1,checkpoint=5m")
        #expect(cluster.kept([1000, 1000], after: 1650) == 1600)
        #expect(cluster.kept([1000, 1000], after: 999) == 900)
        #expect(cluster.kept([1000, 1000], after: 1000) == 1000)
        #expect(cluster.kept([1000, 1000], after: 200) == 0)
        #expect(cluster.kept([1000, 1000], after: 5000) == 2000)
    }

    /// The mean of what a failure costs: half a checkpoint's time, and as many failures as the time of all cores has.
    @Test func failuresCostWhatTheyShould() throws {
        let cluster = try Simulation("cores=50,mtbf=10h,repair=0,requeue=0,start=0")
        let bundles = Array(repeating: Array(repeating: 7200.0, count: 4), count: 5000)
        let outcome = cluster.run(bundles)
        let expected = outcome.seconds * 50 / 36000
        #expect(abs(Double(outcome.failures) / expected - 1) < 0.1)
        #expect(abs(outcome.lost / Double(outcome.failures) / 150 - 1) < 0.1)
        #expect(outcome.givenUpAfter == nil)
        #expect(cluster.run(bundles) == outcome)
        // Where nodes fail before a checkpoint is reached, nothing ever ends.
        let hopeless = try Simulation("cores=2,mtbf=10s,checkpoint=2h").run([[7200, 7200]], limit: 500)
        #expect(hopeless.givenUpAfter == 500)
    }

    @Test func whatMeansNothingIsRefused() throws {
        for text in ["", "cores", "cores=0", "cores=-1", "mtbf=", "mtbf=0", "nodes=4", "cores=2,,", "checkpoint=0"] {
            #expect(throws: PlanError.self) { try Simulation(text) }
        }
        #expect(
            try Simulation("cores=2000,mtbf=30d,node=32").steps == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000])
        #expect(try Simulation("cores=1").steps == [1])
        #expect(try Simulation("cores=7").steps == [1, 2, 5, 7])
    }
}
