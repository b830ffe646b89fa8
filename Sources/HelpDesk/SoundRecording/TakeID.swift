/// The name of one take of a recording on the PBX: `hb-<id>-t1`, …
public struct TakeID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    public init(_ text: String) {
        self.text = text
    }

    /// - Parameter number: the number of the take, counted from 1.
    public static func of(_ recording: CallID, number: Int) -> TakeID {
        TakeID("\(Identifiers.prefix)\(recording)-t\(number)")
    }

    /// The take's recording; `nil` if it is not ours.
    public var call: CallID? { Identifiers.call(in: text) }
}
