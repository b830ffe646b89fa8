import Administration

/// What `/readyz` shows.
struct ReadinessBody: Encodable {
    var readiness: Readiness

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    private struct PBX: Encodable {
        var id: String
        var status: String
        var owner: String?
    }

    private struct Component: Encodable {
        var status: String
        var detail: String?
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(
            readiness.isReady ? "ready" : readiness.isDegraded ? "degraded" : "not_ready",
            forKey: Key(stringValue: "status"))
        if let bridge = readiness.bridge {
            try container.encode(bridge, forKey: Key(stringValue: "bridge"))
            let pbxs = readiness.pbxs.map { PBX(id: $0.id, status: $0.isUp ? "up" : "down", owner: $0.owner) }
            try container.encode(pbxs, forKey: Key(stringValue: "pbxs"))
        }
        var components = container.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: "components"))
        for component in readiness.components {
            try components.encode(
                Component(
                    status: component.isUp ? "up" : component.isDegraded ? "degraded" : "down",
                    detail: component.detail),
                forKey: Key(stringValue: component.name))
        }
    }
}
