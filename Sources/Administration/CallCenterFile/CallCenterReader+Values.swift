import Foundation
import HelpDesk
import LocatedYAML

/// The kinds of values in settings.
extension CallCenterReader {
    /// Returns an id.
    func identifier(_ field: CollectingField?) -> String? {
        guard let field, let text = field.scalar("an id") else { return nil }
        guard text.isIdentifier else {
            field.report("expected 1 to 64 of A-Z a-z 0-9 . _ -, found \(Wording.quoted(text))")
            return nil
        }
        return text
    }

    /// Returns the name of a mapping or a voice; an empty `known` skips the check.
    func name(of thing: String, _ field: CollectingField?, known: Set<String>) -> String? {
        guard let field, let name = identifier(field) else { return nil }
        guard known.isEmpty || known.contains(name) else {
            let names = Wording.alternatives(known.sorted())
            field.report("no \(thing) is called \(Wording.quoted(name)); expected \(names)")
            return nil
        }
        return name
    }

    /// Returns an extension that may be dialled, with its PBX unless that is the default one.
    ///
    /// - Parameter pbxField: the PBX; the extension's own text may name it too, as in `101@shiraz`.
    func dialable(_ field: CollectingField?, on pbxField: CollectingField? = nil) -> String? {
        guard let field, let text = field.scalar("an extension")?.plainNumber else { return nil }
        guard let address = address(text, field, on: pbxField) else { return nil }
        let extensionText = context.policy.canonical(address.text)
        guard context.policy.dialable(extensionText) != nil else {
            let pattern = context.policy.pattern(of: ExtensionAddress(extensionText).pbx) ?? ""
            field.report("\(Wording.quoted(address.number)) may not be dialled under pbx.numbers (\(pattern))")
            return nil
        }
        return extensionText
    }

    /// - Returns: `nil` if there is no PBX of that name.
    private func address(_ text: String, _ field: CollectingField, on pbxField: CollectingField?) -> ExtensionAddress? {
        var address = ExtensionAddress(text)
        var place = field
        if let pbxField {
            guard let id = pbxField.scalar("the id of a PBX") else { return nil }
            guard address.pbx == nil || address.pbx == id else {
                pbxField.report("\(Wording.quoted(text)) names another PBX")
                return nil
            }
            address.pbx = id
            place = pbxField
        }
        guard context.policy.knows(address.pbx) else {
            let known = Wording.alternatives(context.policy.pbxs)
            place.report("no PBX is called \(Wording.quoted(address.pbx ?? "")); expected \(known)")
            return nil
        }
        return address
    }

    /// Returns a request code, with its PBX if it is for only one of several.
    ///
    /// - Parameter pbxField: the PBX; the code's own text may name it too, as in `*5003@shiraz`.
    func requestCode(_ field: CollectingField?, on pbxField: CollectingField? = nil) -> String? {
        guard let field, let whole = field.scalar("a request code")?.plainNumber else { return nil }
        guard var address = address(whole, field, on: pbxField) else { return nil }
        // With a single PBX, all routes are for it.
        if context.policy.pbxs.count == 1 { address.pbx = nil }
        let text = address.number
        let isCode =
            (1...16).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
                default: false
                }
            }
        guard isCode else {
            field.report("expected 1 to 16 of the keys 0-9 * #, such as \"*5003\", found \(Wording.quoted(text))")
            return nil
        }
        return address.text
    }

    /// Returns a reference to a secret or the secret itself, which no message shows.
    func secret(_ field: CollectingField?) -> SecretReference? {
        guard let field, let text = field.scalar("a secret, env:NAME or file:PATH") else { return nil }
        switch SecretReference(text).location {
        case .literal(let secret) where secret.isEmpty:
            field.report("expected a secret, env:NAME or file:PATH, found empty text")
        case .environment(let name) where name.isEmpty || name.contains(where: { $0.isWhitespace || $0 == "=" }):
            field.report("expected the name of an environment variable after env:")
        case .file(let path) where path.isEmpty:
            field.report("expected the path of a file after file:")
        case .file(let path):
            return SecretReference("file:\(absolute(path))")
        case .literal, .environment, .unreadable:
            return SecretReference(text)
        }
        return nil
    }

    /// Returns a path, made absolute if the file's directory is known.
    ///
    /// A path that is already stored may be written everywhere.
    func path(_ field: CollectingField?) -> String? {
        guard let field, let path = field.text(limit: 4096).map(absolute) else { return nil }
        if let problem = context.refusalOfPath?(path), !context.stored.namesFile(path) {
            field.report(problem, code: "pathNotAllowed")
        }
        return path
    }

    /// Returns the address of a CRM: the only origin that its source may ever reach.
    func baseURL(_ field: CollectingField?) -> String? {
        guard let field, let text = field.scalar("a URL") else { return nil }
        // Not shown in messages: user information would contain a password.
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host, !host.isEmpty
        else {
            field.report("expected a URL such as https://crm.example.com")
            return nil
        }
        if url.user != nil || url.password != nil {
            field.report("expected a URL without user and password; put them under credentials")
        } else if url.query != nil || url.fragment != nil {
            field.report("expected a URL without query and fragment; the mapping adds them")
        } else if let port = url.port, !(1...65535).contains(port) {
            field.report("expected a port from 1 to 65535, found \(port)")
        } else {
            return text
        }
        return nil
    }

    /// Returns the address of a receiver of help requests' events: the only address that is ever called for them.
    func receiverURL(_ field: CollectingField?) -> String? {
        guard let field, let text = field.scalar("a URL") else { return nil }
        // Not shown in messages: a query may contain a token.
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let url = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host, !host.isEmpty
        else {
            field.report("expected a URL such as https://example.com/hooks/helpbridge")
            return nil
        }
        if url.user != nil || url.password != nil {
            field.report("expected a URL without user and password; the signature proves who has sent it")
        } else if url.fragment != nil {
            field.report("expected a URL without a fragment")
        } else if let port = url.port, !(1...65535).contains(port) {
            field.report("expected a port from 1 to 65535, found \(port)")
        } else {
            return text
        }
        return nil
    }

    private func absolute(_ path: String) -> String {
        guard let directory, !path.hasPrefix("/") else { return path }
        return URL(fileURLWithPath: path, relativeTo: directory).standardizedFileURL.path
    }
}
