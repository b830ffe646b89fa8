import Foundation

@testable import Speech

/// The voices that come with the package.
enum ShippedVoices {
    static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Voices").path

    static func voice(_ name: String) async throws -> Voice {
        try await VoiceCatalogue(directory: directory).voice(named: name)
    }
}
