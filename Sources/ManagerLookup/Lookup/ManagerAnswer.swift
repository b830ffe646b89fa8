import HelpDesk

/// The managers whom a mapping's `answer` names, in order.
struct ManagerAnswer: Equatable {
    /// Somebody with an extension, which may still be one that is never dialled.
    struct Manager: Equatable {
        let `extension`: String
        let name: String?
        let department: String?
    }

    private(set) var managers: [Manager] = []
    /// What was no manager: the first such thing, in words.
    private(set) var flaw: String?

    /// - Parameter outputs: each an object `{extension, name, department}`, an array of them, or null or false for
    ///   nobody. An object without an extension is nobody.
    init(_ outputs: [JSONValue]) {
        for output in outputs {
            if case .array(let elements) = output {
                for element in elements { add(element) }
            } else {
                add(output)
            }
        }
    }

    private mutating func add(_ value: JSONValue) {
        switch value {
        case .null, .bool(false):
            break
        case .object(let members):
            switch members["extension"] ?? .null {
            case .null, .bool(false):
                break
            case let number:
                guard let text = Self.number(number) else {
                    note("the extension is neither a text nor a whole number")
                    return
                }
                if text.isEmpty { return }
                managers.append(
                    Manager(
                        extension: text, name: Self.label(members["name"]),
                        department: Self.label(members["department"])))
            }
        default:
            note("the answer is \(value.kind), not an object with an extension")
        }
    }

    private mutating func note(_ problem: String) {
        flaw = flaw ?? problem
    }

    /// An extension's text, white space around it cut off and Persian and Arabic digits written as ASCII.
    private static func number(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text):
            var scalars = Substring(text).unicodeScalars
            while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
            while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
            return String(String.UnicodeScalarView(scalars.map(asciiDigit)))
        case .number(let number) where number >= 0 && number.rounded() == number && number < 1e15:
            return JSONValue.text(of: number)
        default:
            return nil
        }
    }

    private static func asciiDigit(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        for zero in [0x06F0, 0x0660] as [UInt32] where (zero...zero + 9).contains(scalar.value) {
            return Unicode.Scalar(UInt8(scalar.value - zero) + UInt8(ascii: "0"))
        }
        return scalar
    }

    /// A name as it may be spoken and shown on a phone: one line of at most 80 characters.
    private static func label(_ value: JSONValue?) -> String? {
        guard case .string(let text) = value else { return nil }
        let words = text.unicodeScalars.split {
            $0.properties.isWhitespace || $0.properties.generalCategory == .control
        }
        let line = words.map { String(Substring($0)) }.joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(80))
    }
}
