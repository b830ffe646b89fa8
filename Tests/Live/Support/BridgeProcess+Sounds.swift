import CurlHTTP
import Foundation
import HelpDesk
import TestSupport

@testable import HelpBridge

/// Sounds, through the API.
extension BridgeProcess {
    /// Has a sound recorded by phone.
    func record(_ sound: String, on number: String) async throws -> SoundRecording {
        let body = try JSONEncoder().encode(["extension": number])
        return try Self.recording(try await send(.post, "/v1/sounds/\(sound)/record", Array(body)), expected: 202)
    }

    /// Follows the recording by phone until it is as wanted.
    @discardableResult
    func waitForRecording(
        of sound: String, timeout: Duration = .seconds(120), until isWanted: (SoundRecording) -> Bool
    ) async throws -> SoundRecording {
        var last: SoundRecording?
        do {
            try await wait(for: "the recording", timeout: timeout) {
                let recording = try Self.recording(try await self.get("/v1/sounds/\(sound)/recording"), expected: 200)
                last = recording
                return isWanted(recording)
            }
        } catch {
            throw Failure(description: "\(error); it is \(String(describing: last))")
        }
        guard let last else { throw Failure(description: "there is no recording of \(sound)") }
        return last
    }

    /// What is kept of a sound, at 8 kHz; `nil` when there is no such sound.
    func samples(of sound: String) async throws -> [Int16]? {
        let response = try await get("/v1/sounds/\(sound)/audio")
        if response.status == 404 { return nil }
        return WaveAudio(parsing: response.body)?.samples
    }

    private static func recording(_ response: HTTPResponse, expected status: Int) throws -> SoundRecording {
        guard response.status == status else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return try RequestPrinter.decode(Data(response.body), as: SoundRecording.self)
    }
}
