/// The PBXs that this bridge owns.
public protocol PBXOwnership: Sendable {
    /// Returns the current tenure of a PBX; `nil` while another bridge, or none, owns the PBX.
    ///
    /// - Parameter pbx: the PBX's id; `nil` for the default one.
    func tenure(of pbx: String?) -> PBXTenure?
    /// Returns the tenures of a PBX as they begin, each after the previous one is finished.
    ///
    /// Consumed once, by the help desk.
    func tenures(of pbx: String?) -> AsyncStream<PBXTenure>
    /// Starts no further tenures, because the help desk is stopping.
    func stop()
}

/// The ownership of all PBXs by the only bridge.
public struct SoleOwnership: PBXOwnership {
    private let tenures: [String?: PBXTenure]

    public init(of pbxs: PBXSet) {
        tenures = Dictionary(uniqueKeysWithValues: pbxs.ids.map { ($0, PBXTenure(of: $0)) })
    }

    public func tenure(of pbx: String?) -> PBXTenure? { tenures[pbx] }

    public func tenures(of pbx: String?) -> AsyncStream<PBXTenure> {
        AsyncStream { stream in
            if let tenure = tenures[pbx] { stream.yield(tenure) }
            stream.finish()
        }
    }

    public func stop() {}
}

/// The error of a write that was discarded because another bridge now owns the PBX.
public struct PBXNotOwned: Error, Sendable, Equatable, CustomStringConvertible {
    /// The PBX's id; `nil` for the default one.
    public var pbx: String?

    public init(pbx: String?) {
        self.pbx = pbx
    }

    public var description: String {
        "another bridge has taken over \(pbx.map { "the PBX \($0)" } ?? "the default PBX")"
    }
}
