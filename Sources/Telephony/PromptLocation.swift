import Foundation
import HelpDesk

/// The location of prompts for the PBX.
public enum PromptLocation: Sendable, Equatable {
    /// The PBX fetches `<publicURL>/prompts/<digest>.wav` from the bridge.
    case http(publicURL: String)
    /// The PBX reads `<directory>/<digest>.wav` from its own disk.
    case directory(String)

    /// Returns what Asterisk must play; `nil` if the digest is not a plain word and so could name something else.
    ///
    /// A file on disk is named without its extension, a URL with it (measured with Asterisk 16 and 22). Asterisk cannot
    /// play URLs of fewer than about 34 characters; a SHA-256 digest in hex alone has 64.
    func media(for prompt: PromptAudio) -> String? {
        guard (1...128).contains(prompt.digest.utf8.count), prompt.digest.utf8.allSatisfy(Self.isDigestByte) else {
            return nil
        }
        switch self {
        case .http(let publicURL):
            return "sound:\(Self.withoutTrailingSlash(publicURL))/prompts/\(prompt.digest).wav"
        case .directory(let directory):
            return "sound:\(Self.withoutTrailingSlash(directory))/\(prompt.digest)"
        }
    }

    /// Whether the PBX fetches each prompt from the bridge.
    var isFetched: Bool {
        if case .http = self { true } else { false }
    }

    /// Rejects a location that could never be played from.
    func validate() throws(TelephonyError) {
        switch self {
        case .http(let publicURL):
            guard let components = URLComponents(string: publicURL), components.host?.isEmpty == false,
                components.scheme == "http" || components.scheme == "https", components.query == nil,
                !publicURL.contains(",")
            else { throw .invalidURL(setting: "http.publicURL", value: publicURL) }
        case .directory(let directory):
            guard directory.hasPrefix("/"), !directory.contains(",") else {
                throw .invalidSetting(
                    name: "pbx.promptDirectory",
                    reason: "'\(directory)' must be an absolute path without commas, as the PBX sees it")
            }
        }
    }

    private static func isDigestByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func withoutTrailingSlash(_ text: String) -> Substring {
        text.hasSuffix("/") ? text.dropLast() : text[...]
    }
}
