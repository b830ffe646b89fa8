import HelpDesk
import LocatedYAML
import WebServer

/// Forms that ask for a PBX, where there are several.
extension FieldWriter {
    /// For whom one has to be chosen.
    ///
    /// - Parameters:
    ///   - chosen: the id; empty for the first option.
    ///   - pbxs: all of them, the default one first.
    ///   - all: what the first option is called, where it stands for all of them rather than for the default one.
    /// - Returns: `nil` where there is nothing to choose.
    mutating func pbx(_ chosen: String, of pbxs: [String], all: String? = nil) -> PageContent? {
        guard pbxs.count > 1 else { return nil }
        return choice("pbx", chosen, Self.pbxOptions(pbxs, all: all))
    }

    private static func pbxOptions(_ pbxs: [String], all: String?) -> [Option] {
        let named = pbxs.map { Option(value: $0, label: $0) }
        guard let all else { return [Option(value: "", label: pbxs[0])] + named.dropFirst() }
        return [Option(value: "", label: all)] + named
    }
}

extension ExtensionAddress {
    /// What a form has sent: a number, which may name its PBX itself, and the PBX that is chosen beside it.
    init(_ text: String, chosen pbx: String) {
        self.init(text)
        if self.pbx == nil { self.pbx = pbx.nonEmpty }
    }

    /// A setting of the call-centre file.
    init(of stored: LocatedValue, _ key: String) {
        self.init(stored.typed(key), chosen: stored.typed("pbx"))
    }
}
