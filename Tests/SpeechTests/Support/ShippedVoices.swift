import Foundation

@testable import Speech

/// The voices that come with the package, read once.
enum ShippedVoices {
    static let names = ["ar", "az", "de", "en", "es", "fa", "fr", "ku", "ru", "tr"]
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let directory = root.appendingPathComponent("Voices").path

    private static let voices = Result {
        try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let path = "\(directory)/\(name).yaml"
                return (name, try VoiceFile(yaml: String(contentsOfFile: path, encoding: .utf8), file: path).voice)
            })
    }

    static func voice(_ name: String) throws -> Voice {
        guard let voice = try voices.get()[name] else { throw SpeechError.unknownVoice(name: name, known: names) }
        return voice
    }
}
