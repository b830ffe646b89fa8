/// One member of a JSON object that a client sent, as far as ``JSONForm`` needs it.
enum JSONMember: Decodable, Sendable, Equatable {
    case null
    case text(String)
    case number(Double)
    case boolean
    case array
    case object

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
            return
        }
        do {
            self = .text(try container.decode(String.self))
        } catch DecodingError.typeMismatch {
            self = Self.kind(decoder)
        }
    }

    /// Returns the kind of a value that is not a string.
    private static func kind(_ decoder: any Decoder) -> JSONMember {
        if let container = try? decoder.singleValueContainer() {
            if (try? container.decode(Bool.self)) != nil { return .boolean }
            if let number = try? container.decode(Double.self) { return .number(number) }
        }
        return (try? decoder.unkeyedContainer()) == nil ? .object : .array
    }
}
