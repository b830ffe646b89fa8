import LocatedYAML

/// The keys that `helpbridge.yaml` may have, and their shapes.
indirect enum ConfigurationKeys {
    case scalar
    case list
    case section([String: ConfigurationKeys])
    /// A list of sections.
    case sections([String: ConfigurationKeys])

    static let root = section([
        "http": section([
            "host": scalar, "port": scalar, "publicURL": scalar,
            "tls": section(["certificateChain": scalar, "privateKey": scalar]), "trustedProxies": list,
            "limits": section([
                "headerBytes": scalar, "headerSeconds": scalar, "bodySeconds": scalar, "bodyBytes": scalar,
                "writeSeconds": scalar, "idleSeconds": scalar, "connections": scalar, "connectionsPerAddress": scalar,
            ]),
            "embed": section([
                "secret": scalar, "jwks": scalar, "issuer": scalar, "audience": scalar, "frameAncestors": list,
                "corsOrigins": list,
            ]),
        ]),
        "database": section(["path": scalar, "url": scalar, "password": scalar]),
        "secrets": section(["key": scalar, "allow": list]),
        "bridge": section(["id": scalar, "leaseMilliseconds": scalar]),
        "pbx": pbx,
        "pbxs": sections(ofPBXs),
        "crm": section(["mappings": scalar, "answerBudgetMilliseconds": scalar]),
        "voices": scalar,
        "pages": scalar,
        "prompts": section([
            "cache": scalar, "sampleRate": scalar, "warm": scalar, "directoryMode": scalar, "directoryOwner": scalar,
        ]),
        "requests": section(["expireAfterSeconds": scalar, "phonesAtOnce": scalar, "keepDays": scalar]),
        "audit": section(["keepDays": scalar]),
        "auth": section(["tokens": list]),
        "log": section(["level": scalar, "format": scalar]),
    ])

    static let pbx = section(ofPBX)
    static let ofPBXs = ofPBX.merging(["id": scalar]) { $1 }
    private static let ofPBX = [
        "driver": scalar, "endpoint": scalar, "device": scalar, "trunk": scalar, "numbers": scalar, "prompts": scalar,
        "promptDirectory": scalar,
        "ari": section(["url": scalar, "application": scalar, "username": scalar, "password": scalar]),
        "ami": section([
            "host": scalar, "port": scalar, "username": scalar, "password": scalar, "context": scalar,
        ]),
    ]

    private var expectation: String {
        switch self {
        case .scalar: "a single value"
        case .list: "a list of values"
        case .sections(let keys): "a list of sections with \(keys.keys.sorted().joined(separator: ", "))"
        case .section(let keys): "a section with \(keys.keys.sorted().joined(separator: ", "))"
        }
    }

    /// Lists keys and values that do not belong in the file, and records the line of each known key.
    ///
    /// - Parameters:
    ///   - value: the file, or a section of it.
    ///   - path: the dotted key of the section; empty for the whole file.
    ///   - file: the file's name, for the messages.
    ///   - lines: receives the line of each key.
    func faults(in value: LocatedValue, path: String = "", file: String, lines: inout [String: Int]) -> [String] {
        let line = value.line ?? 1
        func unlike() -> [String] {
            let subject = path.isEmpty ? "the file" : path
            return ["\(file):\(line): \(subject): expected \(expectation)"]
        }
        switch (self, value.content) {
        // A key without a value counts as absent.
        case (_, .null):
            return []
        case (.section(let keys), .object(let members)):
            var faults: [String] = []
            for member in members {
                let keyLine = member.value.keyLine ?? line
                let keyPath = path.isEmpty ? member.key : "\(path).\(member.key)"
                guard let expected = keys[member.key] else {
                    let known = keys.keys.sorted().joined(separator: ", ")
                    faults.append("\(file):\(keyLine): \(keyPath): unknown key; expected one of \(known)")
                    continue
                }
                lines[keyPath] = keyLine
                faults += expected.faults(in: member.value, path: keyPath, file: file, lines: &lines)
            }
            return faults
        case (.sections(let keys), .array(let items)):
            var faults: [String] = []
            for (index, item) in items.enumerated() {
                let itemPath = "\(path)[\(index)]"
                lines[itemPath] = item.line
                if case .null = item.content {
                    faults += ["\(file):\(item.line ?? line): \(itemPath): expected \(Self.section(keys).expectation)"]
                }
                faults += Self.section(keys).faults(in: item, path: itemPath, file: file, lines: &lines)
            }
            return faults
        case (.list, .array(let items)):
            return items.allSatisfy { $0.typed != nil } ? [] : unlike()
        case (.scalar, .boolean), (.scalar, .integer), (.scalar, .number), (.scalar, .text):
            return []
        default:
            return unlike()
        }
    }
}
