/// An option of a route that is a number, a yes or no, or a word: its name, and what it may be.
///
/// The call-centre file, the API and the form of the pages know these options by ``RouteOptionGroup/declared`` alone.
public struct RouteOption<Group: Sendable>: Sendable {
    /// What it may be.
    public enum Kind: Sendable, Hashable {
        /// - Parameter unit: what is counted, such as `seconds`.
        case number(ClosedRange<Int>, unit: String)
        case flag
        case word([String])
    }

    /// What it is in one route.
    public enum Value: Sendable, Hashable {
        case number(Int)
        case flag(Bool)
        case word(String)
    }

    /// Its key in the file and in JSON.
    public let name: String
    public let kind: Kind
    /// Whether it is written also where it is what it is in a route that says nothing of it.
    public let isAlwaysWritten: Bool
    private let get: @Sendable (Group) -> Value?
    private let set: @Sendable (inout Group, Value) -> Void

    /// What it is there; `nil` for a number that is not given.
    public func value(in group: Group) -> Value? { get(group) }

    /// Sets it there; a value of another kind, or a word that there is not, changes nothing.
    public func put(_ value: Value, in group: inout Group) { set(&group, value) }
}

extension RouteOption {
    /// An option that is a whole number.
    ///
    /// - Parameters:
    ///   - name: its key in the call-centre file, the API and the forms.
    ///   - path: where it is kept.
    ///   - range: the values that it may have.
    ///   - unit: what they count, as the forms say it.
    ///   - isAlwaysWritten: whether it is written where it has its default, too.
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

    /// A number that need not be given.
    public static func number(
        _ name: String, _ path: any WritableKeyPath<Group, Int?> & Sendable, in range: ClosedRange<Int>, of unit: String
    ) -> RouteOption {
        RouteOption(name: name, kind: .number(range, unit: unit), isAlwaysWritten: false) {
            $0[keyPath: path].map(Value.number)
        } set: { group, value in
            if case .number(let number) = value { group[keyPath: path] = number }
        }
    }

    /// An option that is on or off; parameters as those of a number.
    public static func flag(
        _ name: String, _ path: any WritableKeyPath<Group, Bool> & Sendable, isAlwaysWritten: Bool = true
    ) -> RouteOption {
        RouteOption(name: name, kind: .flag, isAlwaysWritten: isAlwaysWritten) {
            .flag($0[keyPath: path])
        } set: { group, value in
            if case .flag(let flag) = value { group[keyPath: path] = flag }
        }
    }

    /// An option that is one of some words; parameters as those of a number.
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

/// Options that stand together in a route, each of them declared once.
public protocol RouteOptionGroup: Sendable {
    /// In the order in which they are written and shown.
    static var declared: [RouteOption<Self>] { get }

    /// What a route has that says nothing of them.
    init()
}

extension RouteOptionGroup {
    /// The options with what they are here; `nil` for what need not be written.
    public var written: [(option: RouteOption<Self>, value: RouteOption<Self>.Value?)] {
        let usual = Self()
        return Self.declared.map { option in
            let value = option.value(in: self)
            return (option, option.isAlwaysWritten || value != option.value(in: usual) ? value : nil)
        }
    }
}
