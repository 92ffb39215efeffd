import Statistics
import Testing

/// erf, erfc and erfcx are what the theory stands on.
@Suite struct ErrorFunctionTests {
    @Test func withinTwoUnitsInTheLastPlace() throws {
        for row in try Fixture.errorFunctions() {
            #expect(ulps(SpecialFunctions.erf(row[0]), row[1]) <= 2, "erf(\(row[0]))")
            #expect(ulps(SpecialFunctions.erfc(row[0]), row[2]) <= 2, "erfc(\(row[0]))")
            #expect(ulps(SpecialFunctions.erfcx(row[0]), row[3]) <= 2, "erfcx(\(row[0]))")
        }
    }

    @Test func theEndsAreRight() {
        #expect(SpecialFunctions.erfc(0) == 1)
        #expect(SpecialFunctions.erfc(.infinity) == 0)
        #expect(SpecialFunctions.erfc(-.infinity) == 2)
        #expect(SpecialFunctions.erfc(.nan).isNaN)
        #expect(SpecialFunctions.erfc(27) > 0)
        #expect(SpecialFunctions.erfcx(1e300) > 0)
        for seam in [0.5, 3, 12, 26] {
            let below = SpecialFunctions.erfc(seam.nextDown)
            let above = SpecialFunctions.erfc(seam)
            #expect(abs(below - above) <= 1e-12 * above, "seam at \(seam)")
        }
    }
}
