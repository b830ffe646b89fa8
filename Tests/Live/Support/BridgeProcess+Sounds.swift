import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport

@testable import HelpBridge

/// Sounds, through the API.
extension BridgeProcess {
    /// Has a sound recorded by phone.
    func record(_ sound: String, on number: String) async throws -> SoundRecording {
        try Self.recording(
            try await send(.post, "/v1/sounds/\(sound)/record", ["extension": number], expecting: 202))
    }

    /// Follows the recording by phone until it is as wanted.
    @discardableResult
    func waitForRecording(
        of sound: String, timeout: Duration = .seconds(300), until isWanted: (SoundRecording) -> Bool
    ) async throws -> SoundRecording {
        var last: SoundRecording?
        do {
            try await wait(for: "the recording", timeout: timeout) {
                let recording = try Self.recording(
                    try await self.send(.get, "/v1/sounds/\(sound)/recording", expecting: 200))
                last = recording
                return isWanted(recording)
            }
        } catch {
            throw BridgeFailure(description: "\(error); it is \(String(describing: last))")
        }
        guard let last else { throw BridgeFailure(description: "there is no recording of \(sound)") }
        return last
    }

    /// What is kept of a sound, at 8 kHz; `nil` when there is no such sound.
    func samples(of sound: String) async throws -> [Int16]? {
        let response = try await get("/v1/sounds/\(sound)/audio")
        if response.status == 404 { return nil }
        return WaveAudio(parsing: response.body)?.samples
    }

    private static func recording(_ body: Data) throws -> SoundRecording {
        try RequestPrinter.decode(body, as: SoundRecording.self)
    }
}
