import HelpDesk
import LocatedYAML
import WebServer

/// Controls of forms that ask for a PBX if there are several.
extension FieldWriter {
    /// Returns a choice of PBX.
    ///
    /// - Parameters:
    ///   - chosen: the id; empty for the first option.
    ///   - pbxs: all PBXs, the default one first.
    ///   - all: the label of the first option if it means all PBXs rather than the default one.
    /// - Returns: `nil` if there is nothing to choose.
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
    /// Creates the address that a form has sent: a number, which may name its PBX, and the PBX chosen next to it.
    init(_ text: String, chosen pbx: String) {
        self.init(text)
        if self.pbx == nil { self.pbx = pbx.nonEmpty }
    }

    /// Reads the address of a setting in the call-centre file.
    init(of stored: LocatedValue, _ key: String) {
        self.init(stored.typed(key), chosen: stored.typed("pbx"))
    }
}
