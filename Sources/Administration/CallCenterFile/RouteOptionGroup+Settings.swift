import HelpDesk
import LocatedYAML

// How the options of a route are read that it declares, and how they are written.

extension RouteOptionGroup {
    /// The options of a mapping; what is not given is as in a route that says nothing of it.
    init(_ mapping: CollectingMapping) {
        self.init()
        for option in Self.declared {
            if let value = mapping.optional(option.name)?.value(of: option) { option.put(value, in: &self) }
        }
    }

    /// As they are written among settings, `nil` for what need not be.
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
