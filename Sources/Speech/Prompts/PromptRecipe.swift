import Foundation

/// The ingredients of a prompt: enough to render it on another machine under the same digest.
enum PromptRecipe: Sendable, Equatable, Codable {
    /// - text: the text as passed to the engine, so that the other machine's voice files do not matter.
    /// - written: the text before numbers became words, with nothing but blanks between digits, so that a customer's
    ///   number can be found and erased.
    case speech(text: String, settings: SpeechSettings, sampleRate: Int, written: String)
    /// A file, or an uploaded sound, as named by a route.
    case recording(String)

    /// - Parameter json: a recipe stored by another bridge.
    init(json: String) throws {
        self = try JSONDecoder().decode(PromptRecipe.self, from: Data(json.utf8))
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
