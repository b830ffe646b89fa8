import Administration
import JSON

/// The body of `/readyz`.
struct ReadinessBody: Encodable {
    var readiness: Readiness

    private enum CodingKeys: String, CodingKey {
        case status
        case bridge
        case pbxs
        case components
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
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            readiness.isReady ? "ready" : readiness.isDegraded ? "degraded" : "not_ready",
            forKey: .status)
        if let bridge = readiness.bridge {
            try container.encode(bridge, forKey: .bridge)
            let pbxs = readiness.pbxs.map { PBX(id: $0.id, status: $0.isUp ? "up" : "down", owner: $0.owner) }
            try container.encode(pbxs, forKey: .pbxs)
        }
        var components = container.nestedContainer(keyedBy: JSONKey.self, forKey: .components)
        for component in readiness.components {
            try components.encode(
                Component(
                    status: component.isUp ? "up" : component.isDegraded ? "degraded" : "down",
                    detail: component.detail),
                forKey: JSONKey(stringValue: component.part.name))
        }
    }
}
