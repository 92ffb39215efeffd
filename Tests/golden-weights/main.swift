import GoldenWeights

// Prints a line a method; Tools/check-weights compares them with the file of the tests.
for method in GoldenWeights.methods { print(GoldenWeights.line(method)) }
