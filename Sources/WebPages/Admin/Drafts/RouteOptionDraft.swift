import HelpDesk
import LocatedYAML
import WebServer

/// The options that a route declares, as filled in.
struct RouteOptionDraft<Group: RouteOptionGroup>: Sendable {
    /// The values by the options' names, as typed or chosen; `true` and `false` for a checkbox.
    private(set) var typed: [String: String]

    init(_ group: Group) {
        typed = Dictionary(
            uniqueKeysWithValues: Group.declared.map { ($0.name, Self.text($0.value(in: group))) })
    }

    /// - Parameter stored: the object that contains the options.
    init(stored: LocatedValue?) {
        self.init(Group())
        for option in Group.declared {
            let text = stored?[option.name]?.typed
            if case .number = option.kind {
                typed[option.name] = text ?? ""
            } else if let text {
                typed[option.name] = text
            }
        }
    }

    /// - Parameter prefix: the prefix of the controls' names.
    init(_ form: PageForm, prefix: String = "") {
        self.init(Group())
        for option in Group.declared {
            let name = prefix + option.name
            switch option.kind {
            case .number: typed[option.name] = form.number(name)
            case .flag: typed[option.name] = String(form.has(name))
            case .word:
                let word = form.text(name)
                if option.isAlwaysWritten || !word.isEmpty { typed[option.name] = word }
            }
        }
    }

    /// The values to store; `nil` for those that need not be stored.
    var content: [(key: String, value: LocatedValue?)] {
        let usual = Group()
        return Group.declared.map { option in
            let text = typed[option.name] ?? ""
            switch option.kind {
            case .number: return (option.name, text.nonEmpty.map(LocatedValue.whole))
            case .flag, .word:
                guard option.isAlwaysWritten || text != Self.text(option.value(in: usual)) else {
                    return (option.name, nil)
                }
                return (option.name, option.kind == .flag ? .boolean(text == "true") : .text(text))
            }
        }
    }

    /// Returns the controls for the template, grouped by their appearance.
    func fields(_ writer: inout FieldWriter, prefix: String = "") -> PageContent {
        var choices: [PageContent] = []
        var numbers: [PageContent] = []
        var flags: [PageContent] = []
        for option in Group.declared {
            let name = prefix + option.name
            let text = typed[option.name] ?? ""
            switch option.kind {
            case .number:
                let isOptional = option.value(in: Group()) == nil
                numbers.append(writer.text(name, text, look: "short code", isOptional: isOptional))
            case .flag: flags.append(writer.flag(name, text == "true"))
            case .word(let words): choices.append(writer.choice(name, text, words: words))
            }
        }
        return ["choices": choices, "numbers": numbers, "flags": flags]
    }

    private static func text(_ value: RouteOption<Group>.Value?) -> String {
        switch value {
        case .number(let number)?: String(number)
        case .flag(let flag)?: String(flag)
        case .word(let word)?: word
        case nil: ""
        }
    }
}
