/// An option of a route that is a number, a flag or a word: its name and its permitted values.
///
/// The call-centre file, the API and the web form know these options only from ``RouteOptionGroup/declared``.
public struct RouteOption<Group: Sendable>: Sendable {
    /// The permitted values of an option.
    public enum Kind: Sendable, Hashable {
        /// - Parameter unit: the unit, such as `seconds`.
        case number(ClosedRange<Int>, unit: String)
        case flag
        case word([String])
    }

    /// The value of an option in one route.
    public enum Value: Sendable, Hashable {
        case number(Int)
        case flag(Bool)
        case word(String)
    }

    /// The option's key in the file and in JSON.
    public let name: String
    public let kind: Kind
    /// Whether the option is written even if it has its default value.
    public let isAlwaysWritten: Bool
    private let get: @Sendable (Group) -> Value?
    private let set: @Sendable (inout Group, Value) -> Void

    /// Returns the value in a group; `nil` for a number that is not set.
    public func value(in group: Group) -> Value? { get(group) }

    /// Sets the value in a group; a value of another kind, or an unknown word, changes nothing.
    public func put(_ value: Value, in group: inout Group) { set(&group, value) }
}

extension RouteOption {
    /// Creates an option that is a whole number.
    ///
    /// - Parameters:
    ///   - name: the key in the call-centre file, the API and the forms.
    ///   - path: the property that stores the value.
    ///   - range: the permitted values.
    ///   - unit: the unit, as the forms show it.
    ///   - isAlwaysWritten: whether the option is written even if it has its default value.
    public static func number(
        _ name: String, _ path: any WritableKeyPath<Group, Int> & Sendable, in range: ClosedRange<Int>, of unit: String,
        isAlwaysWritten: Bool = true
    ) -> RouteOption {
        RouteOption(name: name, kind: .number(range, unit: unit), isAlwaysWritten: isAlwaysWritten) {
            .number($0[keyPath: path])
        } set: { group, value in
            if case .number(let number) = value { group[keyPath: path] = number }
        }
    }

    /// Creates an option that is an optional whole number.
    public static func number(
        _ name: String, _ path: any WritableKeyPath<Group, Int?> & Sendable, in range: ClosedRange<Int>, of unit: String
    ) -> RouteOption {
        RouteOption(name: name, kind: .number(range, unit: unit), isAlwaysWritten: false) {
            $0[keyPath: path].map(Value.number)
        } set: { group, value in
            if case .number(let number) = value { group[keyPath: path] = number }
        }
    }

    /// Creates an option that is on or off; the parameters are those of a number.
    public static func flag(
        _ name: String, _ path: any WritableKeyPath<Group, Bool> & Sendable, isAlwaysWritten: Bool = true
    ) -> RouteOption {
        RouteOption(name: name, kind: .flag, isAlwaysWritten: isAlwaysWritten) {
            .flag($0[keyPath: path])
        } set: { group, value in
            if case .flag(let flag) = value { group[keyPath: path] = flag }
        }
    }

    /// Creates an option whose value is one of several words; the parameters are those of a number.
    public static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ path: any WritableKeyPath<Group, Word> & Sendable, isAlwaysWritten: Bool = true
    ) -> RouteOption {
        RouteOption(name: name, kind: .word(Word.allCases.map(\.rawValue)), isAlwaysWritten: isAlwaysWritten) {
            .word($0[keyPath: path].rawValue)
        } set: { group, value in
            if case .word(let text) = value, let word = Word(rawValue: text) { group[keyPath: path] = word }
        }
    }
}

/// A group of route options, each declared once.
public protocol RouteOptionGroup: Sendable {
    /// The options, in the order of their output.
    static var declared: [RouteOption<Self>] { get }

    /// Creates the defaults of a route that sets none of the options.
    init()
}

extension RouteOptionGroup {
    /// The options with their current values; `nil` for a value that need not be written.
    public var written: [(option: RouteOption<Self>, value: RouteOption<Self>.Value?)] {
        let usual = Self()
        return Self.declared.map { option in
            let value = option.value(in: self)
            return (option, option.isAlwaysWritten || value != option.value(in: usual) ? value : nil)
        }
    }
}
