import Configuration
import Foundation
import HelpDesk

/// Reads settings one by one, collects their faults, and locates each in its file or variable.
struct SettingReader {
    let reader: ConfigReader
    let environment: [String: String]
    /// The file's name for messages; `nil` if there is no file.
    let file: String?
    /// The base of relative paths in the file.
    let directory: URL
    let lines: [String: Int]
    private(set) var faults: [String] = []

    init(
        reader: ConfigReader, environment: [String: String], file: String?, directory: URL, lines: [String: Int],
        faults: [String]
    ) {
        self.reader = reader
        self.environment = environment
        self.file = file
        self.directory = directory
        self.lines = lines
        self.faults = faults
    }

    /// Returns the components of a key: `pbxs[0].driver` is `pbxs`, `0`, `driver`.
    static func path(of key: String) -> ConfigKey {
        ConfigKey(key.split(whereSeparator: ".[]".contains).map(String.init))
    }

    /// Returns the environment variable of a key: `http.publicURL` is `HELPBRIDGE_HTTP_PUBLIC_URL`, and
    /// `pbxs[0].driver` is `HELPBRIDGE_PBXS_0_DRIVER`.
    static func variable(_ key: String) -> String {
        var name = "HELPBRIDGE"
        for component in path(of: key).components {
            var previous: Character = "_"
            name.append(previous)
            for character in component {
                if character.isUppercase, previous.isLowercase { name.append("_") }
                name.append(contentsOf: character.uppercased())
                previous = character
            }
        }
        return name
    }

    mutating func fail(_ key: String, _ expectation: String) {
        faults.append("\(place(key)): \(key): \(expectation)")
    }

    func isSet(_ key: String) -> Bool {
        reader.string(forKey: Self.path(of: key)) != nil
    }

    func text(_ key: String) -> String? {
        reader.string(forKey: Self.path(of: key))
    }

    mutating func text(_ key: String, default fallback: String) -> String {
        filledText(key) ?? fallback
    }

    /// Reads a text that must not be blank if it is set, as with a variable that a unit or compose file sets to
    /// nothing.
    mutating func filledText(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        if text.trimmingCharacters(in: .whitespaces).isEmpty { fail(key, "expected a value, found nothing") }
        return text
    }

    mutating func flag(_ key: String, default fallback: Bool) -> Bool {
        guard let text = text(key) else { return fallback }
        guard let flag = Bool(text) else {
            fail(key, "expected true or false, found \"\(text)\"")
            return fallback
        }
        return flag
    }

    mutating func number(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        guard let text = text(key) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            fail(key, "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \"\(text)\"")
            return fallback
        }
        return number
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, default fallback: Choice) -> Choice
    where Choice.RawValue == String {
        guard let text = text(key) else { return fallback }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            fail(key, "expected one of \(known), found \"\(text)\"")
            return fallback
        }
        return choice
    }

    /// Reads an absolute `http` or `https` address without user, query or fragment.
    mutating func address(_ key: String, default fallback: String?) -> String? {
        guard let text = text(key) else { return fallback }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            fail(
                key,
                "expected ASCII without spaces and controls: percent-encode them, or write the host in its xn-- form")
            return fallback
        }
        guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme ?? ""),
            let host = url.host, !host.isEmpty, url.user == nil, url.query == nil, url.fragment == nil,
            (1...65_535).contains(url.port ?? 80)
        else {
            fail(key, "expected an http or https address such as http://127.0.0.1:8080, found \"\(text)\"")
            return fallback
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Reads origins such as `https://crm.example.com`, in the form that browsers use.
    mutating func origins(_ key: String) -> [String] {
        texts(key).compactMap { text in
            guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
                ["http", "https"].contains(scheme), let host = url.host?.lowercased(), !host.isEmpty,
                host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-.:[]".contains($0)) }),
                url.user == nil, url.password == nil, ["", "/"].contains(url.path), url.query == nil,
                url.fragment == nil
            else {
                fail(key, "expected origins such as https://crm.example.com, found \"\(text)\"")
                return nil
            }
            let usualPort = scheme == "https" ? 443 : 80
            return "\(scheme)://\(host)" + (url.port.map { $0 == usualPort ? "" : ":\($0)" } ?? "")
        }
    }

    func texts(_ key: String) -> [String] {
        reader.stringArray(forKey: Self.path(of: key)) ?? []
    }

    /// Reads a path; a relative path is relative to the file.
    mutating func path(_ key: String, default fallback: String) -> String {
        resolve(text(key, default: fallback))
    }

    func resolve(_ path: String) -> String {
        URL(fileURLWithPath: path, relativeTo: directory).standardizedFileURL.path
    }

    /// Reads a directory that must exist; by default, the one next to the file or the shipped one.
    mutating func shippedDirectory(_ key: String, name: String) -> String {
        let beside = resolve(name)
        if text(key) == nil, !ShippedFiles.isDirectory(beside), let shipped = ShippedFiles.directory(name) {
            return shipped
        }
        let path = path(key, default: name)
        if !ShippedFiles.isDirectory(path) { fail(key, "expected an existing directory, found none at \(path)") }
        return path
    }

    /// Reads the path of a file that must exist and be readable.
    mutating func readableFile(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        let path = resolve(text)
        // A directory can be opened, too.
        if ShippedFiles.isDirectory(path)
            || (try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).close()) == nil
        {
            fail(key, "expected a file that can be read, found none at \(path)")
        }
        return path
    }

    mutating func secret(_ key: String) -> String? {
        guard let text = text(key) else { return nil }
        return secret(text, key: key)
    }

    mutating func secrets(_ key: String) -> [String] {
        texts(key).compactMap { secret($0, key: key) }
    }

    private mutating func secret(_ text: String, key: String) -> String? {
        do {
            return try SecretReader(environment: environment, directory: directory).read(SecretReference(text))
        } catch {
            fail(key, error.description)
            return nil
        }
    }

    /// Where a setting was written, for messages.
    func place(_ key: String) -> String {
        let variable = Self.variable(key)
        if environment[variable] != nil { return "environment variable \(variable)" }
        guard let file else { return "defaults" }
        guard let line = lines[key] else { return file }
        return "\(file):\(line)"
    }
}
