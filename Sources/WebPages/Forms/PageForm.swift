import Foundation
import HelpDesk

/// A form as filled in by a user.
struct PageForm: Sendable, Equatable {
    /// An uploaded file.
    struct File: Sendable, Equatable {
        var name: String
        var bytes: [UInt8]
    }

    /// The fields in the order of the form; a name may occur several times.
    private(set) var fields: [(name: String, value: String)] = []
    private(set) var files: [String: File] = [:]

    static func == (left: PageForm, right: PageForm) -> Bool {
        left.fields.elementsEqual(right.fields, by: ==) && left.files == right.files
    }

    mutating func add(_ name: String, _ value: String) {
        // Browsers send line breaks as CR LF.
        fields.append((name, value.replacing("\r\n", with: "\n")))
    }

    mutating func add(_ name: String, _ file: File) {
        files[name] = file
    }

    /// Returns a field's text without surrounding white space; empty if there is no such field.
    func text(_ name: String) -> String {
        (fields.first { $0.name == name }?.value ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Returns a field's text as typed; `nil` if there is no such field.
    func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    func texts(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map { $0.value.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// Whether a box was ticked or a button pressed.
    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// Returns a number, in whatever digits it was typed and whatever was copied along with it.
    func number(_ name: String) -> String { text(name).plainNumber }
}

extension PageForm {
    /// Whether the form was filled in before a session ended: our script sends it to be shown again, not to be stored.
    var isRestored: Bool { text("action") == "restore" }

    /// Returns one line of text, cut to the length that the API accepts; `nil` if nothing was typed.
    func line(_ name: String) -> String? {
        let text = text(name).unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return text.isEmpty ? nil : String(String.UnicodeScalarView(text.prefix(200)))
    }
}
