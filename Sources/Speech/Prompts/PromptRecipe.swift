import Foundation

/// What a prompt is made from: enough to make it on another machine, under the same digest.
enum PromptRecipe: Sendable, Equatable, Codable {
    /// - text: as the engine gets it, so that it does not matter which voice files the other machine has.
    /// - written: the same before numbers became words, their digits at most blanks apart: so a customer's number is found
    ///   in it when it is to be forgotten.
    case speech(text: String, settings: SpeechSettings, sampleRate: Int, written: String)
    /// A file, or a sound that was uploaded, as a route names it.
    case recording(String)

    /// - Parameter json: as another bridge has noted it.
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
