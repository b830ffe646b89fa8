import Foundation
import TestSupport

/// The rate of serving a prompt to a PBX, compared with a web server made for serving files.
struct PromptServing: RatioMeasurement {
    let scale: MeasurementScale
    let name = "a prompt served"

    func ratios(in directory: URL) async throws -> [Ratio] {
        try MissingProgram.check(FileServer.program)
        try MissingProgram.check(RequestLoad.program)
        return try await FakeARI.run(HelpCalls.phones) { ari in
            let bridge = try await MeasuredBridge.start(
                in: directory, settings: HelpCalls.settings(ari: ari.url),
                callCenter: HelpCalls.callCenter(operators: 1))
            defer { bridge.stop() }
            try await bridge.waitUntilReady()
            _ = try await HelpCalls(bridge: bridge, ari: ari, rate: 1).run(1, from: 0)
            let path = "/prompts/\(try SpokenPrompt.digest(in: directory)).wav"
            let load = RequestLoad(seconds: scale.seconds)
            let ours = try await load.rate(bridge.url + path)
            let theirs = try await FileServer.with(directory.appendingPathComponent("var")) { url in
                try await load.rate(url + path)
            }
            return [
                Ratio(
                    name: "a prompt served, 32 connections", beside: "the same file from nginx", ours: ours,
                    baseline: theirs, unit: "/s", better: .higher)
            ]
        }
    }
}
