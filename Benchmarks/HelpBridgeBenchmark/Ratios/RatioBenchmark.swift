import ArgumentParser
import Foundation

/// The comparison of the bridge with programs that do only a part of its work, one after another on the same machine.
struct RatioBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ratios", abstract: "Measures the bridge beside bare programs, and prints a table of ratios.")

    /// The factor by which a ratio may be worse than the table's: shared machines vary that much.
    private static let tolerance = 3.0

    /// The maximum number of times that a worse ratio is measured.
    private static let attempts = 3

    @Option(help: "Seconds for each figure.")
    var seconds = 10

    @Option(help: "Only the measurements whose name has this in it.")
    var only: String?

    @Option(help: "The file to write the table to.")
    var write: String?

    @Option(help: "A file with a table: fails on a ratio that is three times worse than in it.")
    var compare: String?

    func validate() throws {
        guard (1...60).contains(seconds) else { throw ValidationError("--seconds takes 1 to 60") }
    }

    private var measurements: [any RatioMeasurement] {
        let scale = MeasurementScale(seconds: seconds)
        let all: [any RatioMeasurement] = [
            DurableAccepts(scale: scale), SharedDatabase(scale: scale), CallCost(scale: scale),
            AsteriskCalls(scale: scale), LongHistory(scale: scale), PromptServing(scale: scale),
            SlowLookups(scale: scale), ScreenUpdates(scale: scale), IdleMemory(),
        ]
        return all.filter { measurement in only.map { measurement.name.contains($0) } ?? true }
    }

    func run() async throws {
        let before = try compare.map { Ratio.values(in: try String(contentsOfFile: $0, encoding: .utf8)) } ?? [:]
        if let compare, before.isEmpty { throw ValidationError("\(compare) has no table") }
        var ratios: [Ratio] = []
        for measurement in measurements {
            do {
                ratios += try await Self.measure(measurement, comparedWith: before)
            } catch let error as MissingProgram {
                print("left out: \(measurement.name), since \(error)")
            }
        }
        let table = Ratio.table(ratios)
        print(table)
        if let write { try (Self.head + table).write(toFile: write, atomically: true, encoding: .utf8) }
        guard compare == nil || ratios.contains(where: { before[$0.name] != nil }) else {
            throw ValidationError("nothing in the table was measured")
        }
        let worse = ratios.filter { Self.isWorse($0, than: before) }
        for ratio in worse {
            print("\(ratio.name): \(Self.tolerance) times worse than \(before[ratio.name] ?? 0), or more")
        }
        guard worse.isEmpty else { throw ExitCode.failure }
    }

    /// Repeats a measurement that is worse than before: other processes may have used the processors, and only a ratio
    /// that is as bad every time is a failure.
    private static func measure(
        _ measurement: any RatioMeasurement, comparedWith before: [String: Double]
    ) async throws -> [Ratio] {
        var best = try await measure(measurement)
        for _ in 1..<attempts where best.contains(where: { isWorse($0, than: before) }) {
            let again = try await measure(measurement)
            best = best.map { ratio in
                guard isWorse(ratio, than: before) else { return ratio }
                return again.first { $0.name == ratio.name && $0.isBetter(than: ratio) } ?? ratio
            }
        }
        return best
    }

    private static func measure(_ measurement: any RatioMeasurement) async throws -> [Ratio] {
        FileHandle.standardError.write(Data("measuring \(measurement.name)\n".utf8))
        return try await MeasuredBridge.withDirectory { try await measurement.ratios(in: $0) }
    }

    private static func isWorse(_ ratio: Ratio, than before: [String: Double]) -> Bool {
        !ratio.isMachineDependent && before[ratio.name].map { ratio.isWorse(than: $0, times: tolerance) } ?? false
    }

    private static var head: String {
        """
        # The bridge beside bare programs

        Written by `\(MeasurementScale.target)`, of a \(MeasurementScale.build) build on \
        \(ProcessInfo.processInfo.activeProcessorCount) cores\(MeasurementScale.note).
        [README.md](README.md#the-table-of-ratios) says what each row means.


        """
    }
}
