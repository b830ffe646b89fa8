/// An action for Asterisk's manager interface, whose fields cannot contain line breaks.
///
/// A line break in a value would add headers, and two of them a further action (both measured): an action with such a
/// value cannot be created.
struct AMIAction: Sendable, Equatable {
    /// A name or value that contains CR, LF or NUL.
    struct ForbiddenCharacter: Error, Equatable, CustomStringConvertible {
        let field: String

        var description: String { "\(field): a line break or NUL cannot be sent to the manager interface" }
    }

    let name: String
    let fields: [Field]

    struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// - Throws: ``ForbiddenCharacter``, naming the field.
    init(_ name: String, _ fields: [(String, String)] = []) throws(ForbiddenCharacter) {
        for (field, value) in [("Action", name)] + fields {
            guard Self.isLine(field), Self.isLine(value), !field.isEmpty, !field.contains(":") else {
                throw ForbiddenCharacter(field: String(field.unicodeScalars.filter { $0.value >= 0x20 }))
            }
        }
        self.name = name
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    private static func isLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0x00 }
    }

    /// Returns the action in its wire format.
    ///
    /// - Parameter id: our id, which the answer repeats.
    func text(id: Int) -> String {
        var text = "Action: \(name)\r\nActionID: \(id)\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        return text + "\r\n"
    }
}
