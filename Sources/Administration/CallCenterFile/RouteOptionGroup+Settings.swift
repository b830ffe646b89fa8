import HelpDesk
import LocatedYAML

// Reading and writing of the options that a route declares.

extension RouteOptionGroup {
    /// Creates the options from a mapping; missing ones have their defaults.
    init(_ mapping: CollectingMapping) {
        self.init()
        for option in Self.declared {
            if let value = mapping.optional(option.name)?.value(of: option) { option.put(value, in: &self) }
        }
    }

    /// The options as written in settings, `nil` for those that need not be written.
    var settings: [(key: String, value: LocatedValue?)] {
        written.map { ($0.option.name, $0.value.map(LocatedValue.init)) }
    }
}

extension CollectingField {
    fileprivate func value<Group>(of option: RouteOption<Group>) -> RouteOption<Group>.Value? {
        switch option.kind {
        case .number(let range, let unit): integer(in: range, of: unit).map { .number($0) }
        case .flag: boolean().map { .flag($0) }
        case .word(let words): word(among: words).map { .word($0) }
        }
    }
}

extension LocatedValue {
    fileprivate init<Group>(_ value: RouteOption<Group>.Value) {
        self =
            switch value {
            case .number(let number): .integer(number)
            case .flag(let flag): .boolean(flag)
            case .word(let word): .word(word)
            }
    }
}
