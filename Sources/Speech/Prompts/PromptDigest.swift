import CSoxr
import Crypto
import Foundation
import WebEncoding

/// The name of a prompt's audio: SHA-256 of everything that affects its sound, known before it is rendered.
///
/// The samples are not hashed: espeak-ng does not render the same text identically twice.
struct PromptDigest: Hashable, Sendable {
    /// 64 hexadecimal digits, lower case.
    let hex: String

    init(text: SpeechText, settings: SpeechSettings, sampleRate: Int, engineVersion: String) {
        let fields = [
            "prompt", PromptMastering.revision, engineVersion, String(cString: soxr_version()), settings.espeakVoice,
            String(settings.rate), String(settings.pitch), String(settings.range), String(settings.volume),
            String(settings.wordGap), String(sampleRate), text.string,
        ]
        var hash = SHA256()
        // NUL occurs in no field, so the fields cannot run into each other.
        hash.update(data: Array(fields.joined(separator: "\0").utf8))
        hex = hash.finalize().hexadecimal
    }

    /// Creates the digest of a recording from its content.
    init(recording: Data, sampleRate: Int) {
        var hash = SHA256()
        hash.update(data: Array("recording\0\(PromptMastering.revision)\0\(sampleRate)\0".utf8))
        hash.update(data: recording)
        hex = hash.finalize().hexadecimal
    }

    /// - Returns: `nil` unless the text is 64 lower-case hexadecimal digits.
    init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy(\.isLowercaseHexadecimal) else {
            return nil
        }
        self.hex = String(hex)
    }
}
