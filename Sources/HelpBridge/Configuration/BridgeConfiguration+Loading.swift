import Configuration
import Foundation
import LocatedYAML
import Logging
import Speech
import WebServer

extension BridgeConfiguration {
    /// The files that are tried if none is named.
    static let usualFiles = ["helpbridge.yaml", "/etc/helpbridge/helpbridge.yaml"]

    /// Returns the file to use: the named one, or the first of the usual ones that exists.
    static func file(named name: String?) -> String? {
        name ?? usualFiles.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Reads the file and the environment, which takes precedence, and checks everything.
    ///
    /// - Parameters:
    ///   - name: the file; `nil` tries the usual places.
    ///   - text: the text to use instead of the file's; `nil` reads the file.
    ///   - environment: the variables, `HELPBRIDGE_HTTP_PORT` for `http.port` and so on.
    /// - Throws: `HelpBridgeError` with all faults.
    static func load(
        file name: String?, text: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> BridgeConfiguration {
        guard let file = file(named: name) else {
            let tried = usualFiles.joined(separator: " nor ")
            throw HelpBridgeError.configuration("no configuration: neither \(tried) exists; name one with --config")
        }
        let yaml = try text ?? content(of: file)
        var lines: [String: Int] = [:]
        let root = try root(of: yaml, file: file)
        let faults = root.map { ConfigurationKeys.root.faults(in: $0, file: file, lines: &lines) } ?? []
        guard faults.isEmpty else { throw HelpBridgeError.invalidConfiguration(faults) }

        // The library's own file providers support neither lists of sections nor null values.
        let provider = InMemoryProvider(values: root.map(Self.values) ?? [:])
        let variables = EnvironmentVariablesProvider(environmentVariables: environment)
            .prefixKeys(with: ConfigKey(["helpbridge"]))
        var settings = SettingReader(
            reader: ConfigReader(providers: [variables, provider]), environment: environment, file: file,
            directory: URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent(), lines: lines,
            faults: faults)
        let pbxs = root?["pbxs"].flatMap { $0 == .null ? nil : $0.items.count }
        var configuration = BridgeConfiguration(&settings, pbxs: pbxs)
        configuration.warnings = ConfigurationKeys.root.misspeltVariables(
            in: environment, pbxs: pbxs ?? 0, yaml: yaml)
        guard settings.faults.isEmpty else { throw HelpBridgeError.invalidConfiguration(settings.faults) }
        return configuration
    }

    private static func content(of file: String) throws -> String {
        func unreadable(_ code: Int32) -> HelpBridgeError {
            .configuration("\(file): \(String(cString: strerror(code))); check the path and its rights")
        }
        // A directory can be opened, too.
        guard !ShippedFiles.isDirectory(file) else { throw unreadable(EISDIR) }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let bytes: Data
        do {
            bytes = try handle.readToEnd() ?? Data()
        } catch {
            throw HelpBridgeError.configuration("\(file): \(error.localizedDescription)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HelpBridgeError.configuration("\(file): is not UTF-8; save it in that encoding")
        }
        return text
    }

    private static func promptAccess(_ settings: inout SettingReader) -> FileAccess {
        let text = settings.text("prompts.directoryMode", default: "0644")
        let mode = UInt32(text, radix: 8) ?? 0
        // The bridge must be able to read its own files; nobody needs to execute them.
        if mode & 0o400 == 0 || mode & ~0o666 != 0 {
            settings.fail(
                "prompts.directoryMode", "expected the mode of a file such as \"0640\", found \"\(text)\"")
        }
        guard let owner = settings.text("prompts.directoryOwner") else { return FileAccess(mode: mode) }
        guard let access = FileAccess(mode: mode, owner: owner) else {
            settings.fail(
                "prompts.directoryOwner",
                "expected a user and a group of this system such as asterisk:asterisk, found \"\(owner)\"")
            return FileAccess(mode: mode)
        }
        return access
    }

    /// - Returns: `nil` for an empty file.
    private static func root(of yaml: String, file: String) throws -> LocatedValue? {
        do {
            return try LocatedValue.yaml(yaml, file: file)
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
    }

    /// - Parameter pbxs: the number of items in `pbxs`; `nil` if it is not set.
    private init(_ settings: inout SettingReader, pbxs count: Int?) {
        http = HTTP(&settings)
        database = settings.path("database.path", default: "var/helpbridge.sqlite")
        databaseServer = DatabaseServer(&settings)
        secrets = Secrets(&settings)
        bridge = settings.text("bridge.id", default: Self.hostName)
        lease = .milliseconds(settings.number("bridge.leaseMilliseconds", default: 1000, in: 500...60_000))
        pbxs = PBX.all(&settings, count: count)
        crm = CRM(
            mappings: settings.shippedDirectory("crm.mappings", name: "Mappings"),
            answerBudgetMilliseconds: settings.number("crm.answerBudgetMilliseconds", default: 1500, in: 50...30_000))
        voices = settings.shippedDirectory("voices", name: "Voices")
        pages = settings.shippedDirectory("pages", name: "Pages")
        prompts = Prompts(
            cache: settings.path("prompts.cache", default: "var/prompts"),
            sampleRate: settings.number("prompts.sampleRate", default: 8000, in: 8000...16_000),
            warm: settings.flag("prompts.warm", default: true),
            access: Self.promptAccess(&settings))
        if ![8000, 16_000].contains(prompts.sampleRate) {
            settings.fail("prompts.sampleRate", "expected 8000 or 16000, found \"\(prompts.sampleRate)\"")
        } else if prompts.sampleRate == 16_000, pbxs.contains(where: { $0.prompts == .http }) {
            settings.fail("prompts.sampleRate", "expected 8000: Asterisk plays nothing else that it fetches by HTTP")
        }
        let keepDays = settings.number("requests.keepDays", default: 365, in: 1...3650)
        requests = Requests(
            expireAfterSeconds: settings.number("requests.expireAfterSeconds", default: 120, in: 5...3600),
            phonesAtOnce: settings.number("requests.phonesAtOnce", default: 100, in: 1...10_000),
            keepDays: keepDays, auditKeepDays: settings.number("audit.keepDays", default: keepDays, in: 1...3650))
        tokens = settings.secrets("auth.tokens")
        logLevel = settings.choice("log.level", default: .info)
        logFormat = settings.choice("log.format", default: .text)
    }
}

extension BridgeConfiguration.HTTP {
    fileprivate init(_ settings: inout SettingReader) {
        host = settings.text("http.host", default: "127.0.0.1")
        port = settings.number("http.port", default: 8080, in: 0...65_535)
        publicURL = settings.address("http.publicURL", default: nil)
        trustedProxies = settings.texts("http.trustedProxies")
        if let wrong = trustedProxies.first(where: { !IPAddress.isValid($0) }) {
            settings.fail("http.trustedProxies", "expected IP addresses such as 127.0.0.1, found \"\(wrong)\"")
        }
        limits = Self.limits(&settings)
        embed = Embed(&settings)
        let chain = settings.readableFile("http.tls.certificateChain")
        let key = settings.readableFile("http.tls.privateKey")
        switch (chain, key) {
        case (let chain?, let key?): tls = TLS(certificateChain: chain, privateKey: key)
        case (nil, nil): tls = nil
        case (nil, _): settings.fail("http.tls.certificateChain", "expected a file, since http.tls.privateKey is set")
        case (_, nil): settings.fail("http.tls.privateKey", "expected a file, since http.tls.certificateChain is set")
        }
    }
}
