import Administration
import HelpDesk
import LocatedYAML
import WebServer

/// The collapsed parts of the form, which most call centres leave unchanged, each with a line that summarizes it.
extension RouteDraft {
    private static let special: Set<String> = ["secondPress", "acceptKey"]

    func folds(_ writer: FieldWriter) -> PageContent {
        let faults = writer.faults.map(\.path)
        let special = Self.special.union(RouteOptions.declared.map(\.name))
        return [
            "ringingSummary": ringingSummary(writer.visit), "moreSummary": moreSummary(writer.visit),
            // The part stays open after a rung was moved without a script.
            "isRingingOpen": !arrangedLadder.isEmpty
                || faults.contains { $0 == "ladder" || $0.hasPrefix(Self.ringingPrefix) },
            "isMoreOpen": faults.contains { special.contains($0) || $0.hasPrefix("overflow") },
        ]
    }

    private func ringingSummary(_ visit: PageVisit) -> String {
        let key = "fields.route.ringing.strategy.options.\(ringing.typed["strategy"] ?? "").label"
        let rungs = ladder.map { visit.text("fields.route.ladder.options.\($0)") }
        let seconds = ringing.typed["timeoutSeconds"].flatMap { Int($0) }.map {
            visit.text("supervisor.seconds", ["count": visit.language.dates.number($0)])
        }
        return line([visit.language.text(ifPresent: key), seconds] + rungs)
    }

    private func moreSummary(_ visit: PageVisit) -> String {
        let overflow = visit.text("fields.route.overflow.options.\(self.overflow.isEmpty ? "none" : self.overflow)")
        let key = acceptKey.isEmpty ? nil : "\(visit.text("fields.route.acceptKey.label")) \(acceptKey)"
        let press = visit.language.text(ifPresent: "fields.route.secondPress.options.\(secondPress).label")
        let busy = visit.language.text(
            ifPresent: "fields.route.whenOperatorBusy.options.\(options.typed["whenOperatorBusy"] ?? "").label")
        return line([
            press.map { "\(visit.text("fields.route.secondPress.label")): \($0)" },
            busy.map { "\(visit.text("fields.route.whenOperatorBusy.label")): \($0)" },
            "\(visit.text("fields.route.overflow.kind.label")): \(overflow)", key,
        ])
    }

    private func line(_ parts: [String?]) -> String {
        parts.compactMap(\.self).joined(separator: " · ")
    }
}
