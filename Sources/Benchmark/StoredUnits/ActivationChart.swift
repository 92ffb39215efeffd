import Evaluation
import Graphics

/// Mean and variance of activations layer by layer as a picture: a panel each, a colour a network, dashed before training.
public struct ActivationChart: Sendable {
    /// The moments of one network's layers, the inputs first.
    public struct Profile: Sendable {
        /// What the legend says.
        public let name: String
        /// With the initial parameters.
        public let initial: [ActivationProfile.Moments]
        /// After training; empty where nothing was trained.
        public let final: [ActivationProfile.Moments]

        /// Makes a profile.
        public init(
            name: String, initial: [ActivationProfile.Moments], final: [ActivationProfile.Moments] = []
        ) {
            self.name = name
            self.initial = initial
            self.final = final
        }
    }

    /// The networks.
    public var profiles: [Profile]
    /// The setting, in one line.
    public var subtitle: String

    /// Makes a picture.
    public init(_ profiles: [Profile], subtitle: String) {
        self.profiles = profiles
        self.subtitle = subtitle
    }

    /// The drawing.
    public var chart: Chart {
        LineChart(
            title: "Activations from layer to layer", subtitle: subtitle, horizontal: "layer (0: the input)",
            vertical: "over rows and units", isLogarithmic: false,
            panels: [panel("Mean") { $0.mean }, panel("Variance") { $0.variance }]
        ).chart
    }

    private func panel(_ title: String, _ value: (ActivationProfile.Moments) -> Double) -> LineChart.Panel {
        let series = profiles.enumerated().flatMap { index, profile -> [LineChart.Series] in
            func line(_ moments: [ActivationProfile.Moments], _ name: String, dashes: String?) -> LineChart.Series {
                LineChart.Series(
                    name: name, paint: .series(MethodName.paperNames.firstIndex(of: profile.name) ?? 7 + index),
                    dashes: dashes, points: moments.enumerated().map { (Double($0), value($1)) })
            }
            if profile.final.isEmpty { return [line(profile.initial, profile.name, dashes: nil)] }
            return [
                line(profile.initial, "\(profile.name), before", dashes: "6 3"),
                line(profile.final, "\(profile.name), trained", dashes: nil),
            ]
        }
        return LineChart.Panel(title: title, series: series)
    }
}
