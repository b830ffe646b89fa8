import WebServer

extension BridgeConfiguration.HTTP {
    /// Reads `http.limits`.
    static func limits(_ settings: inout SettingReader) -> ServerLimits {
        let usual = ServerLimits()
        func seconds(_ key: String, _ usual: Duration, atMost most: Int) -> Duration {
            .seconds(
                settings.number("http.limits.\(key)", default: Int(usual.components.seconds), in: 1...most))
        }
        let connections = settings.number(
            "http.limits.connections", default: ServerLimits.usualConnections, in: 16...1_000_000)
        return ServerLimits(
            headerBytes: settings.number("http.limits.headerBytes", default: usual.headerBytes, in: 4096...65_536),
            headerLines: usual.headerLines,
            headerTime: seconds("headerSeconds", usual.headerTime, atMost: 300),
            bodyTime: seconds("bodySeconds", usual.bodyTime, atMost: 3600),
            bodyBytes: settings.number(
                "http.limits.bodyBytes", default: usual.bodyBytes, in: 262_144...1_073_741_824),
            writeTime: seconds("writeSeconds", usual.writeTime, atMost: 3600),
            idleTime: seconds("idleSeconds", usual.idleTime, atMost: 3600),
            connections: connections,
            connectionsPerAddress: settings.number(
                "http.limits.connectionsPerAddress",
                // By default, no address may use all connections.
                default: min(usual.connectionsPerAddress, connections * 2 / 5), in: 1...1_000_000))
    }
}
